/** A worker as it runs on a rented machine: it outlives its starter, and media come as ciphertext whose key it only remembers. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { WorkerReady, type TaskEvent, type WorkerConfig } from '@aima/contract';
import { groupRuns } from '../../src/kernel/process-tree.ts';
import { encryptStream, newKey, type FileAccess } from '../../src/storage/index.ts';
import { workerClient, type WorkerClient } from '../../src/worker/client.ts';
import type { SealedMedium } from '../../src/worker/send-sealed.ts';
import { makeFilm } from '../support/made-media.ts';
import { tempFolder } from '../support/temp-folder.ts';

const MARKER = Buffer.from('this marker must lie on no disk');

async function start(leaseSeconds: number): Promise<{ folder: string; client: WorkerClient; pid: number }> {
  const folder = tempFolder();
  const statusFile = path.join(folder, 'status.json');
  const config: WorkerConfig = { token: randomBytes(32).toString('hex'), folder: path.join(folder, 'memory'), sealedFolder: path.join(folder, 'disk'), modelsFolder: path.join(folder, 'models'), localMedia: false, statusFile, leaseSeconds };
  const child = spawn(process.execPath, ['src/bin/worker.ts'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  onTestFinished(() => { try { process.kill(-(child.pid ?? 0), 'SIGKILL'); } catch { /* gone already */ } });
  child.stdin.end(`${JSON.stringify(config)}\n`);
  await once(child.stdout, 'data');
  child.stdout.destroy(); // whoever started it is gone now
  const ready = WorkerReady.parse(JSON.parse(await readFile(statusFile, 'utf8')));
  expect(await readFile(statusFile, 'utf8')).not.toContain(config.token);
  return { folder, client: workerClient({ url: `http://127.0.0.1:${ready.port}`, token: config.token }), pid: ready.pid };
}

interface Sealed { sha256: string; access: FileAccess; bytes: Buffer; medium: SealedMedium }

async function sealedFilm(folder: string): Promise<Sealed> {
  // A box that players skip carries the marker; 40 of them, so that it stands in more than one block.
  const film = await readFile(await makeFilm(path.join(folder, 'film.mp4'), { seconds: 2 }));
  const free = Buffer.concat([Buffer.from([0, 0, 0, 0]), Buffer.from('free'), Buffer.concat(Array.from({ length: 40 }, () => Buffer.concat([MARKER, randomBytes(4_000)])))]);
  free.writeUInt32BE(free.length);
  const plain = Buffer.concat([film, free]);
  await rm(path.join(folder, 'film.mp4'));
  const access: FileAccess = { fileKey: newKey(), context: { workspaceId: 'w1', fileId: 'f1' } };
  const bytes = Buffer.concat(await Array.fromAsync(encryptStream([plain], access.fileKey, access.context)));
  const medium: SealedMedium = { sizeBytes: bytes.length, async *read({ start, end }) { for (let at = start; at < end; at += 10_000) { await sleep(0); yield bytes.subarray(at, Math.min(end, at + 10_000)); } } };
  return { sha256: createHash('sha256').update(plain).digest('hex'), access, bytes, medium };
}

async function everything(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Buffer.concat(await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(path.join(entry.parentPath, entry.name)))));
}

