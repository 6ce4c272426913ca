import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newKey, openUploads } from '../../src/storage/index.ts';
import { numberedBytes, seededNumbers } from '../support/seeded-bytes.ts';
import { tempFolder } from '../support/temp-folder.ts';

const WRITER = path.resolve(import.meta.dirname, '../support/upload-writer.ts');
const SIZE = 6_000_000;
const KILLS = 6;

test('a process killed while it writes loses nothing that it said was kept', async () => {
  const folder = tempFolder();
  const upload = { uploadId: 'u1', fileKey: newKey(), context: { workspaceId: 'w-1', fileId: 'f-1' } };
  const plain = numberedBytes(SIZE, 5);
  const next = seededNumbers(20261121);
  await (await openUploads(folder)).create(upload);
  let offset = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [WRITER, folder, upload.fileKey.export().toString('hex'), String(offset), String(SIZE), '5'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { said += text; });
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    await sleep(next() * 120);
    child.kill('SIGKILL');
    await ended;
    const acknowledged = Math.max(offset, ...[...said.matchAll(/kept (\d+)\n/g)].map(([, bytes]) => Number(bytes)));
    offset = await (await openUploads(folder)).offset(upload);
    expect(offset).toBeGreaterThanOrEqual(acknowledged);
  }
  const uploads = await openUploads(folder);
  async function* rest(): AsyncGenerator<Uint8Array> {
    yield plain.subarray(offset);
  }
  await uploads.append(upload, rest(), { offset });
  expect(await uploads.seal(upload)).toMatchObject({ sizeBytes: SIZE, sha256: createHash('sha256').update(plain).digest('hex') });
  // Files that a killed process had half written go with the upload.
  expect(readdirSync(path.join(folder, 'u1'))).toContain('sealed');
  expect(readFileSync(path.join(folder, 'u1', 'sealed')).includes(plain.subarray(3_000_000, 3_000_032))).toBe(false);
  await uploads.discard('u1');
  expect(readdirSync(folder)).toEqual([]);
});
