/** Pods and what stands behind them: machines that take their time, fail, or end by themselves; and two who want different things at once. */
import { expect, test } from 'vitest';
import { virtualClock } from '../../support/virtual-clock.ts';
import { ConnectionLost, fetchTo } from '../core/http.ts';
import type { Machine, MachineHost, MachineStart } from '../core/machine-host.ts';
import { KEY, ORDER, visitRunPod, type RunPodVisitor } from './client.ts';
import { runpodEmulator } from './index.ts';
import { commandOf } from './order.ts';

/** Machines that are made by promises, as real ones are. */
function slowHost(fails = false): MachineHost & { started: MachineStart[]; log: string[] } {
  const started: MachineStart[] = [];
  const log: string[] = [];
  return {
    kind: 'real', started, log,
    async start(request): Promise<Machine> {
      started.push(request);
      await Promise.resolve();
      if (fails) throw new Error('no such image');
      let port = 2_000;
      return {
        get direct() { return { host: '127.0.0.1', port, user: 'root' }; },
        async stop(keepDisk) { log.push(`stop ${keepDisk}`); },
        async resume() { port += 1; log.push('resume'); },
        setPublicKeys: () => undefined,
        async destroy() { log.push('destroy'); },
      };
    },
    close: async () => undefined,
  };
}

/** Somebody looks every second, as `npm run emulator` does: a machine that takes time is begun when its time has come. */
async function watched(runpod: RunPodVisitor, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    await runpod.pass(1);
    runpod.emulator.timeline.settle();
  }
}

const portOf = (body: Record<string, unknown>): unknown => (body['ssh'] as { direct: { port: number } | null }).direct?.port; // as podJson writes it

test('a machine that takes its time runs once it does, is stopped, started and destroyed with its pod', async () => {
  const machines = slowHost();
  const runpod = visitRunPod({ machines });
  const id = await runpod.create({ args: "bash -c 'echo \"a b\"; exec /start.sh'" });
  await watched(runpod, 60);
  expect(portOf((await runpod.pod(id)).body)).toBe(2_000);
  expect(machines.started[0]).toMatchObject({
    id, name: ORDER.name, provider: 'runpod', publicKeys: [ORDER.env.PUBLIC_KEY], command: ['bash', '-c', 'echo "a b"; exec /start.sh'], env: { RUNPOD_POD_ID: id, PUBLIC_KEY: ORDER.env.PUBLIC_KEY },
  });
  await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'stop' });
  await watched(runpod, 60);
  await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'start' });
  await watched(runpod, 60);
  expect(portOf((await runpod.pod(id)).body)).toBe(2_001);
  await runpod.ask('DELETE', `/v2/pods/${id}`);
  await watched(runpod, 30);
  expect(machines.log).toEqual(['stop false', 'resume', 'destroy']);
});

test('a machine that cannot be made is a pod in error, which bills until it is ended', async () => {
  const runpod = visitRunPod({ machines: slowHost(true) });
  const id = await runpod.create();
  await watched(runpod, 60);
  expect((await runpod.pod(id)).body['status']).toBe('ERROR');
  expect((await runpod.ask('GET', `/v2/pods/${id}/logs?source=system`)).text).toContain('no such image');
  expect(runpod.emulator.ledger.billing()).toHaveLength(1);
});

test('a container that ends by itself leaves a stopped pod', async () => {
  const machines = slowHost();
  const runpod = visitRunPod({ machines });
  const id = await runpod.create();
  await watched(runpod, 60);
  machines.started[0]?.onExit();
  await watched(runpod, 10);
  expect((await runpod.pod(id)).body).toMatchObject({ status: 'EXITED', cost: 0 });
});

test('46: a pod that is ended while its machine is being made leaves none behind', async () => {
  const machines = slowHost();
  const runpod = visitRunPod({ machines, knobs: { end: { minMs: 0, maxMs: 0 }, visible: { minMs: 0, maxMs: 0 } } });
  const id = await runpod.create();
  const startMs = runpod.clock.now();
  while (machines.started.length === 0 && runpod.clock.now() - startMs < 60_000) {
    runpod.emulator.timeline.settle();
    if (machines.started.length === 0) await runpod.clock.advance(50);
    else runpod.emulator.pods.end(runpod.emulator.pods.all.get(id) ?? expect.fail());
  }
  await watched(runpod, 30);
  expect(machines.log).toEqual(['destroy']);
  expect(await runpod.list()).toEqual([]);
});

test('46: two creates of one name at once are two pods', async () => {
  const clock = virtualClock();
  const emulator = runpodEmulator({ clock });
  const fetched = fetchTo({ 'https://api.runpod.io': emulator.handle });
  const create = () => fetched('https://api.runpod.io/v2/pods', { method: 'POST', headers: { authorization: `Bearer ${KEY}` }, body: JSON.stringify(ORDER) });
  const answers = await clock.run(Promise.all([create(), create()]));
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(emulator.ledger.billing()).toHaveLength(2);
});

test('44: a restart breaks what is being answered, and what was made by it stays', async () => {
  const clock = virtualClock();
  const emulator = runpodEmulator({ clock, knobs: { createBefore: { minMs: 1_000, maxMs: 1_000 }, createAfter: { minMs: 1_000, maxMs: 1_000 } } });
  const answer = emulator.handle(new Request('https://api.runpod.io/v2/pods', { method: 'POST', headers: { authorization: `Bearer ${KEY}` }, body: JSON.stringify(ORDER) }));
  answer.catch(() => undefined);
  await clock.advance(1_500);
  emulator.restart();
  await expect(answer).rejects.toThrow(ConnectionLost);
  expect(emulator.instances()).toMatchObject([{ name: ORDER.name }]);
});

test('the command of a container: words as a shell reads them, or JSON', () => {
  expect(commandOf('')).toBeUndefined();
  expect(commandOf(`bash -c 'it'"'"'s "so"' a\\ b "x\\"y $z"`)).toEqual(['bash', '-c', `it's "so"`, 'a b', 'x"y $z']);
  expect(commandOf('{"entrypoint":["sh"],"cmd":["-c","true"]}')).toEqual(['sh', '-c', 'true']);
  expect(commandOf('{ echo; }')).toEqual(['{', 'echo;', '}']);
});
