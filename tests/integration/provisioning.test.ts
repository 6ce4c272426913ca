/** A bare Debian becomes a worker over real SSH, analyses a sealed medium, and is left without a trace. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { StackPlan, StackStepRecord, TaskEvent } from '@aima/contract';
import { analyzers } from '../../src/analyzers/index.ts';
import { realClock } from '../../src/kernel/clock.ts';
import { modelEntries } from '../../src/models/store/index.ts';
import { workerBundle } from '../../src/provisioning/bundle/worker-bundle.ts';
import { machineAccess, type MachineAccessParts } from '../../src/provisioning/machine-access.ts';
import { neededWeights } from '../../src/provisioning/weights.ts';
import { openSshShell } from '../../src/remote/ssh-shell.ts';
import type { MachineSession } from '../../src/rental/machine-access.ts';
import type { Rental } from '../../src/rental/rental.ts';
import { encryptStream, newKey, type FileAccess } from '../../src/storage/index.ts';
import { workerClient } from '../../src/worker/client.ts';
import type { SealedMedium } from '../../src/worker/send-sealed.ts';
import { realMachines, tryRealMachines, type RealMachine } from '../emulators/machine/real-machines.ts';
import { filesHolding } from '../emulators/machine/scan.ts';
import { MARKER, markedFilms } from '../support/marked-media.ts';
import { testModelsFolder } from '../support/models-folder.ts';
import { tempFolder } from '../support/temp-folder.ts';

const tried = await tryRealMachines();
if (typeof tried === 'string') console.log(`Provisioning is not tried on a real machine: ${tried}`);
else afterAll(tried.close);

/** Kept between runs: building the bundle is no part of what is tested here. */
const DATA = path.join(os.tmpdir(), 'aima-test-provisioning');
const ANALYZERS = ['cut_analysis', 'face_detection', 'voice_activity'];

/** How many processes of ours run there. */
const OURS = 'grep -l AIMA_OURS= /proc/[0-9]*/environ 2>/dev/null | wc -l';

const chosen = analyzers.filter(({ name }) => ANALYZERS.includes(name));

const rentalOf = (id: string, keyMaterial: string, hostKey?: string): Rental => ({
  id, provider: 'runpod', name: `aima-test00-${id}-1-00000000`, state: 'provisioning', version: 1, reservedUsd: 1, attempt: 1, keyMaterial, ...(hostKey === undefined ? {} : { hostKey }),
  offer: { id: 'o', description: 'test', usdPerHour: 1, interruptible: false, usdPerGbIn: 0, usdPerGbOut: 0 }, hardEndAt: Date.now() + 3_600_000, trafficUsd: 0, spentUsd: 0, at: {},
  created: true, absences: 0, logins: 0, wipes: 0, deletes: 0, refusedMs: 0, duplicates: [], alerts: [],
});

interface Sealed { sha256: string; access: FileAccess; medium: SealedMedium }

async function sealed(folder: string, number: number): Promise<Sealed> {
  const plain = (await markedFilms(folder, 2))(number, 3_000_000);
  const access: FileAccess = { fileKey: newKey(), context: { workspaceId: 'w', fileId: `f${number}` } };
  const bytes = Buffer.concat(await Array.fromAsync(encryptStream([plain], access.fileKey, access.context)));
  return { sha256: createHash('sha256').update(plain).digest('hex'), access, medium: { sizeBytes: bytes.length, async *read({ start, end }) { await sleep(0); yield bytes.subarray(start, end); } } };
}

interface World { machine: RealMachine; steps: StackStepRecord[]; plans: StackPlan[]; ill: string[]; login(hostKey?: string): Promise<MachineSession>; keyMaterial: string }

async function world(parts: Partial<MachineAccessParts> = {}, begun = true, reaches: readonly number[] = []): Promise<World> {
  const steps: StackStepRecord[] = [];
  const plans: StackPlan[] = [];
  const ill: string[] = [];
  const models = await neededWeights(chosen.flatMap((analyzer) => Object.values(analyzer.models)), { entries: modelEntries, modelsFolder: testModelsFolder });
  const access = machineAccess({
    openShell: openSshShell, clock: realClock, seal: (text) => text, unseal: (text) => text, bundle: () => workerBundle(DATA), edits: () => Promise.resolve({}), modelsFolder: testModelsFolder,
    stack: () => Promise.resolve({ models, gpu: false, served: false, mediaBytes: 4_000_000, settings: {} }),
    endUrls: { runpod: 'http://127.0.0.1:9', vastai: 'http://127.0.0.1:9' },
    onStep: (_rental, record) => { steps.push(record); }, onPlan: (_rental, plan) => { plans.push(plan); }, onIll: (_rental, what) => { ill.push(what); },
    ...parts,
  });
  const { publicKey, keyMaterial } = await access.makeKeys();
  const host = await realMachines({ reaches: () => reaches });
  afterAll(host.close);
  const machine = await host.start({
    id: 'pod1', name: 'aima-test', provider: 'runpod', image: '', env: { RUNPOD_POD_ID: 'pod1', RUNPOD_API_KEY: 'pod-key' }, publicKeys: [publicKey], diskGb: 20, gpuCount: 0, onSelfDestroy: () => true, onExit: () => undefined,
    ...(begun ? { onStart: access.bootScript('runpod', { leaseSeconds: 300, hardEndSeconds: 3_600 }, Date.now() + 3_600_000) } : {}),
  });
  return {
    machine, steps, plans, ill, keyMaterial,
    async login(hostKey) {
      for (let left = 100; ; left -= 1) {
        try {
          if (!machine.direct) throw new Error('no way in yet');
          return await access.login(rentalOf('job001', keyMaterial, hostKey), [{ kind: 'ssh', way: 'direct', ...machine.direct }], AbortSignal.timeout(60_000));
        } catch (error) {
          if (left <= 0) throw error;
          await sleep(100);
        }
      }
    },
  };
}

