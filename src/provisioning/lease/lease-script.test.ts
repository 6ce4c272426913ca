/** The lease as it really runs: in a shell, in a process namespace of its own whose first process has the provider's words. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, type TestContext } from 'vitest';
import { heartbeatAnswer, heartbeatCommand, leaseFolder, leaseIdFile, leaseScript, releaseCommand, type LeaseOptions } from './lease-script.ts';

const NAMESPACE = ['--pid', '--fork', '--mount-proc', '--kill-child'];
/** Whole, because a machine of the tests may have few programs. */
const UNSHARE = spawnSync('sh', ['-c', 'command -v unshare'], { encoding: 'utf8' }).stdout.trim();
const possible = spawnSync(UNSHARE, [...NAMESPACE, 'true']).status === 0;
if (!possible && process.env['CI'] !== 'true') console.warn('The lease on the machine is not tried: this system makes no process namespaces.');
const onMachine = possible || process.env['CI'] === 'true' ? test.concurrent : test.skip;

interface Asked { method: string; url: string; key: string }

/** Refuses as often as told, then accepts. */
async function provider({ onTestFinished }: TestContext, refusals: number): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, reply) => {
    asked.push({ method: request.method ?? '', url: request.url ?? '', key: request.headers.authorization ?? '' });
    reply.writeHead(asked.length <= refusals ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => { server.closeAllConnections(); server.close(); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }; // a TCP server
}

let made = 0;
interface TestMachine { mark: string; name: string; home: string; options: LeaseOptions; boot(more?: string, env?: Record<string, string>): ChildProcess; inside(child: ChildProcess, command: string): string; said(): Promise<string> }

async function machine({ onTestFinished }: TestContext, given: Partial<LeaseOptions>): Promise<TestMachine> {
  const home = await mkdtemp(path.join(tmpdir(), 'aima-lease-'));
  made += 1;
  const mark = `${process.pid}${made}`;
  const name = `aima-test-${mark}`;
  const options: LeaseOptions = { name, home, end: { kind: 'own' }, leaseSeconds: 2, runSeconds: 600, hardEndAt: Date.now() + 600_000, tickSeconds: 1, againSeconds: 1, sayTo: path.join(home, 'console'), ...given };
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return {
    mark, name, home, options,
    boot(more = '', env = {}) {
      const child = spawn(UNSHARE, [...NAMESPACE, 'sh', '-c', `${leaseScript(options)}\n${more}\nsleep 300; exit`], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: 'ignore' });
      onTestFinished(() => { child.kill('SIGKILL'); return sleep(50); });
      return child;
    },
    inside(child, command) {
      const first = spawnSync('cat', [`/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`], { encoding: 'utf8' }).stdout.trim();
      return spawnSync('nsenter', ['--target', first, '--pid', '--mount', 'sh', '-c', command], { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } }).stdout;
    },
    said: () => readFile(path.join(home, 'console'), 'utf8').catch(() => ''),
  };
}

const until = async (what: () => boolean | Promise<boolean>): Promise<void> => { while (!await what()) await sleep(100); };
const exists = async (file: string): Promise<boolean> => await stat(file).catch(() => undefined) !== undefined;

/** Whether something with these words in its command line runs, seen from outside. */
async function runs(words: string): Promise<boolean> {
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim() === words) return true;
  }
  return false;
}

onMachine('a lease that is kept stays the only one; once released, the next may begin', async (context) => {
  const first = await machine(context, { leaseSeconds: 60 });
  const second = await machine(context, { home: first.home, leaseSeconds: 60 });
  const child = first.boot();
  await until(() => exists(path.join(leaseFolder(first.name, first.home), 'state')));
  const id = () => readFile(leaseIdFile(first.home), 'utf8').catch(() => '');
  first.inside(child, leaseScript(second.options));
  await sleep(1_500);
  expect(await id()).toBe(`${first.name}\n`);
  expect(await runs(`sh ${leaseFolder(second.name, first.home)}/run`)).toBe(false);
  first.inside(child, releaseCommand(first.name, first.home));
  await until(async () => !await runs(`sh ${leaseFolder(first.name, first.home)}/run`));
  first.inside(child, leaseScript(second.options));
  await until(() => runs(`sh ${leaseFolder(second.name, first.home)}/run`));
  expect(await id()).toBe(`${second.name}\n`);
}, 40_000);

