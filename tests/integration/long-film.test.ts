/** A long film in windows through the real command line: cut short, gone on with, and put together. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ResultDocument } from '@aima/contract';
import { runCli, startCli } from '../support/cli.ts';
import { ffmpeg } from '../support/made-media.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-long-'));
const film = path.join(folder, 'film.mp4');
const ANALYZERS = 'cut_analysis,camera_analysis,content_quality,color_analysis,audio_analysis,temporal_flow';

const args = (out: string, ...more: string[]): string[] => ['analyze', film, '--out', path.join(folder, out), '--analyzers', ANALYZERS, ...more];
const documentIn = (out: string): ResultDocument => ResultDocument.parse(JSON.parse(readFileSync(path.join(folder, out, 'film.mp4.aima.json'), 'utf8')));
const found = ({ observations, runs }: ResultDocument) => [observations, runs.map(({ analyzer, status, coverage }) => [analyzer, status, coverage])];

beforeAll(async () => {
  // Every seven seconds another colour; a tone all along.
  await ffmpeg(
    '-f', 'lavfi', '-i', "testsrc2=size=160x90:rate=5:duration=70,hue=h='90*floor(t/7)':b='2*mod(floor(t/7),2)-1'", '-f', 'lavfi', '-i', 'sine=frequency=330:sample_rate=16000:duration=70',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film,
  );
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

test('windows end at cuts, nothing is lost or told twice at their borders, and what speaks of the whole speaks of the whole', async () => {
  const data = path.join(folder, 'data-plain');
  const whole = await runCli(args('whole', '--window', '0'), { data });
  const parts = await runCli(args('parts', '--window', '20', '--fresh'), { data });
  expect([whole.code, parts.code]).toEqual([0, 0]);
  const [inOne, joined] = [documentIn('whole'), documentIn('parts')];
  const of = ({ observations }: ResultDocument, analyzer: string) => observations.filter((item) => item.analyzer === analyzer);
  const cuts = (document: ResultDocument): number[] => of(document, 'cut_analysis').map(({ startMs }) => startMs);
  expect(cuts(inOne).length).toBeGreaterThan(5);
  expect(cuts(joined)).toEqual(cuts(inOne));
  expect(of(joined, 'audio_analysis').map(({ startMs, endMs, label, sentence }) => [startMs, endMs, label, sentence])).toEqual(of(inOne, 'audio_analysis').map(({ startMs, endMs, label, sentence }) => [startMs, endMs, label, sentence]));
  expect(joined.runs.filter(({ analyzer }) => !analyzer.startsWith('minors')).map(({ analyzer, status, coverage }) => [analyzer, status, coverage])).toEqual(inOne.runs.filter(({ analyzer }) => !analyzer.startsWith('minors')).map(({ analyzer, status, coverage }) => [analyzer, status, coverage]));
  expect(Math.max(...of(joined, 'temporal_flow').map(({ endMs }) => endMs))).toBe(Math.max(...of(inOne, 'temporal_flow').map(({ endMs }) => endMs)));
  const ids = new Set(joined.observations.map(({ id }) => id));
  expect(ids.size).toBe(joined.observations.length);
  expect(joined.observations.flatMap(({ basedOn = [] }) => basedOn).filter((id) => !ids.has(id))).toEqual([]);
}, 300_000);

test('after a kill the same command goes on behind the finished windows and ends with the same result', async () => {
  const data = path.join(folder, 'data-killed');
  const undisturbed = await runCli(args('undisturbed', '--window', '20'), { data: path.join(folder, 'data-plain-2') });
  expect(undisturbed.code).toBe(0);
  const killed = startCli(args('killed', '--window', '20'), { data });
  await killed.says(/analysed up to 0:3\d/);
  killed.child.kill('SIGKILL');
  await killed.end;
  const part = documentIn('killed');
  expect(part.runs.find(({ analyzer }) => analyzer === 'cut_analysis')?.status).toBe('running');
  expect(part.observations.length).toBeGreaterThan(0);
  expect(Math.max(...part.observations.map(({ endMs }) => endMs))).toBeLessThan(50_000);
  const again = await runCli(args('killed', '--window', '20'), { data });
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/going on at 0:[1-3]\d\.\d: everything before was analysed by an earlier call/);
  expect(again.stderr).not.toMatch(/analysed up to 0:1/);
  expect(found(documentIn('killed'))).toEqual(found(documentIn('undisturbed')));
  expect(readdirSync(path.join(data, 'unfinished'))).toEqual([]);
}, 300_000);
