/**
 * `npm run proof -- long-film [-- --minutes N]`: a film of two hours (160x90, 5 fps, made here) by the signal analyzers.
 * Its memory must stay near that of a film of 20 minutes; killed with -9 in the middle, the same command must go on
 * behind the finished windows and end with the result of an undisturbed run; results must be there while it runs.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ResultDocument } from '@aima/contract';
import { treeUsage } from '../../src/kernel/process-tree.ts';
import { startCli, type RunningCli } from '../support/cli.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '120' } } });
const minutes = Number(values.minutes);
const ANALYZERS = 'cut_analysis,scene_segmentation,camera_analysis,color_analysis,content_quality,visual_effects,temporal_consistency,audio_analysis,temporal_flow';
/** Of the longer film's peak over that of the shorter one. */
const MOST_GROWTH = 1.25;

const work = mkdtempSync(path.join(tmpdir(), 'aima-proof-'));

function makeFilm(name: string, length: number): string {
  const file = path.join(work, name);
  const seconds = length * 60;
  // Another look every 37 seconds, a pulsing tone.
  execFileSync('ffmpeg', [
    '-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=5:duration=${seconds},hue=h='70*floor(t/37)':b='1.6*mod(floor(t/37),2)-0.8'`,
    '-f', 'lavfi', '-i', `aevalsrc='0.3*sin(2*PI*t*(200+30*mod(floor(t/37),9)))*(0.6+0.4*sin(t))':s=16000:d=${seconds}`,
    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', file,
  ]);
  return file;
}

const documentFile = (out: string, film: string): string => path.join(work, out, `${path.basename(film)}.aima.json`);
const documentOf = (out: string, film: string): ResultDocument => ResultDocument.parse(JSON.parse(readFileSync(documentFile(out, film), 'utf8')));
const foundIn = (out: string, film: string): string => {
  const { observations, runs } = documentOf(out, film);
  return JSON.stringify([observations, runs.map(({ analyzer, status, coverage }) => [analyzer, status, coverage])]);
};

const start = (film: string, out: string): RunningCli => startCli(['analyze', film, '--out', path.join(work, out), '--analyzers', ANALYZERS], { data: path.join(work, `data-${out}`), cwd: work });

async function watched(cli: RunningCli): Promise<{ code: number | null; stderr: string; peakMiB: number; seconds: number }> {
  const from = performance.now();
  let peak = 0;
  const timer = setInterval(() => { void treeUsage(cli.pid).then(({ memoryBytes }) => { peak = Math.max(peak, memoryBytes); }); }, 500);
  const { code, stderr } = await cli.end;
  clearInterval(timer);
  return { code, stderr, peakMiB: Math.round(peak / 2 ** 20), seconds: (performance.now() - from) / 1000 };
}

const results: { what: string; ok: boolean }[] = [];
const say = (what: string, ok: boolean): void => {
  results.push({ what, ok });
  process.stdout.write(`${ok ? 'passed' : 'FAILED'}: ${what}\n`);
};

try {
  const short = makeFilm('short.mp4', 20);
  const long = makeFilm('long.mp4', minutes);
  const reference = await watched(start(short, 'short'));
  const whole = await watched(start(long, 'whole'));
  for (const { code, stderr } of [reference, whole]) if (code !== 0) process.stdout.write(`${stderr.slice(-2000)}\n`);
  say(`20 minutes: exit ${reference.code}, ${reference.seconds.toFixed(0)} s, peak ${reference.peakMiB} MiB`, reference.code === 0);
  say(`${minutes} minutes: exit ${whole.code}, ${whole.seconds.toFixed(0)} s (${(whole.seconds / minutes / 60).toFixed(3)} x real time), peak ${whole.peakMiB} MiB, ${documentOf('whole', long).observations.length} findings`, whole.code === 0);
  say(`memory of the longer film is ${(whole.peakMiB / reference.peakMiB).toFixed(2)} of the shorter one's (at most ${MOST_GROWTH})`, whole.peakMiB <= MOST_GROWTH * reference.peakMiB);

  const killed = start(long, 'killed');
  // The third window, or the one before the middle.
  await killed.says(/(analysed up to [\s\S]*){3}/);
  const part = existsSync(documentFile('killed', long)) ? documentOf('killed', long) : undefined;
  killed.child.kill('SIGKILL');
  await killed.end;
  say(`before the kill the document already held ${part?.observations.length ?? 0} findings`, (part?.observations.length ?? 0) > 0 && part?.runs.some(({ status }) => status === 'running') === true);
  const again = await watched(start(long, 'killed'));
  const from = /going on at ([\d:.]+): /.exec(again.stderr)?.[1];
  say(`after the kill it went on at ${from ?? 'the beginning'} and took ${again.seconds.toFixed(0)} s of ${whole.seconds.toFixed(0)} s`, again.code === 0 && from !== undefined);
  say('the same result as undisturbed', foundIn('killed', long) === foundIn('whole', long));
} finally {
  rmSync(work, { recursive: true, force: true });
}
const failed = results.filter(({ ok }) => !ok).length;
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
