/** The command `analyze` from outside: results, exit codes, bad input, names, cancel, crashes. */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { JobDocument, ResultDocument } from '@aima/contract';
import { alive, childrenRunning, runCli, startCli } from '../support/cli.ts';
import { ffmpeg, makeFilm } from '../support/made-media.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { missing } from '../support/media.ts';

const QUICK = ['--analyzers', 'cut_analysis,color_analysis,audio_analysis'];
const read = async (file: string): Promise<ResultDocument> => ResultDocument.parse(JSON.parse(await readFile(file, 'utf8')));
const filesBelow = async (folder: string): Promise<string[]> => (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
/** Children with `text` in their command, once there are some: a job says that it analyses before its programs run. */
async function running(root: number, text: string): Promise<number[]> {
  await expect.poll(() => childrenRunning(root, text), { message: text }).not.toEqual([]);
  return childrenRunning(root, text);
}

test('a film, a photo and a sound in folders give documents and pages that keep the folders', async () => {
  const work = tempFolder();
  const input = path.join(work, 'input');
  await mkdir(path.join(input, 'deep', 'er'), { recursive: true });
  await makeFilm(path.join(input, 'film.mp4'), { seconds: 2 });
  await makeFilm(path.join(input, 'deep', 'film.mp4'), { seconds: 1, silent: true });
  await ffmpeg('-f', 'lavfi', '-i', 'mandelbrot=size=640x480', '-frames:v', '1', path.join(input, 'deep', 'er', 'photo.jpg'));
  await ffmpeg('-f', 'lavfi', '-i', 'sine=frequency=300:duration=2', path.join(input, 'sound.wav'));
  await copyFile(path.join(input, 'film.mp4'), path.join(input, 'film copy.mp4'));

  const end = await runCli(['analyze', input, '--out', path.join(work, 'out'), '--json', ...QUICK], { data: path.join(work, 'data') });
  expect(end.stderr).toContain('The worker was wiped and is gone.');
  expect(end.code).toBe(0);
  expect(await filesBelow(path.join(work, 'out'))).toEqual([
    'deep/er/photo.jpg.aima.json', 'deep/er/photo.jpg.html', 'deep/film.mp4.aima.json', 'deep/film.mp4.html', 'film copy.mp4.aima.json', 'film copy.mp4.html',
    'film.mp4.aima.json', 'film.mp4.html', 'job.aima.json', 'sound.wav.aima.json', 'sound.wav.html',
  ]);
  const job = JobDocument.parse(JSON.parse(await readFile(path.join(work, 'out', 'job.aima.json'), 'utf8')));
  expect(job.media.map(({ kind }) => kind).sort()).toEqual(['audio', 'image', 'video', 'video', 'video']);
  expect(job.media.filter(({ sameContentAs }) => sameContentAs !== undefined)).toHaveLength(1);
  const combined = ResultDocument.parse(JSON.parse(end.stdout));
  expect(combined.media).toHaveLength(5);
  expect(new Set(combined.runs.map(({ id }) => id)).size).toBe(combined.runs.length);

  const silent = await read(path.join(work, 'out', 'deep', 'film.mp4.aima.json'));
  expect(silent.runs.find(({ analyzer }) => analyzer === 'audio_analysis')).toMatchObject({ status: 'not_run', reason: 'no_audio' });
  const photo = await read(path.join(work, 'out', 'deep', 'er', 'photo.jpg.aima.json'));
  expect(photo.runs.find(({ analyzer }) => analyzer === 'cut_analysis')).toMatchObject({ status: 'not_run', reason: 'unsupported_media' });
  expect(photo.observations.every(({ startMs, endMs }) => startMs === 0 && endMs === 0)).toBe(true);
  expect(photo.media[0]).toMatchObject({ durationMs: 0, width: 640, height: 480 });
  const film = await read(path.join(work, 'out', 'film.mp4.aima.json'));
  expect(film.runs.every(({ status, coverage }) => status === 'done' && coverage === 1)).toBe(true);
  expect(new Set(film.observations.map(({ id }) => id)).size).toBe(film.observations.length);
  for (const { runId } of film.observations) expect(film.runs.some(({ id }) => id === runId)).toBe(true);
});

test('bad files get a code and a sentence, and the good one beside them is done', async () => {
  const work = tempFolder();
  await writeFile(path.join(work, 'empty.mp4'), '');
  await writeFile(path.join(work, 'text.mp4'), 'this is no film\n'.repeat(100));
  await makeFilm(path.join(work, 'whole.mp4'), { seconds: 4 });
  const bytes = await readFile(path.join(work, 'whole.mp4'));
  await writeFile(path.join(work, 'cut off.mp4'), bytes.subarray(0, Math.floor(bytes.length / 2)));
  const names = ['gone.mp4', 'empty.mp4', 'text.mp4', 'cut off.mp4', 'whole.mp4'];
  const end = await runCli(['analyze', ...names, '--out', 'out', '--json', ...QUICK], { data: path.join(work, 'data'), cwd: work });
  expect(end.code).toBe(4);
  const document = ResultDocument.parse(JSON.parse(end.stdout));
  expect(Object.fromEntries((document.rejected ?? []).map(({ fileName, code }) => [fileName, code]))).toEqual({ 'gone.mp4': 'MEDIA_MISSING', 'empty.mp4': 'MEDIA_EMPTY', 'text.mp4': 'MEDIA_UNREADABLE' });
  for (const { message, next } of document.rejected ?? []) expect(Math.min(message.length, next.length)).toBeGreaterThan(10);
  expect((await read(path.join(work, 'out', 'whole.mp4.aima.json'))).summary.coverage).toBe(1);
  const half = await read(path.join(work, 'out', 'cut off.mp4.aima.json'));
  expect(half.summary.coverage).toBeGreaterThan(0.2);
  expect(half.summary.coverage).toBeLessThan(0.8);
  expect(half.runs[0]).toMatchObject({ status: 'done', reason: 'MEDIA_TRUNCATED' });
  expect(end.stderr).toMatch(/cut off\.mp4: Only \d+ %/);
});

test('exit codes: nothing readable 3, wrong usage 2, unwritable --out 2', async () => {
  const work = tempFolder();
  const options = { data: path.join(work, 'data'), cwd: work };
  await writeFile(path.join(work, 'file'), 'x');
  expect((await runCli(['analyze', 'gone.mp4', '--out', 'out'], options)).code).toBe(3);
  expect((await runCli(['analyze', '--out', 'out'], options)).code).toBe(2);
  expect((await runCli(['analyze', 'x.mp4', '--profile', 'none'], options)).code).toBe(2);
  expect((await runCli(['nonsense'], options)).code).toBe(2);
  const unwritable = await runCli(['analyze', 'x.mp4', '--out', 'file/below'], options);
  expect(unwritable.code).toBe(2);
  expect(unwritable.stderr).toMatch(/file\/below cannot be written.*--out/);
  const data = await runCli(['analyze', 'x.mp4', '--data', 'file/below'], options);
  expect(data.code).toBe(2);
  expect(data.stderr).toMatch(/file\/below cannot be written.*--data/);
});

test('names with spaces, umlauts, emoji, dashes and 255 bytes, equal names in two folders and with two extensions', async () => {
  const work = tempFolder();
  await mkdir(path.join(work, 'b'));
  const long = `${'ü'.repeat(125)}x.mp4`;
  const names = ['-film.mp4', 'Größe & 100%23 ?.mp4', '😀 🎬.mp4', long, 'a.mp4', 'b/a.mp4', 'a.mkv', 'new\nline.mp4'];
  await makeFilm(path.join(work, 'a.mp4'), { seconds: 1, size: '64x64', silent: true });
  for (const [i, name] of names.entries()) {
    if (name !== 'a.mp4') await ffmpeg('-i', path.join(work, 'a.mp4'), '-c', 'copy', '-metadata', `title=${i}`, `file:${path.join(work, name)}`);
  }
  expect(Buffer.byteLength(long)).toBe(255);
  const end = await runCli(['analyze', '--out', 'out', '--quiet', '--analyzers', 'cut_analysis', '--', ...names], { data: path.join(work, 'data'), cwd: work });
  expect(end).toMatchObject({ code: 0, stderr: '' });
  const written = (await filesBelow(path.join(work, 'out'))).filter((name) => name.endsWith('.aima.json') && name !== 'job.aima.json');
  expect(written).toHaveLength(names.length);
  const documents = await Promise.all(written.map((name) => read(path.join(work, 'out', name))));
  expect(documents.map(({ media }) => media[0]?.fileName).sort()).toEqual(names.toSorted());
});

test('Ctrl-C stops within 2 s, keeps what is finished, leaves no process and no half-written file', async () => {
  const work = tempFolder();
  await makeFilm(path.join(work, '1.mp4'), { seconds: 1, size: '128x128' });
  await makeFilm(path.join(work, '2.mp4'), { seconds: 300, size: '320x240' });
  const cli = startCli(['analyze', '1.mp4', '2.mp4', '--out', 'out'], { data: path.join(work, 'data'), cwd: work });
  await cli.says(/2\.mp4 {2}analysing/);
  const decoders = await running(cli.pid, 'ffmpeg');
  const workers = await running(cli.pid, 'bin/worker.ts');
  expect(workers).toHaveLength(1);
  expect(decoders).toHaveLength(1); // one decode for all analyzers
  const from = Date.now();
  process.kill(cli.pid, 'SIGINT');
  const end = await cli.end;
  expect(Date.now() - from).toBeLessThan(2_000);
  expect(end.code).toBe(130);
  expect(end.stderr).toContain('Cancelled. What was finished is kept.');
  for (const pid of [...workers, ...decoders]) expect(alive(pid)).toBe(false);
  const files = await filesBelow(path.join(work, 'out'));
  expect(files).toContain('1.mp4.aima.json');
  expect(files.filter((name) => name.includes('tmp'))).toEqual([]);
  expect(await readdir(path.join(work, 'data', 'work'))).toEqual([]);
});

test('kill -9 of the worker in the middle: the run is repeated and nothing is missing', async () => {
  const work = tempFolder();
  await makeFilm(path.join(work, 'film.mp4'), { seconds: 90, size: '320x240' });
  const cli = startCli(['analyze', 'film.mp4', '--out', 'out', ...QUICK], { data: path.join(work, 'data'), cwd: work });
  await cli.says(/analysing/);
  await running(cli.pid, 'ffmpeg');
  const [worker = 0] = await running(cli.pid, 'bin/worker.ts');
  process.kill(worker, 'SIGKILL');
  const end = await cli.end;
  expect(end.stderr).toMatch(/The worker was lost .* attempt 1 of 3/);
  expect(end.code).toBe(0);
  const document = await read(path.join(work, 'out', 'film.mp4.aima.json'));
  expect(document.runs.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  expect(new Set(document.observations.map(({ id }) => id)).size).toBe(document.observations.length);
});

test('a worker that always dies: after three retries the medium is told as failed, and the job ends', async () => {
  const work = tempFolder();
  await makeFilm(path.join(work, 'film.mp4'), { seconds: 300, size: '320x240' });
  const cli = startCli(['analyze', 'film.mp4', '--out', 'out', ...QUICK], { data: path.join(work, 'data'), cwd: work });
  let over = false;
  void cli.end.then(() => { over = true; });
  const killed = new Set<number>();
  while (!over) {
    for (const pid of await childrenRunning(cli.pid, 'bin/worker.ts')) {
      if (killed.has(pid)) continue;
      await sleep(1_500);
      if (alive(pid)) process.kill(pid, 'SIGKILL');
      killed.add(pid);
    }
    await sleep(50);
  }
  const end = await cli.end;
  expect(killed.size).toBe(4);
  expect(end.code).toBe(4);
  expect(end.stderr).toMatch(/failed: .*\[WORKER_/);
  const document = await read(path.join(work, 'out', 'film.mp4.aima.json'));
  expect(document.runs.every(({ status }) => status === 'failed')).toBe(true);
});

test('kill -9 of the command itself: the worker notices and ends', async () => {
  const work = tempFolder();
  await makeFilm(path.join(work, 'film.mp4'), { seconds: 300, size: '320x240' });
  const cli = startCli(['analyze', 'film.mp4', '--out', 'out', ...QUICK], { data: path.join(work, 'data'), cwd: work });
  await cli.says(/analysing/);
  const children = [...await running(cli.pid, 'ffmpeg'), ...await running(cli.pid, 'bin/worker.ts')];
  process.kill(cli.pid, 'SIGKILL');
  for (let i = 0; i < 60 && children.some(alive); i++) await sleep(100);
  expect(children.filter(alive)).toEqual([]);
  expect(await readdir(path.join(work, 'data', 'work'))).toEqual([]);
});

test('a full disk is told, and what was written before is whole', async (context) => {
  if (process.getuid?.() !== 0) missing(context, 'mounting a small disk needs root');
  const work = tempFolder();
  const out = path.join(work, 'small');
  await mkdir(out);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', out], { stdio: 'ignore' });
  } catch {
    missing(context, 'this machine does not allow a mount');
  }
  try {
    await makeFilm(path.join(work, 'film.mp4'), { seconds: 20, size: '640x480' });
    const end = await runCli(['analyze', 'film.mp4', '--out', out, ...QUICK], { data: path.join(work, 'data'), cwd: work });
    expect(end.code).toBe(4);
    expect(end.stderr).toMatch(/No space left/);
    for (const name of await filesBelow(out)) expect(name).toMatch(/^film\.mp4\.(aima\.json|html)$/);
  } finally {
    execFileSync('umount', [out]);
  }
});
