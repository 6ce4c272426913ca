import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { findFfmpeg } from './binaries.ts';
import { byteSource } from './byte-source.ts';
import { ffmpeg, tempFolder } from './made-media.cases.ts';
import { nutReader } from './nut-reader.ts';

const folder = tempFolder();
afterAll(folder.remove);

/** Every picture of a NUT file that arrives in pieces of `piece` bytes. */
async function readAll(bytes: Buffer, piece: number): Promise<{ seconds: number; picture: Buffer }[]> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) => bytes.subarray(i * piece, (i + 1) * piece));
  const source = byteSource(Readable.from(pieces));
  const reader = nutReader(source);
  const pictures: { seconds: number; picture: Buffer }[] = [];
  for (let next = await reader.next(); next; next = await reader.next()) {
    const parts: Buffer[] = [];
    for (let left = next.sizeBytes; left > 0;) {
      const part = await source.take(left);
      parts.push(Buffer.from(part));
      left -= part.length;
    }
    pictures.push({ seconds: next.pts / next.ticksPerSecond, picture: Buffer.concat(parts) });
  }
  return pictures;
}

/** 40 pictures of 16 x 16 grey. */
const raw = Buffer.from(Array.from({ length: 40 * 256 }, (_, i) => (Math.floor(i / 256) * 7 + i) % 256));

test.each([1, 7, 1000, 1 << 20])('reads what ffmpeg writes, in pieces of %i bytes', async (piece) => {
  // Distances of 40 ms and, after every tenth picture, of more than an hour: longer than a syncpoint reaches.
  ffmpeg(['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', '16x16', '-r', '25', '-i', 'pipe:0', '-vf', "setpts='(N*0.04+floor(N/10)*4000)/TB'", ...(await findFfmpeg()).passthrough, '-enc_time_base', '1:1000000', '-c:v', 'rawvideo', '-f', 'nut', folder.at('x.nut')], raw);
  const pictures = await readAll(readFileSync(folder.at('x.nut')), piece);
  expect(pictures.map(({ seconds }) => Math.round(seconds * 1000))).toEqual(Array.from({ length: 40 }, (_, n) => n * 40 + Math.floor(n / 10) * 4_000_000));
  expect(Buffer.concat(pictures.map(({ picture }) => picture)).equals(raw)).toBe(true);
});

test('frames of different sizes that come in another order than they are shown', async () => {
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=1', '-c:v', 'mpeg4', '-bf', '2', folder.at('m.nut')]);
  ffmpeg(['-i', folder.at('m.nut'), '-c', 'copy', '-f', 'rawvideo', folder.at('m.raw')]);
  const frames = await readAll(readFileSync(folder.at('m.nut')), 4096);
  // Decoding times begin at 0, so the first picture is shown one frame later.
  expect(frames.map(({ seconds }) => Math.round(seconds * 25)).sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
  expect(Buffer.concat(frames.map(({ picture }) => picture)).equals(readFileSync(folder.at('m.raw')))).toBe(true);
});

test('refuses what is no NUT', async () => {
  await expect(readAll(Buffer.from('This is something else altogether.'), 8)).rejects.toMatchObject({ code: 'INTERNAL' });
});