onMachine('what a heartbeat says of the lease counts from then on, and the machine tells whose it is', async (context) => {
  const { name, home, boot, inside } = await machine(context, { leaseSeconds: 2 });
  const child = boot();
  await until(() => exists(path.join(leaseFolder(name, home), 'state')));
  inside(child, heartbeatCommand({ name, home, nowMs: 1, leftSeconds: 60, leaseSeconds: 50 }));
  await sleep(4_000);
  expect(await exists(path.join(leaseFolder(name, home), 'why'))).toBe(false);
  expect((await readFile(leaseIdFile(home), 'utf8')).trim()).toBe(name);
}, 40_000);

test('it fits what providers take, with the longest values there are, and takes no values that a shell could misread', () => {
  const options: LeaseOptions = { name: `a${'-0123456789'.repeat(8)}`, end: { kind: 'vastai', baseUrl: `https://${'console.'.repeat(8)}vast.ai` }, leaseSeconds: 3600, runSeconds: 864_000, hardEndAt: 9e12 };
  expect(leaseScript(options).length).toBeLessThanOrEqual(3_000);
  expect(() => leaseScript({ ...options, name: "a';reboot;'" })).toThrow('cannot be called');
  expect(() => leaseScript({ ...options, end: { kind: 'runpod', baseUrl: "https://x/$(reboot)" } })).toThrow('cannot be written');
});

onMachine('without a heartbeat it stops all of ours and nothing else, wipes, and asks until it is heard', async (context) => {
  const api = await provider(context, 2);
  const { mark, name, home, boot, said } = await machine(context, { end: { kind: 'runpod', baseUrl: `${api.url}/` } });
  await mkdir(path.join(home, 'work', name), { recursive: true });
  await mkdir(path.join(home, 'cache'));
  await mkdir(path.join('/dev/shm/aima', name), { recursive: true });
  await writeFile(path.join(home, 'work', name, 'sealed'), 'x');
  // A worker in a session of its own; a child of it that lost the mark, as programs that rename themselves do; and a stranger.
  boot(`export A=1; AIMA_OURS=${name} setsid sh -c 'env -i sleep 8${mark}1; true' & AIMA_OURS=${name}0 setsid sleep 8${mark}2 & `, { RUNPOD_POD_ID: 'pod7', RUNPOD_API_KEY: 'rp_secret' });
  await until(async () => await runs(`sleep 8${mark}1`) && await runs(`sleep 8${mark}2`));
  await until(() => api.asked.length >= 3);
  expect(api.asked[2]).toEqual({ method: 'DELETE', url: '/v2/pods/pod7', key: 'Bearer rp_secret' });
  expect(await runs(`sleep 8${mark}1`)).toBe(false);
  expect(await runs(`sleep 8${mark}2`)).toBe(true);
  for (const gone of [path.join(home, 'work'), path.join(home, 'cache'), path.join('/dev/shm/aima', name)]) expect(await exists(gone)).toBe(false);
  const words = await said();
  expect(words).toMatch(/no heartbeat for \d+ s\n/);
  expect(words).toContain('all work stopped, folders wiped');
  expect(words).toContain('end this machine: 500');
  expect(words).not.toContain('rp_secret');
}, 40_000);

onMachine('heartbeats keep it alive while they change, and what they leave it to run ends it', async (context) => {
  const { name, home, options, boot, inside } = await machine(context, { leaseSeconds: 3, runSeconds: 5 });
  const child = boot();
  await until(() => exists(path.join(leaseFolder(name, home), 'state')));
  const beat = (nowMs: number, leftSeconds: number) => heartbeatAnswer(inside(child, heartbeatCommand({ name, home, nowMs, leftSeconds, leaseSeconds: 3 })));
  for (let second = 1; second <= 8; second += 1) {
    // By a clock that is years behind: only that it moves is looked at.
    expect(beat(second * 1000, 60)).toEqual({ watched: true });
    await sleep(1000);
  }
  beat(9_000, 0);
  await until(() => exists(path.join(leaseFolder(name, home), 'why')));
  expect(heartbeatAnswer(inside(child, heartbeatCommand({ name, home: options.home ?? '', nowMs: 1, leftSeconds: 60, leaseSeconds: 3 }))).ended).toBe('the hard end has come');
}, 40_000);

onMachine('the same heartbeat again is none', async (context) => {
  const { name, home, boot, inside } = await machine(context, { leaseSeconds: 30 });
  const child = boot();
  await until(() => exists(path.join(leaseFolder(name, home), 'state')));
  const beat = () => heartbeatAnswer(inside(child, heartbeatCommand({ name, home, nowMs: 5_000, leftSeconds: 60, leaseSeconds: 2 })));
  await until(async () => { await sleep(500); return beat().ended !== undefined; });
  expect(beat().ended).toMatch(/^no heartbeat/);
}, 40_000);

