/** Media read from an address on loopback give what their files give. */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { probe, sha256OfFile } from './index.ts';
import type { DecodeRequest } from './decode-request.ts';
import { decodeAll, ffmpeg, tempFolder, type Decoded } from './made-media.cases.ts';

const folder = tempFolder();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
  folder.remove();
});

/** Lends a plain file by ranges, as the storage does with encrypted ones. */
async function lend(file: string): Promise<string> {
  const { size } = statSync(file);
  const server = createServer((request, reply) => {
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const end = to === '' ? size - 1 : Math.min(size - 1, Number(to));
    reply.writeHead(request.headers.range === undefined ? 200 : 206, { 'accept-ranges': 'bytes', 'content-length': end - Number(from) + 1, 'content-range': `bytes ${from}-${end}/${size}` });
    if (request.method === 'HEAD') reply.end();
    else createReadStream(file, { start: Number(from), end }).on('error', () => { reply.destroy(); }).pipe(reply);
  });
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/token-of-this-medium`; // a TCP server
}

/** What a decode gave, without where it came from. */
async function seenIn(source: string, needs: Partial<Omit<DecodeRequest, 'probe' | 'signal'>>): Promise<Omit<Decoded, 'probed'>> {
  const { probed, ...seen } = await decodeAll(source, needs);
  expect(probed.path).toBe(source);
  return seen;
}

const CLIP = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=1', '-f', 'lavfi', '-i', 'sine=duration=1'];

test('a film is probed, hashed and decoded from an address as from its file', async () => {
  const file = folder.at('clip.mp4');
  ffmpeg([...CLIP, '-c:v', 'libx264', '-c:a', 'aac', file]);
  const address = await lend(file);
  const [near, lent] = [await probe(file), await probe(address, { name: 'clip.mp4' })];
  expect(lent).toEqual({ ...near, path: address });
  expect(await sha256OfFile(address)).toEqual(await sha256OfFile(file));
  const needs = { sampled: [{ everyMs: 100, width: 32, height: 24, fit: 'inside' as const }], everyFrame: true, audio: [{ sampleRateHz: 16_000 as const, channels: 1 as const, windowMs: 500 }] };
  expect(await seenIn(address, needs)).toEqual(await seenIn(file, needs));
});

test('photos too, those that only ffmpeg reads included', async () => {
  const jpeg = folder.at('photo.jpg');
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c02040' } }).jpeg().toFile(jpeg);
  const bmp = folder.at('photo.bmp');
  ffmpeg(['-i', jpeg, bmp]);
  for (const file of [jpeg, bmp]) {
    const needs = { sampled: [{ everyMs: 1000, width: 32, height: 24, fit: 'inside' as const }], everyFrame: false, audio: [] };
    expect(await seenIn(await lend(file), needs)).toEqual(await seenIn(file, needs));
  }
});

test('what cannot be read is refused by the given name, never by the address', async () => {
  const address = await lend(import.meta.filename);
  const refused = await probe(address, { name: 'holiday.mp4' }).catch((error: Error) => error) as Error;
  expect(refused).toMatchObject({ code: expect.stringMatching(/^MEDIA_/) as string });
  expect(refused.message).toContain("'holiday.mp4'");
  expect(JSON.stringify(refused) + refused.message).not.toContain('token-of-this-medium');
  await expect(probe('http://127.0.0.1:1/token-of-this-medium')).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE' });
});

test('no other address is an address: it is a file that is not there', async () => {
  for (const source of ['http://127.0.0.2:80/token-of-this-medium', 'http://example.org/token-of-this-medium', 'http://127.0.0.1:80@example.org/aaaaaaaaaaaaaaaaaaaa']) {
    await expect(probe(source), source).rejects.toMatchObject({ code: 'MEDIA_MISSING' });
  }
});
