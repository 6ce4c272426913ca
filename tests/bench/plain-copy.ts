/** What storing a file costs at least: its hash, its encryption, its bytes on the disk. */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

/** SHA-256 and AES-256-GCM over everything, written and flushed. */
export async function plainCopy(arriving: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, file: string): Promise<void> {
  const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12));
  const hash = createHash('sha256');
  await using handle = await open(file, 'w');
  for await (const chunk of arriving) {
    hash.update(chunk);
    await handle.write(cipher.update(chunk));
  }
  cipher.final();
  await handle.write(cipher.getAuthTag());
  hash.digest();
  await handle.sync();
}
