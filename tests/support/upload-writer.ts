/** A process that writes an upload and tells how far it is, to be killed: node upload-writer.ts FOLDER KEY(hex) OFFSET SIZE SEED. */
import { createSecretKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openUploads } from '../../src/storage/index.ts';
import { numberedBytes } from './seeded-bytes.ts';

const [folder = '', key = '', from = '', size = '', seed = ''] = process.argv.slice(2);
const content = numberedBytes(Number(size), Number(seed));
const uploads = await openUploads(folder);
const upload = { uploadId: 'u1', fileKey: createSecretKey(Buffer.from(key, 'hex')), context: { workspaceId: 'w-1', fileId: 'f-1' } };

async function* arriving(start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += 30_000) {
    yield content.subarray(at, Math.min(end, at + 30_000));
    await sleep(1);
  }
}

process.stdout.write('begins\n');
for (let offset = Number(from); offset < content.length;) {
  offset = await uploads.append(upload, arriving(offset, Math.min(content.length, offset + 400_000)), { offset });
  process.stdout.write(`kept ${offset}\n`);
}
