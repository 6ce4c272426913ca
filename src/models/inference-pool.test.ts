import { expect, test } from 'vitest';
import type { Tensor } from '@aima/sdk';
import { workMeter } from '../kernel/work-meter.ts';
import { AppError } from '../kernel/app-error.ts';
import { processEnded } from './inference-failure.ts';
import type { InferenceHost } from './inference-host.ts';
import { createInferencePool, type EngineEvent } from './inference-pool.ts';
import type { PoolModel } from './inference-slot.ts';
import type { ModelEntry } from './model-entry.ts';

const nothing: Tensor = { type: 'uint8', dims: [0], data: new Uint8Array() };
const entry = (id: string): ModelEntry => ({
  id, task: 'nothing', tier: 'lite', kind: 'tensor', runtime: 'onnxruntime', files: {}, memoryMiB: 100, licence: 'MIT', origin: 'made here', inputs: [], outputs: [],
});
const model = (id: string): PoolModel<'tensor'> => ({ id, kind: 'tensor', load: { entry: entry(id), modelsFolder: '', device: 'cpu', threads: 1 } });

/** A pool whose processes load at once and hold every call until told; `log` tells who did what, in order. */
function heldPool(size: number, more: { now?: () => number; memory?: { limitBytes: number; usedBytes: () => Promise<number> } } = {}) {
  const log: string[] = [];
  const held: { name: string; end: (error?: AppError) => void }[] = [];
  const events: EngineEvent[] = [];
  const dead = new Set<number>();
  const broken = new Set<string>();
  let processes = 0;
  const startHost = (): InferenceHost => {
    const host = processes++;
    return {
      pid: 1000 + host,
      alive: () => !dead.has(host),
      async ask(request) {
        const name = request.do === 'load' ? request.load.entry.id : request.do === 'prove' ? '' : request.model;
        log.push(`${host} ${request.do} ${name}`.trim());
        if (request.do === 'load' && broken.has(name)) throw new AppError('MODEL_CORRUPT', 'broken');
        if (request.do !== 'call') return;
        await new Promise<void>((resolve, reject) => held.push({ name, end: (error) => (error === undefined ? resolve() : reject(error)) }));
      },
      async end() {
        dead.add(host);
        log.push(`${host} end`);
      },
    };
  };
  const pool = createInferencePool({ size, startHost, onEvent: (event) => events.push(event), ...more });
  const call = (id: string, divisible = false): Promise<unknown> => pool.call(model(id), { input: nothing }, divisible);
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  return {
    pool, log, held, events, dead, broken, call, settle,
    async endOne(error?: AppError): Promise<void> {
      held.shift()?.end(error);
      await settle();
    },
  };
}

const calls = (log: readonly string[]): string[] => log.filter((line) => line.includes('call'));

test('one process runs one call at a time, and models take turns', async () => {
  const { call, log, held, settle, endOne } = heldPool(1);
  const all = Promise.all(['a', 'a', 'a', 'b', 'b'].map((id) => call(id)));
  await settle();
  expect(held).toHaveLength(1);
  for (let i = 0; i < 5; i++) await endOne();
  await all;
  expect(calls(log)).toEqual(['0 call a', '0 call b', '0 call a', '0 call b', '0 call a']);
});

test('two models run in two processes at once, each loaded once', async () => {
  const { call, log, settle } = heldPool(2);
  void call('a');
  void call('b');
  void call('a');
  await settle();
  expect(log.toSorted()).toEqual(['0 call a', '0 load a', '1 call b', '1 load b']);
});

test('a model gets a second process once waiting for the first has cost more than loading', async () => {
  let now = 0;
  const { call, log, held, settle, endOne } = heldPool(2, { now: () => now });
  for (let i = 0; i < 8; i++) void call('a');
  await settle();
  now = 900;
  await endOne();
  expect(held).toHaveLength(1);
  now = 1_100;
  await endOne();
  await endOne();
  expect(held).toHaveLength(2);
  expect(log.filter((line) => line.includes('load'))).toEqual(['0 load a', '1 load a']);
});

test('while all processes work anyway, no model gets a second one', async () => {
  let now = 0;
  const { call, log, settle, endOne } = heldPool(2, { now: () => now });
  for (let i = 0; i < 6; i++) {
    void call('a');
    void call('b');
  }
  await settle();
  for (let i = 0; i < 5; i++) {
    now += 5_000;
    await endOne();
    await endOne();
  }
  expect(log.filter((line) => line.includes('load'))).toEqual(['0 load a', '1 load b']);
});

test('calls that follow each other stay in the process that has the model', async () => {
  const { call, log, settle, endOne } = heldPool(2);
  let ended = false;
  const all = (async () => {
    for (let i = 0; i < 8; i++) await call('a');
    ended = true;
  })();
  while (!ended) {
    await settle();
    await endOne();
  }
  await all;
  expect(log.filter((line) => line.includes('load'))).toEqual(['0 load a']);
});

