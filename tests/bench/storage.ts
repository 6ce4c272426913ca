/**
 * `node tests/bench/storage.ts [MiB]`: what the way of an upload costs. Writes the same bytes as an upload (SHA-256, encrypted
 * blocks, flushed) and as a plain copy with SHA-256 and one AES-256-GCM stream, flushed too, in turn; prints medians and the ratio.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newKey, openLocalDriver, openStored, openUploads } from '../../src/storage/index.ts';
import { median } from './measure.ts';
import { plainCopy } from './plain-copy.ts';

const MIB = Number(process.argv[2] ?? 256);
const ROUNDS = 5;
/** What a socket hands over at a time. */
const CHUNK_BYTES = 64 * 1024;

async function* arriving(): AsyncGenerator<Uint8Array> {
  const chunk = randomBytes(CHUNK_BYTES);
  for (let sent = 0; sent < MIB * 2 ** 20; sent += CHUNK_BYTES) yield chunk;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const folder = mkdtempSync(path.join(tmpdir(), 'aima-bench-storage-'));
try {
  const driver = await openLocalDriver(path.join(folder, 'media'));
  const uploads = await openUploads(path.join(folder, 'uploads'));
  const times = { plain: [] as number[], upload: [] as number[], read: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const copy = path.join(folder, 'copy');
    times.plain.push(await seconds(() => plainCopy(arriving(), copy)));
    rmSync(copy);
    const upload = { uploadId: `u${round}`, fileKey: newKey(), context: { workspaceId: 'w', fileId: `f${round}` } };
    times.upload.push(await seconds(async () => {
      await uploads.create(upload);
      await uploads.append(upload, arriving(), { offset: 0 });
      await uploads.seal(upload);
      await uploads.store(upload, driver, `media/f${round}`);
    }));
    times.read.push(await seconds(async () => { for await (const _ of (await openStored(driver, `media/f${round}`, upload)).read()); }));
    await driver.delete(`media/f${round}`);
  }
  const rate = (list: readonly number[]): string => `${Math.round(MIB / median(list))} MiB/s`;
  const ratio = median(times.plain.map((plain, i) => plain / (times.upload[i] ?? Number.NaN)));
  console.log(`${MIB} MiB, ${ROUNDS} rounds in turn, medians: plain copy with SHA-256 and AES-256-GCM ${rate(times.plain)}, upload ${rate(times.upload)}, reading back ${rate(times.read)}; upload ÷ plain copy = ${ratio.toFixed(2)} (goal 0.7)`);
  console.log(`rounds: ${times.plain.map((plain, i) => (plain / (times.upload[i] ?? Number.NaN)).toFixed(2)).join(' ')}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
