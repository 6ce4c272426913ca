/** Small media whose bytes can be recognised anywhere on a disk, each with other content and the same pictures and sound. */
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFilm } from './made-media.ts';
import { numberedBytes } from './seeded-bytes.ts';

/** What stands every few kilobytes in each of them: whoever finds it found plain media. */
export const MARKER = Buffer.from('aima-plain-media-marker-7f3c1d9e40ab52c8');
const EVERY_BYTES = 8_192;

/** Bytes that no other number has, with the marker all over them. */
function marked(sizeBytes: number, number: number): Buffer {
  const bytes = numberedBytes(sizeBytes, number);
  for (let at = 0; at + MARKER.length <= sizeBytes; at += EVERY_BYTES) MARKER.copy(bytes, at);
  return bytes;
}

/** An ISO BMFF box that every reader passes over. */
function freeBox(content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write('free', 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** Makes films that all look and sound alike. `film(n, size)`: its bytes with about `size` bytes of padding of their own. */
export async function markedFilms(folder: string, seconds: number): Promise<(number: number, paddingBytes: number) => Buffer> {
  const plain = readFileSync(await makeFilm(path.join(folder, 'film.mp4'), { seconds, size: '160x120', fps: 10 }));
  return (number, paddingBytes) => Buffer.concat([plain, freeBox(marked(paddingBytes, number))]);
}

/** Files below the folder that hold the marker. What is gone while it is looked at is left out. */
export async function filesWithMarker(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const content = await readFile(file).catch(() => undefined);
    if (content?.includes(MARKER)) found.push(file);
  }
  return found;
}
