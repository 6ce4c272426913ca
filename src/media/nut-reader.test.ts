import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
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
    const parts = [next.prefix];
    for (let left = next.sizeBytes; left > 0;) {
      const part = await source.take(left);
      parts.push(Buffer.from(part));
      left -= part.length;
    }
    pictures.push({ seconds: next.pts / next.ticksPerSecond, picture: Buffer.concat(parts) });
  }
  return pictures;
}

/** 40 pictures of 16 x 16 grey; some begin as MPEG start codes do, which NUT leaves out of small frames. */
const raw = Buffer.from(Array.from({ length: 40 * 256 }, (_, i) => {
  const [n, at] = [Math.floor(i / 256), i % 256];
  return n % 2 === 0 && at < 4 ? [0, 0, 1, 0xb6][at] ?? 0 : (n * 7 + at) % 256;
}));

test.each([1, 7, 1000, 1 << 20])('reads what ffmpeg writes, in pieces of %i bytes', async (piece) => {
  // Distances of 40 ms and, after every tenth picture, of more than an hour: longer than a syncpoint reaches.
  ffmpeg(['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', '16x16', '-r', '25', '-i', 'pipe:0', '-vf', "setpts='(N*0.04+floor(N/10)*4000)/TB'", '-fps_mode', 'passthrough', '-enc_time_base', '1:1000000', '-c:v', 'rawvideo', '-f', 'nut', folder.at('x.nut')], raw);
  const pictures = await readAll(readFileSync(folder.at('x.nut')), piece);
  expect(pictures.map(({ seconds }) => Math.round(seconds * 1000))).toEqual(Array.from({ length: 40 }, (_, n) => n * 40 + Math.floor(n / 10) * 4_000_000));
  expect(Buffer.concat(pictures.map(({ picture }) => picture)).equals(raw)).toBe(true);
});

test('refuses what is no NUT', async () => {
  await expect(readAll(Buffer.from('This is something else altogether.'), 8)).rejects.toMatchObject({ code: 'INTERNAL' });
});
