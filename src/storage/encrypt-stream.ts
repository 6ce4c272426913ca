/** Encrypts a stream from its beginning to its end, for what need not be resumable. */
import type { KeyObject } from 'node:crypto';
import { sealTrailer } from './block-cipher.ts';
import { blockWriter } from './block-writer.ts';
import { makeFooter, makeHeader, type FileContext } from './file-format.ts';

/** @param fileKey must never have encrypted another file of this context @returns the whole encrypted file, for `StorageDriver.write` */
export async function* encryptStream(plaintext: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, fileKey: KeyObject, context: FileContext): AsyncGenerator<Uint8Array> {
  const header = makeHeader(fileKey, context);
  const writer = blockWriter(fileKey, header);
  yield header;
  let sizeBytes = 0;
  for await (const chunk of plaintext) {
    sizeBytes += chunk.length;
    const sealed = writer.push(chunk);
    if (sealed.length > 0) yield Buffer.concat(sealed);
  }
  const trailer = sealTrailer(fileKey, header, { sizeBytes, segments: [{ firstBlock: 0, salt: writer.salt }] });
  yield Buffer.concat([...writer.end('last'), trailer, makeFooter(trailer.length)]);
}