const outcomes = (steps: readonly StackStepRecord[]): Record<string, string> => Object.fromEntries(steps.filter(({ outcome }) => outcome !== 'begun').map(({ id, outcome }) => [id, outcome]));

describe.skipIf(typeof tried === 'string')('on a real machine', () => {
  beforeAll(async () => { await workerBundle(DATA); }, 240_000);

  test('it is set up, analyses what came as ciphertext, is found again by another process, and is wiped', async () => {
    const { machine, steps, login, keyMaterial } = await world();
    const never = new AbortController().signal;
    const session = await login();
    const begun = performance.now();
    const place = await session.provision({ signal: never });
    console.log(`provisioning: ${Math.round(performance.now() - begun)} ms cold`, steps.filter(({ outcome }) => outcome !== 'begun').map(({ id, outcome, seconds }) => `${id} ${outcome} ${seconds.toFixed(1)}`).join(', '));
    expect(outcomes(steps)).toEqual({ tools: 'skipped', ffmpeg: 'skipped', runtime: 'done', bundle: 'done', weights: 'done', worker: 'done' });

    const film = await sealed(tempFolder(), 1);
    const client = workerClient(place);
    const half = Math.floor(film.medium.sizeBytes / 2);
    const broken = { ...film.medium, async *read() { yield* film.medium.read({ start: 0, end: half }); throw new Error('the disk here is gone'); } };
    await expect(client.sendSealed(film.sha256, broken, film.access)).rejects.toThrow('the disk here is gone');
    const starts: number[] = [];
    const whole = { ...film.medium, read: (range: { start: number; end: number }) => { starts.push(range.end === film.medium.sizeBytes ? range.start : -1); return film.medium.read(range); } };
    const there = Number(await machine.inside('sh', '-c', 'cat /var/lib/aima/work/*/*.sealed | wc -c'));
    await client.sendSealed(film.sha256, whole, film.access);
    expect(starts.at(-1)).toBe(there);
    const { id } = await client.startTask({ media: { sha256: film.sha256, fileName: 'film.mp4' }, analyzers: ANALYZERS.map((name) => ({ name })), language: 'en', keyframeSide: 64 });
    const events: TaskEvent[] = await Array.fromAsync(client.events(id, 0));
    expect(events.at(-1)).toMatchObject({ type: 'task_finished', state: 'done' });
    const runs = events.flatMap((event) => (event.type === 'run' && event.run.status === 'done' ? [event.run.analyzer] : []));
    expect(new Set(runs)).toEqual(expect.objectContaining(new Set(ANALYZERS)));
    await session.heartbeat({ leaseSeconds: 300, hardEndSeconds: 3_000 }, never);

    // The server is killed and comes back.
    await session.close();
    const again = await login(session.hostKey);
    const counted = steps.length;
    expect((await again.provision({ signal: never })).token).toBe(place.token);
    expect(steps).toHaveLength(counted);

    const top = machine.root() ?? '';
    const { token } = JSON.parse(keyMaterial) as { token: string }; // made by `makeKeys`
    const secrets = [MARKER, film.access.fileKey.export(), film.access.fileKey.export().toString('base64'), token];
    expect(await filesHolding(machine.disk, secrets)).toEqual([]);
    expect((await machine.inside('sh', '-c', 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ')).includes(token)).toBe(false);
    // The ciphertext is there, so that it was looked for in the right place.
    expect(await machine.inside('sh', '-c', 'find /var/lib/aima/work -name "*.sealed" | wc -l')).toBe('1\n');

    expect(Number(await machine.inside('sh', '-c', OURS))).toBeGreaterThan(0);
    expect(await again.wipe(never)).toMatchObject({ filesLeft: 0, detail: { processesLeft: 0 } });
    expect(await machine.inside('sh', '-c', 'find /dev/shm /var/lib/aima ! -type d ! -path "*/lease/*"')).toBe('');
    expect(await machine.inside('sh', '-c', OURS)).toBe('0\n');
    expect(await filesHolding(path.join(top, 'dev/shm'), secrets)).toEqual([]);
    // It stays under its lease until it is ended.
    expect(await machine.inside('sh', '-c', 'cat /var/lib/aima/lease/*/pid | xargs ps -o args=')).toContain('/run');
    await again.close();
  }, 240_000);

  test('a second time everything is there already; without a lease from its start it gets one; a worker that died is begun anew', async () => {
    const { machine, steps, login } = await world({}, false);
    const never = new AbortController().signal;
    const session = await login();
    const first = await session.provision({ signal: never });
    expect(await machine.inside('sh', '-c', 'cat /var/lib/aima/lease/*/pid | xargs ps -o args=')).toContain('/run');
    steps.length = 0;
    await machine.inside('pkill', '-9', '-f', 'src/bin/worker.ts');
    await session.close();
    const again = await login();
    const begun = performance.now();
    const second = await again.provision({ signal: never });
    console.log(`provisioning: ${Math.round(performance.now() - begun)} ms with everything there`);
    expect(outcomes(steps)).toEqual({ tools: 'skipped', ffmpeg: 'skipped', runtime: 'skipped', bundle: 'skipped', weights: 'skipped', worker: 'done' });
    expect((await workerClient(second).status()).tasks).toEqual([]);
    expect(second.token).toBe(first.token);
    await again.close();
  }, 240_000);

  test('a connection that breaks leaves nothing running; a step that fails is told with its words, undone, and ends it; what was changed by an administrator is done', async () => {
    const { machine, steps, login } = await world({
      edits: () => Promise.resolve({ steps: [
        { id: 'own-file', after: 'tools', what: 'a file of the administrator', command: 'if mkdir /root/first; then sleep 1234; fi; touch /root/own', verify: '[ -e /root/own ]' },
        { id: 'broken', after: 'own-file', what: 'fails', command: 'touch /root/half; echo "token=abcdefghijkl no luck" >&2; exit 3', undo: 'rm /root/half' },
      ] }),
    });
    const never = new AbortController().signal;
    const first = await login();
    const broken = expect(first.provision({ signal: never })).rejects.toMatchObject({ code: 'MACHINE_UNREACHABLE' });
    while (!(await machine.inside('ls', '/root')).includes('first')) await sleep(50);
    await machine.inside('pkill', '-f', 'sshd: root');
    await broken;
    const session = await login(first.hostKey);
    steps.length = 0;
    await expect(session.provision({ signal: never })).rejects.toMatchObject({ code: 'PROVISIONING_FAILED', details: { step: 'broken', replace: true } });
    expect(outcomes(steps)).toEqual({ tools: 'skipped', 'own-file': 'done', broken: 'undone' });
    expect(steps.find(({ outcome }) => outcome === 'failed')?.tail).toMatch(/no luck/);
    expect(steps.map(({ tail }) => tail ?? '').join('')).not.toContain('abcdefghijkl');
    expect(await machine.inside('ls', '/root')).toContain('own');
    expect(await machine.inside('ls', '/root')).not.toContain('half');
    expect(await machine.inside('sh', '-c', 'cat /proc/[0-9]*/cmdline')).not.toContain('sleep\x001234');
    await session.close();
  }, 240_000);

  test('left alone it stops the worker, wipes, and ends itself by the key that it has for that', async () => {
    const asked: string[] = [];
    const provider = createServer((request, reply) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      reply.writeHead(204).end();
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    onTestFinished(() => { provider.close(); });
    const { port } = provider.address() as AddressInfo; // a TCP server
    const { machine, login } = await world({ endUrls: { runpod: `http://127.0.0.1:${port}`, vastai: '' } }, true, [port]);
    const session = await login();
    const never = new AbortController().signal;
    const client = workerClient(await session.provision({ signal: never }));
    const film = await sealed(tempFolder(), 2);
    await client.sendSealed(film.sha256, film.medium, film.access);
    expect(Number(await machine.inside('sh', '-c', OURS))).toBeGreaterThan(0);
    await session.heartbeat({ leaseSeconds: 1, hardEndSeconds: 3_000 }, never);
    // Nobody says anything any more.
    await session.close();
    while (asked.length === 0) await sleep(200);
    expect(asked[0]).toBe('DELETE /v2/pods/pod1 Bearer pod-key');
    expect(await machine.inside('sh', '-c', OURS)).toBe('0\n');
    expect(await machine.inside('sh', '-c', 'find /dev/shm /var/lib/aima ! -type d ! -path "*/lease/*"')).toBe('');
  }, 240_000);

  test('what the machine has ended by itself is told', async () => {
    const { machine, login } = await world();
    const session = await login();
    await session.heartbeat({ leaseSeconds: 300, hardEndSeconds: 0 }, new AbortController().signal);
    const console1 = path.join(machine.root() ?? '', 'var/log/process-1.log');
    for (let left = 100; !(await readFile(console1, 'utf8')).includes('the hard end has come') && left > 0; left -= 1) await sleep(200);
    await expect(session.heartbeat({ leaseSeconds: 300, hardEndSeconds: 600 }, new AbortController().signal)).rejects.toThrow('ended its work by itself: the hard end has come');
    await session.close();
  }, 240_000);
});
