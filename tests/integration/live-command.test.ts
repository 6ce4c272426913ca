/** `aima analyze ADDRESS` and `aima analyze -` from outside. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ResultDocument, type Observation } from '@aima/contract';
import { startCli, runCli } from '../support/cli.ts';
import { fakeDownloader } from '../support/fake-downloader.ts';
import { play, playing, serveHls } from '../support/live-sources.ts';
import { localHttp } from '../support/local-http.ts';
import { makeFilm } from '../support/made-media.ts';
import { tempFolder } from '../support/temp-folder.ts';

const QUICK = ['--analyzers', 'cut_analysis,color_analysis,audio_analysis'];
const allowed = { AIMA_URL_IMPORT: 'on', AIMA_URL_RIGHTS: 'confirmed', AIMA_INTERNAL_HOSTS: '127.0.0.1' };
const below = async (folder: string): Promise<string[]> => (await readdir(folder, { recursive: true }).catch(() => [])).sort();

interface Line { type: string; observation?: Observation; startMs?: number; endMs?: number; delayMs?: number; document?: unknown }
const linesOf = (stdout: string): Line[] => stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);

async function filmServer() {
  const folder = tempFolder();
  const film = await readFile(await makeFilm(path.join(folder, 'film.mp4'), { seconds: 2 }));
  const day = await readFile(await makeFilm(path.join(folder, 'day.mp4'), { seconds: 1, source: 'testsrc' }));
  const asked: string[] = [];
  const server = await localHttp((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.startsWith('/watch')) response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A day</title><video data-by="Ada" src="/day.mp4">');
    else if (request.url?.startsWith('/film.mp4')) response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': film.length }).end(film);
    else if (request.url === '/day.mp4') response.writeHead(200, { 'content-length': day.length }).end(day);
    else response.writeHead(404).end();
  });
  return { server, asked };
}

test('an address is not opened before it is enabled, and not without the word; each refusal says what to do', async () => {
  const { server, asked } = await filmServer();
  const folder = tempFolder();
  const options = { data: path.join(folder, 'data'), cwd: folder, env: { AIMA_INTERNAL_HOSTS: '127.0.0.1' } };
  const off = await runCli(['analyze', `${server}/film.mp4`], options);
  expect([off.code, off.stderr]).toEqual([2, expect.stringMatching(/AIMA_URL_IMPORT=on.*--enable-urls/)]);
  const unconfirmed = await runCli(['analyze', '--enable-urls', `${server}/film.mp4`], options);
  expect([unconfirmed.code, unconfirmed.stderr]).toEqual([2, expect.stringMatching(/--i-have-the-right/)]);
  const inside = await runCli(['analyze', '--enable-urls', '--i-have-the-right', `${server}/film.mp4`], { ...options, env: { AIMA_INTERNAL_HOSTS: '' } });
  expect([inside.code, inside.stderr]).toEqual([3, expect.stringMatching(/internal address.*AIMA_INTERNAL_HOSTS/)]);
  expect(asked).toEqual([]);
});

test('files and pages by address are analysed like files; the document names their origin, one that fails is told beside them', async () => {
  const { server } = await filmServer();
  const folder = tempFolder();
  const end = await runCli(['analyze', `${server}/film.mp4?token=SECRET`, `${server}/watch?v=1&sig=SECRET`, `${server}/gone.mp4`, '--out', 'out', '--json', ...QUICK], {
    data: path.join(folder, 'data'), cwd: folder, env: { ...allowed, AIMA_YTDLP: fakeDownloader(path.join(folder, 'bin')), HOME: folder },
  });
  expect(end.code).toBe(4);
  const document = ResultDocument.parse(JSON.parse(end.stdout));
  expect(document.media.map(({ origin }) => [origin?.url, origin?.title, origin?.rightConfirmed.how])).toEqual([[`${server}/film.mp4`, 'film', 'environment'], [`${server}/watch?v=1`, 'A day', 'environment']]);
  expect(document.rejected?.map(({ code }) => code)).toEqual(['SOURCE_REFUSED']);
  expect(end.stdout + end.stderr).not.toContain('SECRET');
  const [first] = (await below(path.join(folder, 'out'))).filter((name) => name.endsWith('.aima.json') && name.startsWith('film'));
  expect(ResultDocument.parse(JSON.parse(await readFile(path.join(folder, 'out', first ?? ''), 'utf8'))).media[0]?.origin?.url).toBe(`${server}/film.mp4`);
});

test('what comes in at standard input is told as it comes, as lines of JSON, and ends in a whole document', async () => {
  const folder = tempFolder();
  const player = play(...playing(13), '-f', 'mpegts', 'pipe:1');
  if (!player.stdout) throw new Error('no output');
  const cli = startCli(['analyze', '-', '--segment', '3', '--out', 'out', '--json', ...QUICK], { data: path.join(folder, 'data'), cwd: folder, input: player.stdout });
  await cli.says(/told at most/);
  expect(player.exitCode).toBe(null); // it still plays while the first findings are there
  expect(linesOf(cli.stdout()).some(({ type }) => type === 'observation')).toBe(true);
  const end = await cli.end;
  const lines = linesOf(end.stdout);
  const segments = lines.filter(({ type }) => type === 'segment');
  expect(segments.length).toBeGreaterThanOrEqual(4);
  for (const { startMs = 0, endMs = 0, delayMs = 0 } of segments) expect(delayMs).toBeGreaterThanOrEqual(endMs - startMs);
  const document = ResultDocument.parse(lines.at(-1)?.document);
  expect(document.media[0]).toMatchObject({ container: 'live', kind: 'video', hasAudio: true, fileName: expect.stringMatching(/^standard-input-\d{8}T\d{6}Z$/) as string });
  expect(document.media[0]?.durationMs).toBeGreaterThan(12_000);
  expect(document.runs.filter(({ status }) => status === 'running')).toEqual([]);
  expect(new Set(document.observations.map(({ id }) => id)).size).toBe(document.observations.length);
  for (const { startMs, endMs, runId } of document.observations) {
    expect(endMs).toBeLessThanOrEqual((document.media[0]?.durationMs ?? 0) + 200);
    expect(startMs).toBeLessThanOrEqual(endMs);
    expect(document.runs.some(({ id }) => id === runId)).toBe(true);
  }
  expect(Math.max(...document.observations.filter(({ analyzer }) => analyzer === 'color_analysis').map(({ endMs }) => endMs))).toBeGreaterThan(11_000);
  const [file = '', page = ''] = await below(path.join(folder, 'out'));
  expect(ResultDocument.parse(JSON.parse(await readFile(path.join(folder, 'out', file), 'utf8'))).observations).toEqual(document.observations);
  expect(await readFile(path.join(folder, 'out', page), 'utf8')).toContain('standard-input');
  expect(await below(path.join(folder, 'data', 'live'))).toEqual([]);
});

test('Ctrl-C finishes the segment that runs and writes; a second one ends at once', async () => {
  const { url } = await serveHls(120);
  const folder = tempFolder();
  const options = { data: path.join(folder, 'data'), cwd: folder, env: allowed };
  const cli = startCli(['analyze', url, '--segment', '2', '--out', 'out', ...QUICK], options);
  await cli.says(/told at most/);
  cli.child.kill('SIGINT');
  const end = await cli.end;
  expect(end.stderr).toMatch(/Finishing[\s\S]*analysed; told[\s\S]*wiped and is gone/);
  const [name] = (await below(path.join(folder, 'out'))).filter((each) => each.endsWith('.aima.json'));
  const document = ResultDocument.parse(JSON.parse(await readFile(path.join(folder, 'out', name ?? ''), 'utf8')));
  expect(document.media[0]?.origin).toMatchObject({ url, rightConfirmed: { how: 'environment' } });
  expect(document.media[0]?.durationMs).toBeGreaterThan(1_500);
  expect([0, 4]).toContain(end.code); // 4 where the busy machine left something out

  const second = startCli(['analyze', url, '--segment', '2', '--out', 'out2', ...QUICK], options);
  await second.says(/told at most/);
  second.child.kill('SIGINT');
  await new Promise((resolve) => { setTimeout(resolve, 1_100); });
  second.child.kill('SIGINT');
  const ended = await second.end;
  // It may have been finished within that second; on its very last steps the signal itself ends it, without a code.
  expect([130, 0, 4, null]).toContain(ended.code);
  expect(await below(path.join(folder, 'data', 'live'))).toEqual([]);
});

test('a live source stands alone, and a length ends it', async () => {
  const folder = tempFolder();
  const both = await runCli(['analyze', '-', 'film.mp4'], { data: path.join(folder, 'data'), cwd: folder });
  expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/alone/)]);
  const { url } = await serveHls(120);
  const end = await runCli(['analyze', url, '--for', '5s', '--segment', '2', '--out', 'out', ...QUICK], { data: path.join(folder, 'data'), cwd: folder, env: allowed });
  const [name] = (await below(path.join(folder, 'out'))).filter((each) => each.endsWith('.aima.json'));
  const { media } = ResultDocument.parse(JSON.parse(await readFile(path.join(folder, 'out', name ?? ''), 'utf8')));
  expect(media[0]?.durationMs).toBeLessThan(6_500);
  expect(end.stderr).toMatch(/analysed; told/);
});
