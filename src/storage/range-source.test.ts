import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { makeFilm } from '../../tests/support/made-media.ts';
import { needsCommand } from '../../tests/support/media.ts';
import { numberedBytes } from '../../tests/support/seeded-bytes.ts';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { encryptStream } from './encrypt-stream.ts';
import { openEncrypted } from './encrypted-file.ts';
import { lendFile, newKey, openLocalDriver, openStored, writeStored, type RangeSource, type RangeSourceOptions, type ReadableFile } from './index.ts';

const run = promisify(execFile);
const CONTEXT = { workspaceId: 'w-1', fileId: 'f-1' };

async function stored(folder: string, plain: Buffer): Promise<ReadableFile> {
  const driver = await openLocalDriver(folder);
  const access = { fileKey: newKey(), context: CONTEXT };
  await writeStored(driver, 'media/w-1/f-1', access, [plain]);
  return openStored(driver, 'media/w-1/f-1', access);
}

async function lent(file: ReadableFile, options?: RangeSourceOptions): Promise<RangeSource> {
  const source = await lendFile(file, options);
  onTestFinished(() => source.close());
  return source;
}

const ask = async (url: string, range?: string, method = 'GET'): Promise<{ status: number; range: string | null; body: Buffer }> => {
  const reply = await fetch(url, { method, ...(range === undefined ? {} : { headers: { range } }) });
  return { status: reply.status, range: reply.headers.get('content-range'), body: Buffer.from(await reply.arrayBuffer()) };
};

const SIZE = 200_000;

test('ranges are answered as the standard says', async () => {
  const plain = numberedBytes(SIZE, 1);
  const { url } = await lent(await stored(tempFolder(), plain));
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
  const cases: [string | undefined, number, number, number][] = [[undefined, 200, 0, SIZE], ['bytes=0-', 206, 0, SIZE], ['bytes=10-19', 206, 10, 20], ['bytes=65530-65540', 206, 65_530, 65_541], ['bytes=-7', 206, SIZE - 7, SIZE], ['bytes=199999-', 206, SIZE - 1, SIZE], ['bytes=5-999999999', 206, 5, SIZE], ['bytes=-999999999', 206, 0, SIZE], ['bytes=1-2,4-5', 200, 0, SIZE], ['lines=1-2', 200, 0, SIZE]];
  for (const [range, status, start, end] of cases) {
    const reply = await ask(url, range);
    expect(reply.status, range).toBe(status);
    expect(reply.range).toBe(status === 206 ? `bytes ${start}-${end - 1}/${SIZE}` : null);
    expect(reply.body.equals(plain.subarray(start, end)), range).toBe(true);
  }
  for (const range of ['bytes=200000-', 'bytes=9-8', 'bytes=-0']) expect(await ask(url, range), range).toMatchObject({ status: 416, range: `bytes */${SIZE}` });
  expect(await ask(url, undefined, 'HEAD')).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  expect((await ask(url, undefined, 'POST')).status).toBe(405);
});

test('without the token there is nothing, and two files have two tokens', async () => {
  const file = await stored(tempFolder(), numberedBytes(10, 1));
  const [one, other] = [await lent(file), await lent(file)];
  const { origin, pathname } = new URL(one.url);
  for (const wrong of ['/', '', '/x', `${pathname}x`, pathname.slice(0, -1), `${pathname}/`, `${pathname}?a`, new URL(other.url).pathname]) expect((await ask(origin + wrong)).status, wrong).toBe(404);
});

test('it ends when closed, when aborted and when nobody reads, readers included', async () => {
  const file = await stored(tempFolder(), numberedBytes(30_000_000, 1));
  const isGone = async (url: string): Promise<boolean> => fetch(url, { method: 'HEAD' }).then(() => false, () => true);
  const closing = await lent(file);
  const reading = new Promise<string>((resolve) => {
    http.get(closing.url, (reply) => {
      reply.once('data', () => { void closing.close(); });
      reply.once('error', () => { resolve('broke off'); });
      reply.once('end', () => { resolve('ended'); });
    });
  });
  expect(await reading).toBe('broke off');
  expect(await isGone(closing.url)).toBe(true);
  const abort = new AbortController();
  const aborted = await lent(file, { signal: abort.signal });
  expect(await isGone(aborted.url)).toBe(false);
  abort.abort();
  await aborted.close();
  expect(await isGone(aborted.url)).toBe(true);
  const idle = await lent(file, { idleMs: 50 });
  await expect.poll(() => isGone(idle.url), { timeout: 10_000 }).toBe(true);
  expect(idle.failure()).toBeUndefined();
});