test('asked for at once, a model is loaded once', async () => {
  const { pool, log } = heldPool(2);
  await Promise.all([pool.load(model('a')), pool.load(model('a'))]);
  expect(log).toEqual(['0 load a']);
});

test('a load that failed is tried again', async () => {
  const { pool, log, broken } = heldPool(1);
  broken.add('a');
  await expect(pool.load(model('a'))).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  broken.clear();
  await pool.load(model('a'));
  expect(log).toEqual(['0 load a', '0 load a']);
});

test('a call that fails does not stop the next', async () => {
  const { call, log, settle, endOne } = heldPool(1);
  const [first, second] = [call('a'), call('a')];
  await settle();
  const failed = expect(first).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  await endOne(new AppError('MODEL_FAILED', 'The network failed.'));
  await failed;
  await endOne();
  await second;
  expect(log).toEqual(['0 load a', '0 call a', '0 call a']);
});

test('a call whose process ended is made once more in a fresh one', async () => {
  const { pool, call, log, dead, events, settle, endOne } = heldPool(1);
  const answer = call('a');
  await settle();
  dead.add(0);
  await endOne(processEnded('crashed', 'It ended by SIGSEGV.'));
  await endOne();
  await answer;
  expect(log).toEqual(['0 load a', '0 call a', '1 load a', '1 call a']);
  expect(pool.crashes()).toBe(1);
  expect(events).toEqual([{ code: 'INFERENCE_CRASHED', message: 'It ended by SIGSEGV. The model was a.' }]);
});

test('a call that ends two processes fails and says how, and others go on', async () => {
  const { pool, call, log, dead, events, settle, endOne } = heldPool(1);
  const [first, second] = [call('a'), call('b')];
  await settle();
  const failed = expect(first).rejects.toMatchObject({ code: 'MODEL_FAILED', message: 'The model a failed twice. First: It hung. Then, in a fresh process: It crashed.' });
  dead.add(0);
  await endOne(processEnded('hung', 'It hung.'));
  dead.add(1);
  await endOne(processEnded('crashed', 'It crashed.'));
  await failed;
  await endOne();
  await second;
  expect(log.slice(-2)).toEqual(['2 load b', '2 call b']);
  expect(pool.crashes()).toBe(2);
  expect(events.map(({ code }) => code)).toEqual(['INFERENCE_HUNG', 'INFERENCE_CRASHED']);
});

test('a batch that ended a process for want of memory is not tried whole again', async () => {
  const { call, log, dead, settle, endOne } = heldPool(1);
  const failed = expect(call('a', true)).rejects.toMatchObject({ details: { ending: 'out_of_memory' } });
  await settle();
  dead.add(0);
  await endOne(processEnded('out_of_memory', 'Killed.'));
  await failed;
  expect(calls(log)).toEqual(['0 call a']);
});

test('before a model is loaded, resting ones make room, the least recently used first', async () => {
  let now = 0;
  const MIB = 1024 ** 2;
  const { pool, log, events, call, settle, endOne } = heldPool(1, {
    now: () => ++now,
    // Each model takes 100 MiB, so the fourth does not fit.
    memory: { limitBytes: 350 * MIB, usedBytes: async () => 100 * MIB * (count('load') - count('release')) },
  });
  const count = (what: string): number => log.filter((line) => line.includes(what)).length;
  for (const id of ['a', 'b', 'c']) await pool.load(model(id));
  const again = call('a');
  await settle();
  await endOne();
  await again;
  expect(count('release')).toBe(0);
  await pool.load(model('d'));
  expect(log.slice(-2)).toEqual(['0 release b', '0 load d']);
  expect(events).toEqual([{ code: 'MODELS_RELEASED', message: 'Memory ran short (300 MiB in use): released b.' }]);
  expect(pool.processes()).toEqual([{ pid: 1000, models: ['a', 'c', 'd'] }]);
});

test('time is counted inside calls, and waiting apart from it', async () => {
  let now = 0;
  const { pool, call, settle, endOne } = heldPool(1, { now: () => now });
  await pool.load(model('a'));
  const meter = { waitedMs: 0, workedMs: 0 };
  const both = workMeter.run(meter, () => Promise.all([call('a'), call('a')]));
  await settle();
  now = 1500;
  await endOne();
  now = 2000;
  await endOne();
  await both;
  expect(meter).toEqual({ waitedMs: 1500, workedMs: 2000 });
  expect(pool.busySeconds()).toBe(2);
});

test('closing lets the running call end, refuses the others and ends the processes', async () => {
  const { pool, call, log, settle, endOne } = heldPool(1);
  const [first, second] = [call('a'), call('a')];
  await settle();
  const refused = expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
  const closing = Promise.all([pool.close(), pool.close()]);
  await refused;
  await endOne();
  await Promise.all([first, closing]);
  expect(log.at(-1)).toBe('0 end');
  await expect(call('b')).rejects.toMatchObject({ code: 'CANCELLED' });
});
