/** SHA-256 of files of any size, read in pieces. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** @returns lower-case hexadecimal digits @throws the file system's error, or AbortError */
export async function sha256OfFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { ...(signal ? { signal } : {}) });
  return hash.digest('hex');
}
