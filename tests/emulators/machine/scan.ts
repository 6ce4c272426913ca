/** Looks through everything that a machine wrote, for what must not have stayed there. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

async function holds(file: string, marker: Buffer): Promise<boolean> {
  // Of the piece before, as much as a marker across the border may have in it.
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer> /* without an encoding */) {
    const seen = Buffer.concat([rest, chunk]);
    if (seen.includes(marker)) return true;
    rest = seen.subarray(Math.max(0, seen.length - marker.length + 1));
  }
  return false;
}

/** @returns paths below `folder` of all files with one of the markers in their content or name */
export async function filesHolding(folder: string, markers: readonly (string | Buffer)[]): Promise<string[]> {
  const wanted = markers.map((marker) => Buffer.from(marker));
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const named = wanted.some((marker) => entry.name.includes(marker.toString('utf8')));
    let held = named;
    for (const marker of wanted) held ||= entry.isFile() && await holds(file, marker);
    if (held) found.push(path.relative(folder, file));
  }
  return found.sort();
}