onMachine('a restart of the machine gives no new time, and what has ended stays ended', async (context) => {
  const api = await provider(context, 0);
  const { name, home, boot } = await machine(context, { end: { kind: 'vastai', baseUrl: api.url }, runSeconds: 400, leaseSeconds: 300 });
  const state = path.join(leaseFolder(name, home), 'state');
  await mkdir(leaseFolder(name, home), { recursive: true });
  await writeFile(state, '297 290\n'); // as the machine's run before left it
  await writeFile(path.join(leaseFolder(name, home), 'beat'), '77 380\n'); // seen by that run already
  const env = { CONTAINER_ID: '28811023', CONTAINER_API_KEY: 'v_secret' };
  boot('', env);
  await until(() => api.asked.length >= 1);
  expect(api.asked[0]).toEqual({ method: 'DELETE', url: '/api/v0/instances/28811023/', key: 'Bearer v_secret' });
  expect(await readFile(path.join(leaseFolder(name, home), 'why'), 'utf8')).toMatch(/no heartbeat for (30\d|3[1-4]\d) s/);
  const before = api.asked.length;
  await writeFile(state, '0 400\n');
  boot('', env);
  await until(() => api.asked.length > before + 2);
}, 40_000);

onMachine('by the clock it ends five minutes late, so that a clock that goes wrong ends nobody early', async (context) => {
  const early = await machine(context, { hardEndAt: Date.now() - 200_000, leaseSeconds: 60 });
  const late = await machine(context, { hardEndAt: Date.now() - 301_000, leaseSeconds: 60 });
  early.boot();
  late.boot();
  await until(() => exists(path.join(leaseFolder(late.name, late.home), 'why')));
  await until(() => exists(path.join(leaseFolder(early.name, early.home), 'state')));
  expect(await exists(path.join(leaseFolder(early.name, early.home), 'why'))).toBe(false);
}, 40_000);

onMachine('a heartbeat moves the end by the clock, also for a watchdog that begins anew', async (context) => {
  const { name, home, options, boot, inside } = await machine(context, { hardEndAt: Date.now() - 297_000, leaseSeconds: 60 });
  const child = boot();
  const beat = () => heartbeatAnswer(inside(child, heartbeatCommand({ name, home: options.home ?? '', nowMs: Date.now(), leftSeconds: 60, leaseSeconds: 60 })));
  await until(() => exists(path.join(leaseFolder(name, home), 'state')));
  expect(beat()).toEqual({ watched: true });
  await sleep(5_000);
  expect(beat()).toEqual({ watched: true });
  inside(child, `kill -9 $(cat ${leaseFolder(name, options.home)}/pid)`);
  expect(beat()).toEqual({ watched: false });
  await sleep(2_500);
  expect(beat()).toEqual({ watched: true });
}, 40_000);

onMachine('on an own server it frees the lock, keeps what others need, and ends itself', async (context) => {
  const { mark, name, home, options } = await machine(context, {});
  const lock = path.join(home, 'lock');
  const own = await machine(context, { home, name, end: { kind: 'own', lock } });
  await mkdir(path.join(home, 'cache'), { recursive: true });
  await writeFile(lock, name);
  own.boot(`AIMA_OURS=${options.name} setsid sleep 7${mark}1 &`);
  await until(async () => !await exists(lock));
  expect(await exists(path.join(home, 'cache'))).toBe(true);
  await until(async () => !await runs(`sleep 7${mark}1`) && !await runs(`sh ${leaseFolder(name, home)}/run`));
}, 40_000);

for (const tool of ['wget', 'bash']) onMachine(`where there is no curl it asks by ${tool}`, async (context) => {
  const api = await provider(context, 0);
  const { home, boot, said } = await machine(context, { end: { kind: 'runpod', baseUrl: api.url }, leaseSeconds: 1 });
  const tools = path.join(home, 'bin');
  const needed = ['sh', 'cat', 'grep', 'tr', 'sed', 'tail', 'head', 'tee', 'mkdir', 'mv', 'rm', 'sleep', 'date', 'setsid', tool];
  spawnSync('sh', ['-c', `mkdir -p ${tools}; for t in ${needed.join(' ')}; do ln -s "$(command -v $t)" ${tools}/$t; done`]);
  boot('', { RUNPOD_POD_ID: 'pod8', RUNPOD_API_KEY: 'k2', PATH: tools });
  await until(() => api.asked.length >= 1);
  expect(api.asked[0]).toEqual({ method: 'DELETE', url: '/v2/pods/pod8', key: 'Bearer k2' });
  await until(async () => /end this machine: .*204/.test(await said()));
}, 40_000);
