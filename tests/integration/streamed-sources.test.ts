/** Media from addresses that go to a store as they come: nothing plain on a disk, torn connections, pages, and the guard. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import type http from 'node:http';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DownloadLimits } from '../../src/sources/direct-download.ts';
import { addressGuard, parseInternalHosts, streamUrl } from '../../src/sources/index.ts';
import { fakeDownloader } from '../support/fake-downloader.ts';
import { localHttp } from '../support/local-http.ts';
import { numberedBytes } from '../support/seeded-bytes.ts';
import { tempFolder } from '../support/temp-folder.ts';

const quick: Partial<DownloadLimits> = { stallLimitMs: 300, answerLimitMs: 2_000, firstWaitMs: 5, tries: 3 };
const bytes = numberedBytes(200_000, 7);

async function collect(source: AsyncIterable<Uint8Array> | string): Promise<Buffer> {
  if (typeof source === 'string') return readFile(source);
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface LoadOptions { store?: (source: AsyncIterable<Uint8Array> | string, name: string) => Promise<Buffer>; limits?: Partial<DownloadLimits>; signal?: AbortSignal }

async function place(answer: http.RequestListener) {
  const server = await localHttp(answer);
  const folder = tempFolder();
  const withoutMemory = path.join(folder, 'downloads');
  const guard = addressGuard({ internal: parseInternalHosts('127.0.0.1'), resolve: async () => ['10.0.0.1'] });
  const load = (address: string, { store = collect, limits = {}, signal = new AbortController().signal }: LoadOptions = {}) => streamUrl({
    url: new URL(address, server), right: { by: 'tester', how: 'option' }, guard, withoutMemory, limits: { ...quick, ...limits },
    env: { PATH: process.env['PATH'], HOME: folder, AIMA_YTDLP: fakeDownloader(path.join(folder, 'bin')) }, signal,
  }, store);
  return { server, load, withoutMemory };
}

test('a file goes to the store as it arrives, with its name and origin, and no folder is made', async () => {
  const { load, withoutMemory, server } = await place((request, response) => {
    if (request.url?.startsWith('/a/')) response.writeHead(302, { location: '/final' }).end();
    else response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes);
  });
  const names: string[] = [];
  const done = await load('/a/My%20Film.mov?token=SECRET', { store: (source, name) => { names.push(name); return collect(source); } });
  if (done.kind !== 'stored') throw new Error('not stored');
  expect(done.stored.equals(bytes)).toBe(true);
  expect(names).toEqual(['My Film.mov']);
  expect(done.origin).toMatchObject({ url: `${server}/a/My%20Film.mov`, title: 'My Film', rightConfirmed: { by: 'tester', how: 'option' } });
  expect(existsSync(withoutMemory)).toBe(false);
});

/** Sends so much at most of each answer, then tears the connection. */
const torn = (about: { etag?: string; most: number; ranges: (string | undefined)[] }): http.RequestListener => (request, response) => {
  const { range, 'if-range': ifRange } = request.headers;
  about.ranges.push(range);
  const from = range !== undefined && ifRange === about.etag ? Number(/\d+/.exec(range)?.[0]) : 0;
  response.writeHead(from > 0 ? 206 : 200, { ...(about.etag === undefined ? {} : { etag: about.etag }), 'content-length': bytes.length - from, ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}) });
  const part = bytes.subarray(from, from + about.most);
  response.write(part, () => { if (part.length < bytes.length - from) setTimeout(() => response.destroy(), 20); else response.end(); });
};

test('a torn connection is taken up where it ended', async () => {
  const about = { etag: '"one"', most: 60_000, ranges: [] };
  const { load } = await place(torn(about));
  const done = await load('/film.mp4');
  expect(done.kind === 'stored' && done.stored.equals(bytes)).toBe(true);
  expect(about.ranges).toEqual([undefined, 'bytes=60000-', 'bytes=120000-', 'bytes=180000-']);
});

test('two versions are never joined, and without a proof of sameness nothing is gone on with', async () => {
  const about = { etag: '"one"', most: 60_000, ranges: [] };
  const { load } = await place((request, response) => {
    torn(about)(request, response);
    about.etag = '"two"';
  });
  await expect(load('/film.mp4')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  const weak = { most: 60_000, ranges: [] };
  await expect((await place(torn(weak))).load('/film.mp4')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  expect(weak.ranges).toEqual([undefined]);
});

test.each([
  ['a playlist', '#EXTM3U\n', {}], ['endless radio', 'x', { 'icy-name': 'radio' }],
] as const)('%s is live and stored nowhere', async (_, body, headers) => {
  const { load } = await place((_request, response) => { response.writeHead(200, headers).end(body); });
  expect(await load('/x', { store: () => { throw new Error('stored'); } })).toEqual({ kind: 'live' });
});

test('what is refused, too large, silent or leads inside is told', async () => {
  const { load } = await place((request, response) => {
    if (request.url === '/gone') response.writeHead(404).end();
    else if (request.url === '/inside') response.writeHead(302, { location: 'http://inside.example/x' }).end();
    else if (request.url === '/silent') response.writeHead(200).write(bytes.subarray(0, 2_000));
    else if (request.url === '/endless') response.writeHead(200).end(bytes);
    else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  });
  await expect(load('/gone')).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
  await expect(load('/inside')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  await expect(load('/silent')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  for (const large of ['/large', '/endless']) await expect(load(large, { limits: { maxBytes: 100_000 } })).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE' });
});

test('a store that does not want it, and a cancel, end the connection', async () => {
  let closed = 0;
  const { load } = await place((_, response) => {
    response.on('close', () => { closed++; });
    response.writeHead(200).write(bytes);
  });
  await expect(load('/film.mp4', { store: () => Promise.reject(new Error('no')) })).rejects.toThrow('no');
  const cancel = new AbortController();
  await expect(load('/film.mp4', { limits: { stallLimitMs: 20_000 }, signal: cancel.signal, store: (source) => { setTimeout(() => { cancel.abort(); }, 50); return collect(source); } })).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect.poll(() => closed).toBe(2);
});

test('the video of a page lies in memory while it is stored, and nowhere afterwards', async () => {
  const { load, withoutMemory } = await place((request, response) => {
    if (request.url === '/video.mp4') response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A page</title><video src="/video.mp4"></video>');
  });
  const seen: string[] = [];
  const done = await load('/watch', { store: (source, name) => { seen.push(typeof source === 'string' ? source : 'a stream', name); return collect(source); } });
  if (done.kind !== 'stored') throw new Error('not stored');
  expect(done.stored.equals(bytes)).toBe(true);
  expect(done.origin).toMatchObject({ title: 'A page' });
  const [file = '', name] = seen;
  expect(name).toBe('A page.mp4');
  expect(existsSync(path.dirname(file))).toBe(false);
  const inMemory = (await statfs('/dev/shm').catch(() => undefined))?.type === 0x01021994;
  if (!inMemory) console.log('This machine has no /dev/shm in memory: the downloader wrote to the folder.');
  expect(file.startsWith(inMemory ? '/dev/shm/' : withoutMemory)).toBe(true);
  if (inMemory) expect(existsSync(withoutMemory)).toBe(false);
  else expect(readdirSync(withoutMemory)).toEqual([]);
});