test('a damaged block breaks the connection and is told to whoever lent the file', async () => {
  const plain = numberedBytes(SIZE, 1);
  const fileKey = newKey();
  const sealed = Buffer.concat(await Array.fromAsync(encryptStream([plain], fileKey, CONTEXT)));
  sealed[150_000] = (sealed[150_000] ?? 0) ^ 1;
  const bad = await lent(await openEncrypted({ sizeBytes: sealed.length, async *read({ start, end }) { yield sealed.subarray(start, end); } }, fileKey, CONTEXT));
  await expect(ask(bad.url)).rejects.toThrow();
  expect(bad.failure()).toMatchObject({ code: 'STORED_FILE_DAMAGED' });
  expect((await ask(bad.url, 'bytes=0-1000')).body.equals(plain.subarray(0, 1001))).toBe(true);
});

test('a reader that has seen enough and leaves is no failure', async () => {
  let ended = false;
  const endless: ReadableFile = {
    sizeBytes: 1e12,
    async *read(_, signal) {
      try {
        for (;;) {
          signal?.throwIfAborted();
          yield Buffer.alloc(100_000);
          await new Promise(setImmediate);
        }
      } finally {
        ended = true;
      }
    },
  };
  const source = await lent(endless);
  const leaving = new AbortController();
  const reply = await fetch(source.url, { signal: leaving.signal });
  leaving.abort();
  await expect(reply.arrayBuffer()).rejects.toThrow();
  await expect.poll(() => ended, { timeout: 10_000 }).toBe(true);
  expect(source.failure()).toBeUndefined();
});

test('ffmpeg reads an encrypted film as it reads the plain one, seeks in it, and no plaintext lies beside it', async (context) => {
  const ffmpeg = needsCommand(context, 'ffmpeg');
  const ffprobe = needsCommand(context, 'ffprobe');
  const plainFolder = tempFolder();
  // Without faststart the index lies at the end, so reading it at all needs a seek.
  const film = await makeFilm(path.join(plainFolder, 'film.mp4'), { seconds: 6 });
  await run(ffmpeg, ['-v', 'error', '-i', film, '-c', 'copy', path.join(plainFolder, 'index-behind.mp4')]);
  for (const name of ['film.mp4', 'index-behind.mp4']) {
    const file = path.join(plainFolder, name);
    const folder = tempFolder();
    const plain = readFileSync(file);
    const source = await lent(await stored(folder, plain));
    const probe = async (input: string): Promise<unknown> => {
      const { stdout } = await run(ffprobe, ['-v', 'error', '-show_streams', '-show_packets', '-of', 'json', input]);
      return JSON.parse(stdout) as unknown; // compared as it is
    };
    expect(await probe(source.url)).toEqual(await probe(file));
    const frames = async (input: string, ...seek: string[]): Promise<string> => (await run(ffmpeg, ['-v', 'error', ...seek, '-i', input, '-f', 'framemd5', '-'])).stdout;
    const all = await frames(file);
    expect(all.split('\n').length).toBeGreaterThan(150);
    expect(await frames(source.url)).toBe(all);
    expect(await frames(source.url, '-ss', '4.5')).toBe(await frames(file, '-ss', '4.5'));
    expect(source.failure()).toBeUndefined();
    const onDisk = Buffer.concat(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(path.join(entry.parentPath, entry.name))));
    expect(onDisk.length).toBeGreaterThan(plain.length);
    expect(onDisk.includes(plain.subarray(plain.length >> 1, (plain.length >> 1) + 16))).toBe(false);
  }
}, 120_000);
