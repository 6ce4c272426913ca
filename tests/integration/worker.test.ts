/** The worker as a real process: its protocol, its lease, and its end. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { TaskEvent, TaskRequest } from '@aima/contract';
import { localProvider } from '../../src/gpu/local/provider.ts';
import { launchWorker, type WorkerInstance } from '../../src/gpu/launch-worker.ts';
import { workerClient, type WorkerClient } from '../../src/worker/client.ts';
import { alive } from '../support/cli.ts';
import { makeFilm } from '../support/made-media.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Started {
  folder: string;
  instance: WorkerInstance;
  client: WorkerClient;
  pid: number;
  end(): Promise<void>;
}

async function start(leaseSeconds = 60): Promise<Started> {
  const folder = tempFolder();
  const provider = localProvider({ data: path.join(folder, 'data') });
  const [offer] = await provider.offers();
  if (!offer) throw new Error('no offer');
  const instance = await launchWorker(provider, offer, { name: 'aima-test', leaseSeconds });
  onTestFinished(async () => { await provider.terminate(instance.id); });
  const client = workerClient(instance.address);
  return { folder, instance, client, pid: (await client.status()).pid, end: async () => { await provider.terminate(instance.id); } };
}

async function film(folder: string, seconds = 2): Promise<{ file: string; sha256: string; request: TaskRequest }> {
  const file = await makeFilm(path.join(folder, 'film.mp4'), { seconds });
  const sha256 = createHash('sha256').update(await readFile(file)).digest('hex');
  return { file, sha256, request: { media: { sha256, fileName: 'film.mp4' }, analyzers: [{ name: 'cut_analysis' }, { name: 'color_analysis' }], language: 'en', keyframeSide: 64 } };
}

async function all(events: AsyncGenerator<TaskEvent>): Promise<TaskEvent[]> {
  const list: TaskEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100 && alive(pid); i++) await sleep(50);
  return !alive(pid);
}

test('a medium sent in pieces is analysed; its events can be read again from any number', async () => {
  const { folder, client } = await start();
  const { file, sha256, request } = await film(folder);
  const { size } = await stat(file);
  const whole = await readFile(file);
  // First half only, as if the connection had broken.
  const half = path.join(folder, 'half');
  await writeFile(half, whole);
  await truncate(half, Math.floor(size / 2));
  expect(await client.sendMedia(sha256, half, size)).toMatchObject({ complete: false, receivedBytes: Math.floor(size / 2) });
  await expect(client.startTask(request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await client.sendMedia(sha256, file, size)).toMatchObject({ complete: true, receivedBytes: size });

  const { id } = await client.startTask(request);
  const events = await all(client.events(id, 0));
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  expect(events.at(-1)).toMatchObject({ type: 'task_finished', state: 'done' });
  expect(events.filter((event) => event.type === 'run' && event.run.status === 'done')).toHaveLength(2);
  expect(events.some((event) => event.type === 'keyframe')).toBe(true);
  expect(await all(client.events(id, events.length - 2))).toEqual(events.slice(-2));

  const metrics = await client.metrics();
  expect(metrics.memoryBytes).toBeGreaterThan(20_000_000);
  expect(metrics.cpuSeconds).toBeGreaterThan(0);
  expect(await client.wipe()).toMatchObject({ filesLeft: 0 });
  expect((await client.mediaState(sha256)).receivedBytes).toBe(0);
});

test('what arrives with another hash is refused and deleted', async () => {
  const { folder, client } = await start();
  const wrong = path.join(folder, 'wrong');
  await writeFile(wrong, randomBytes(1000));
  await expect(client.sendMedia('ab'.repeat(32), wrong, 1000)).rejects.toMatchObject({ code: 'MEDIA_HASH_MISMATCH' });
  expect((await client.mediaState('ab'.repeat(32))).receivedBytes).toBe(0);
});

test('without the token nothing is answered, and wrong messages are told', async () => {
  const { instance, client } = await start();
  await expect(workerClient({ ...instance.address, token: 'x'.repeat(64) }).status()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect((await fetch(`${instance.address.url}/v1/nothing`)).status).toBe(401);
  await expect(client.renewLease(0)).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  await expect(client.cancelTask('3f1de6bf-5e6f-4ac0-9a0c-53b9b3c8b6a1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const broken = await fetch(`${instance.address.url}/v1/lease`, { method: 'POST', body: '{', headers: { authorization: `Bearer ${instance.address.token}`, 'content-type': 'application/json' } });
  expect(broken.status).toBe(400);
});

test('a cancel ends the task and says so', async () => {
  const { folder, client } = await start();
  const { file, sha256, request } = await film(folder, 60);
  await client.lendMedia(sha256, { path: file });
  const { id } = await client.startTask(request);
  await client.cancelTask(id);
  const events = await all(client.events(id, 0));
  expect(events.at(-1)).toMatchObject({ type: 'task_finished', state: 'cancelled' });
});

test('terminate ends the process and leaves nothing in its folder; a second time is no error', async () => {
  const { folder, pid, end } = await start();
  await end();
  expect(alive(pid)).toBe(false);
  expect(await readdir(path.join(folder, 'data', 'work'))).toEqual([]);
  await end();
});

test('without a renewed lease the worker wipes and ends itself', async () => {
  const { folder, client, pid } = await start(2);
  const { file, sha256 } = await film(folder, 1);
  await client.sendMedia(sha256, file, (await readFile(file)).length);
  expect(await gone(pid)).toBe(true);
  const work = path.join(folder, 'data', 'work');
  expect(await readdir(work)).toEqual([]);
});

test('what a killed owner left behind is removed at the next start', async () => {
  const { folder } = await start();
  const stale = path.join(folder, 'data', 'work', 'aima-old.999999');
  await mkdir(stale, { recursive: true });
  const provider = localProvider({ data: path.join(folder, 'data') });
  const [offer] = await provider.offers();
  if (!offer) throw new Error('no offer');
  const { id } = await launchWorker(provider, offer, { name: 'aima-next', leaseSeconds: 30 });
  await provider.terminate(id);
  await expect(access(stale)).rejects.toThrow();
});

test('a worker whose starter is gone before it is ready ends, and leaves nothing', async () => {
  const folder = path.join(tempFolder(), 'work');
  const child = spawn(process.execPath, [path.resolve(import.meta.dirname, '../../src/bin/worker.ts')], { stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(() => { child.kill('SIGKILL'); });
  child.stdin.end(`${JSON.stringify({ token: 'a'.repeat(64), folder, modelsFolder: path.join(folder, '../models'), localMedia: true, leaseSeconds: 300 })}\n`);
  expect(await new Promise((resolve) => { child.once('exit', resolve); })).toBe(0);
  await expect(access(folder)).rejects.toThrow();
}, 30_000);

test('a worker that cannot start says why', async () => {
  const folder = tempFolder();
  const program = path.join(folder, 'broken.ts');
  await writeFile(program, 'throw new Error("no luck today");');
  const provider = localProvider({ data: folder, program });
  const [offer] = await provider.offers();
  if (!offer) throw new Error('no offer');
  await expect(provider.launch(offer, { name: 'x', leaseSeconds: 30 })).rejects.toThrow(/no luck today/);
  expect(await provider.list()).toEqual([]);
});

test('a launch that is called off while its folder is being made ends at once', async () => {
  const folder = tempFolder();
  const program = path.join(folder, 'never-ready.ts');
  await writeFile(program, 'setInterval(() => undefined, 1000);');
  const provider = localProvider({ data: folder, program });
  const [offer] = await provider.offers();
  if (!offer) throw new Error('no offer');
  const calledOff = new AbortController();
  const launching = provider.launch(offer, { name: 'x', leaseSeconds: 30, signal: calledOff.signal });
  calledOff.abort();
  // A worker that never gets ready is waited for for half a minute otherwise.
  await expect(launching).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await provider.list()).toEqual([]);
}, 25_000);
