/** Media from addresses: files, pages through the downloader, and everything that must not be reached or kept. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type http from 'node:http';
import path from 'node:path';
import { expect, test } from 'vitest';
import { addressGuard, importUrl, parseInternalHosts, type DownloadLimits } from '../../src/sources/index.ts';
import { fakeDownloader } from '../support/fake-downloader.ts';
import { localHttp } from '../support/local-http.ts';
import { makeFilm } from '../support/made-media.ts';
import { tempFolder } from '../support/temp-folder.ts';

const quick: Partial<DownloadLimits> = { stallLimitMs: 300, answerLimitMs: 2_000, firstWaitMs: 5, tries: 3 };

const place = (answer: http.RequestListener) => localHttp(answer).then((server) => {
  const folder = tempFolder();
  const guard = addressGuard({ internal: parseInternalHosts('127.0.0.1,media.example'), resolve: async (host) => host === 'media.example' ? ['127.0.0.1'] : ['::1'] });
  const progress: (number | undefined)[][] = [];
  const load = (address: string, limits: Partial<DownloadLimits> = {}, signal = new AbortController().signal, program = fakeDownloader(path.join(folder, 'bin'))) => importUrl({
    url: new URL(address, server), right: { by: 'tester', how: 'option' }, guard, downloads: path.join(folder, 'downloads'), limits: { ...quick, ...limits },
    env: { PATH: process.env['PATH'], HOME: folder, AIMA_YTDLP: program, AIMA_SECRET_TOKEN: 'secret' }, signal, onProgress: (...each) => { progress.push(each); },
  });
  const files = async () => (await readdir(path.join(folder, 'downloads'), { recursive: true }).catch(() => [])).sort();
  const calls = async () => (await readFile(path.join(folder, 'calls.json'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { given: Record<string, unknown>; url: string; env: Record<string, string> });
  return { server, folder, load, files, calls, progress };
});

let bytesOfFilm: Buffer | undefined;
const film = async (): Promise<Buffer> => bytesOfFilm ??= await readFile(await makeFilm(path.join(tempFolder(), 'film.mp4'), { seconds: 2 }));

test('a media file is loaded as it is, named by its address, private, with its origin beside it', async () => {
  const bytes = await film();
  const { load, files, progress, server } = await place((request, response) => {
    if (request.url?.startsWith('/a/')) response.writeHead(302, { location: '/final?session=x' }).end();
    else response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes);
  });
  const imported = await load(`${server.replace('//', '//user:secret@')}/a/My%20Film.mov?token=SECRET&v=7`);
  if (imported.kind !== 'file') throw new Error('no file');
  expect(path.basename(imported.file)).toMatch(/^My-Film~[0-9a-f]{8}\.mp4$/);
  expect((await readFile(imported.file)).equals(bytes)).toBe(true);
  expect((await stat(imported.file)).mode & 0o077).toBe(0);
  expect(imported.origin).toMatchObject({ url: `${server}/a/My%20Film.mov?v=7`, title: 'My Film', rightConfirmed: { by: 'tester', how: 'option' } });
  expect(JSON.parse(await readFile(`${imported.file}.origin.json`, 'utf8'))).toEqual(imported.origin);
  expect(await files()).toEqual([path.basename(imported.file), `${path.basename(imported.file)}.origin.json`]);
  expect(progress.at(-1)).toEqual([bytes.length, bytes.length]);
});

test('a torn download goes on where it ended, also by a later call, and never joins two versions', async () => {
  const bytes = await film();
  let etag = '"one"';
  let most = 40_000;
  const ranges: (string | undefined)[] = [];
  const { load } = await place((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    ranges.push(range);
    const from = range !== undefined && ifRange === etag ? Number(/\d+/.exec(range)?.[0]) : 0;
    response.writeHead(from > 0 ? 206 : 200, { etag, 'content-length': bytes.length - from, ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}) });
    const part = bytes.subarray(from, from + most);
    response.write(part, () => { if (part.length < bytes.length - from) setTimeout(() => response.destroy(), 20); else response.end(); });
  });
  const { file } = await load('/film.mp4') as { file: string }; // a file, or the assertion below fails
  expect((await readFile(file)).equals(bytes)).toBe(true);
  expect(ranges.length).toBeGreaterThan(3);
  expect(ranges.slice(1).every((range) => range !== undefined)).toBe(true);

  most = 0;
  await expect(load('/film.mp4', { tries: 1 })).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  most = 40_000;
  await expect(load('/other.mp4', { tries: 1 })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  [etag, most] = ['"two"', 1e9];
  const second = await load('/other.mp4') as { file: string }; // as above
  expect((await readFile(second.file)).equals(bytes)).toBe(true);
  expect(ranges.at(-1)).toMatch(/^bytes=\d+-$/); // asked to go on, the server sent the new version whole
});

test.each([
  ['an endless body', 'SOURCE_TOO_LARGE', {}, (_request: unknown, response: http.ServerResponse) => { response.on('error', () => undefined); const more = (): void => { if (response.destroyed) return; while (response.write(Buffer.alloc(65_536, 1))); response.once('drain', more); }; more(); }],
  ['an announced size above the limit', 'SOURCE_TOO_LARGE', {}, (_request: unknown, response: http.ServerResponse) => { response.writeHead(200, { 'content-length': 10_000_000 }).flushHeaders(); }],
  ['no room on the disk', 'DISK_FULL', { freeBytes: async () => 1_000 }, (_request: unknown, response: http.ServerResponse) => { response.writeHead(200, { 'content-length': 500_000 }).flushHeaders(); }],
  ['bytes that are no media', 'MEDIA_UNREADABLE', {}, (_request: unknown, response: http.ServerResponse) => { response.writeHead(200, { 'content-type': 'video/mp4' }).end(Buffer.alloc(100_000, 'nothing to see here ')); }],
  ['an archive', 'MEDIA_UNSUPPORTED', {}, (_request: unknown, response: http.ServerResponse) => { response.writeHead(200, { 'content-type': 'video/mp4' }).end(Buffer.alloc(100_000, 'PK\u0003\u0004nothing to see ')); }],
  ['an empty body', 'MEDIA_EMPTY', {}, (_request: unknown, response: http.ServerResponse) => { response.writeHead(200, { 'content-type': 'video/mp4' }).end(); }],
  ['a refusal', 'SOURCE_REFUSED', {}, (_request: unknown, response: http.ServerResponse) => { response.writeHead(403).end(); }],
  ['a server that fails', 'SOURCE_UNREACHABLE', {}, (_request: unknown, response: http.ServerResponse) => { response.writeHead(500).end(); }],
  ['a body that stalls', 'DOWNLOAD_FAILED', {}, (_request: unknown, response: http.ServerResponse) => { response.writeHead(200, { 'content-length': 100_000 }); response.write(Buffer.alloc(5_000, 1)); }],
  ['a redirect inside', 'ADDRESS_REFUSED', {}, (_request: unknown, response: http.ServerResponse) => { response.writeHead(302, { location: 'http://localhost:9999/x' }).end(); }],
] as const)('%s ends with %s and leaves no result', async (_what, code, limits, answer) => {
  const { load, files } = await place(answer);
  await expect(load('/film.mp4', { maxBytes: 1_000_000, ...limits })).rejects.toMatchObject({ code });
  expect((await files()).filter((name) => !name.startsWith('.incoming-'))).toEqual([]);
});

test('playlists and endless radio are streams, not files', async () => {
  const { load, files, server } = await place((request, response) => {
    if (request.url === '/hidden-list') response.end('#EXTM3U\n#EXT-X-VERSION:3\n');
    else response.writeHead(200, { 'icy-name': 'radio', 'content-type': 'audio/mpeg' }).write('x');
  });
  for (const address of ['/live.m3u8', '/hidden-list', '/radio']) expect(await load(server + address)).toEqual({ kind: 'live' });
  expect(await files()).toEqual([]);
});

test('a cancel keeps what arrived for the next call', async () => {
  const bytes = await film();
  const cancel = new AbortController();
  let rangeAsked: string | undefined;
  const { load, files } = await place((request, response) => {
    rangeAsked = request.headers.range;
    const from = Number(/\d+/.exec(rangeAsked ?? '0')?.[0]);
    response.writeHead(from > 0 ? 206 : 200, { etag: '"x"', 'content-length': bytes.length - from, ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}) });
    if (from > 0) response.end(bytes.subarray(from));
    else response.write(bytes.subarray(0, 30_000), () => { setTimeout(() => { cancel.abort(); }, 100); });
  });
  await expect(load('/film.mp4', {}, cancel.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  expect((await files()).some((name) => name.endsWith('media.part'))).toBe(true);
  expect(await load('/film.mp4')).toMatchObject({ kind: 'file' });
  expect(rangeAsked).toMatch(/^bytes=[1-9]/);
});

const page = (bytes: Buffer, inside: string): http.RequestListener => (request, response) => {
  if (request.url?.startsWith('/watch')) response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Ein Film: über alles</title>${inside}`);
  else if (request.url === '/film.mp4') response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  else response.writeHead(404).end();
};

test('the video of a page is loaded by the downloader, through the guard, with its description', async () => {
  const { load, files, calls, server, progress } = await place(page(await film(), '<video data-by="Ada" src="/film.mp4">'));
  const imported = await load('/watch?v=12&token=SECRET');
  if (imported.kind !== 'file') throw new Error('no file');
  expect((await readFile(imported.file)).equals(await film())).toBe(true);
  expect(path.basename(imported.file)).toMatch(/^Ein-Film-über-alles~[0-9a-f]{8}\.mp4$/);
  expect(imported.origin).toMatchObject({ url: `${server}/watch?v=12`, title: 'Ein Film: über alles', author: 'Ada', site: 'Generic', publishedOn: '2026-02-03' });
  expect((await files()).every((name) => name.startsWith('Ein-Film'))).toBe(true);
  expect(progress.at(-1)?.[0]).toBe((await film()).length);
  const [call] = await calls();
  for (const flag of ['--ignore-config', '--no-exec', '--no-cookies', '--no-playlist', '--no-cache-dir']) expect(call?.given).toHaveProperty(flag);
  expect(call?.given['--proxy']).toEqual([call?.env['https_proxy']]);
  expect(call?.env).toMatchObject({ YTDLP_NO_PLUGINS: '1', no_proxy: '' });
  expect(Object.keys(call?.env ?? {}).filter((name) => /SECRET|AIMA/.test(name))).toEqual([]);
});

test.each([
  ['a video on an internal address', '<video src="http://localhost:9999/secret.mp4">', {}, 'ADDRESS_REFUSED'],
  ['a page without a video', '<p>nothing</p>', {}, 'SOURCE_REFUSED'],
  ['a live broadcast', 'LIVE', {}, 'SOURCE_REFUSED'],
  ['a video above the limit', '<video src="/film.mp4">', { maxBytes: 10_000 }, 'SOURCE_TOO_LARGE'],
  ['a description that names another file', 'ELSEWHERE<video src="/film.mp4">', {}, 'SOURCE_REFUSED'],
] as const)('%s: %s', async (_what, inside, limits, code) => {
  const { load, files } = await place(page(await film(), inside));
  const error = await load('/watch?token=SECRET', limits).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain('SECRET');
  expect(await files()).toEqual([]);
});

test('without the downloader a page says what is missing and how to get it', async () => {
  const { load, folder } = await place(page(await film(), '<video src="/film.mp4">'));
  await expect(load('/watch', {}, undefined, path.join(folder, 'no-such-program'))).rejects.toMatchObject({ code: 'DOWNLOADER_MISSING', message: expect.stringContaining('yt-dlp') as string });
  await writeFile(path.join(folder, 'not-executable'), 'x');
  await expect(load('/watch', {}, undefined, path.join(folder, 'not-executable'))).rejects.toMatchObject({ code: 'DOWNLOADER_MISSING' });
});

test('a cancel ends the downloader and what it started', async () => {
  const cancel = new AbortController();
  const { load, calls, folder } = await place(page(await film(), 'HANG'));
  const loading = load('/watch', {}, cancel.signal);
  loading.catch(() => undefined);
  for (let i = 0; i < 100 && (await calls().catch(() => [])).length === 0; i++) await new Promise((resolve) => { setTimeout(resolve, 50); });
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  cancel.abort();
  await expect(loading).rejects.toMatchObject({ code: 'CANCELLED' });
  const left: string[] = [];
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const cwd = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (cwd.includes(`HOME=${folder}`) && !/\) Z /.test(state)) left.push(pid);
  }
  expect(left).toEqual([]);
});