test('ciphertext is sent in pieces, read with a key that lies nowhere, and is gone after the wipe', async () => {
  const { folder, client } = await start(60);
  const { sha256, access, bytes, medium } = await sealedFilm(folder);
  const breaking: SealedMedium = { ...medium, async *read(range) { let left = 100_000; for await (const chunk of medium.read(range)) { if ((left -= chunk.length) < 0) throw new Error('the storage broke off'); yield chunk; } } };
  await expect(client.sendSealed(sha256, breaking, access)).rejects.toThrow('the storage broke off');
  const starts: number[] = [];
  const watched: SealedMedium = { ...medium, read(range) { starts.push(range.start); return medium.read(range); } };
  await sleep(100); // the worker notices the broken request
  expect(await client.sendSealed(sha256, watched, access)).toMatchObject({ complete: true });
  expect(Math.max(...starts)).toBeGreaterThan(0);

  const { id } = await client.startTask({ media: { sha256, fileName: 'film.mp4' }, analyzers: [{ name: 'cut_analysis' }], language: 'en', keyframeSide: 64 });
  const events: TaskEvent[] = await Array.fromAsync(client.events(id, 0));
  expect(events.at(-1)).toMatchObject({ type: 'task_finished', state: 'done' });

  const disk = await everything(folder);
  expect(disk.includes(bytes)).toBe(true); // it is looked for in the right place
  expect(disk.includes(MARKER)).toBe(false);
  expect(disk.includes(access.fileKey.export())).toBe(false);
  expect(disk.includes(access.fileKey.export().toString('base64'))).toBe(false);
  expect(await client.wipe()).toMatchObject({ filesLeft: 0 });
  expect((await everything(folder)).includes(bytes.subarray(0, 1_000))).toBe(false);
  expect(await client.mediaState(sha256)).toMatchObject({ complete: false });
});

test('what is larger than one request goes in several and is one', async () => {
  const { client } = await start(60);
  const plain = randomBytes(70 * 2 ** 20);
  const access: FileAccess = { fileKey: newKey(), context: { workspaceId: 'w1', fileId: 'f2' } };
  const bytes = Buffer.concat(await Array.fromAsync(encryptStream([plain], access.fileKey, access.context)));
  const pieces: number[] = [];
  const medium: SealedMedium = { sizeBytes: bytes.length, async *read({ start: from, end }) { pieces.push(end - from); for (let at = from; at < end; at += 2 ** 20) { await sleep(0); yield bytes.subarray(at, Math.min(end, at + 2 ** 20)); } } };
  const sha256 = createHash('sha256').update(plain).digest('hex');
  expect(await client.sendSealed(sha256, medium, access)).toMatchObject({ complete: true, receivedBytes: plain.length });
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.reduce((sum, size) => sum + size, 0)).toBe(bytes.length);
  await client.wipe();
});

test('ciphertext that is not what was announced is refused and deleted; a wrong key opens nothing', async () => {
  const { folder, client } = await start(60);
  const { sha256, access, bytes, medium } = await sealedFilm(folder);
  await expect(client.sendSealed(sha256, medium, { ...access, fileKey: newKey() })).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  await expect(client.startTask({ media: { sha256, fileName: 'film.mp4' }, analyzers: [], language: 'en', keyframeSide: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  // The first half is there of another content of the same name.
  await client.wipe();
  const half = Math.floor(bytes.length / 2);
  const other: SealedMedium = { sizeBytes: half, async *read({ start, end }) { await sleep(0); yield randomBytes(end - start); } };
  await expect(client.sendSealed(sha256, other, access)).rejects.toMatchObject({ code: 'STORED_FILE_DAMAGED' });
  await expect(client.sendSealed(sha256, medium, access)).rejects.toMatchObject({ code: 'MEDIA_HASH_MISMATCH' });
  expect(await client.sendSealed(sha256, medium, access)).toMatchObject({ complete: true });
});

test('it outlives its starter and ends by its lease, without leaving anything', async () => {
  const { folder, client, pid } = await start(2);
  const { sha256, access, medium } = await sealedFilm(folder);
  await client.sendSealed(sha256, medium, access);
  await client.renewLease(3);
  await sleep(2_500);
  expect((await client.status()).pid).toBe(pid);
  while (await groupRuns(pid)) await sleep(100);
  expect((await readdir(folder)).sort()).toEqual(['status.json']);
});

test('what was written for an old starter still holds: without a status file it ends with its input', async () => {
  const folder = tempFolder();
  const config: WorkerConfig = { token: randomBytes(32).toString('hex'), folder: path.join(folder, 'work'), modelsFolder: folder, localMedia: false, leaseSeconds: 60 };
  const child = spawn(process.execPath, ['src/bin/worker.ts'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await writeFile(path.join(folder, 'x'), '');
  child.stdin.write(`${JSON.stringify(config)}\n`);
  await once(child.stdout, 'data');
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
