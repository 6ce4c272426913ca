import { expect, test } from 'vitest';
import type { Tensor } from '@aima/sdk';
import { workMeter } from '../kernel/work-meter.ts';
import { AppError } from '../kernel/app-error.ts';
import type { InferenceHost } from './inference-host.ts';
import { createInferencePool } from './inference-pool.ts';
import type { PoolModel } from './inference-slot.ts';

const nothing: Tensor = { type: 'uint8', dims: [0], data: new Uint8Array() };
const model = (id: string): PoolModel<'tensor'> => ({ id, kind: 'tensor', read: async () => ({ networks: {}, device: 'cpu', threads: 1 }) });

/** A pool whose threads load at once and hold every call until told; `log` tells who did what, in order. */
function heldPool(size: number, now?: () => number) {
  const log: string[] = [];
  const held: { name: string; end: (error?: AppError) => void }[] = [];
  const dead = new Set<number>();
  let threads = 0;
  const startHost = (): InferenceHost => {
    const thread = threads++;
    return {
      alive: () => !dead.has(thread),
      async ask(request) {
        const name = request.do === 'load' ? request.load.model : request.do === 'call' ? request.model : '';
        log.push(`${thread} ${request.do} ${name}`.trim());
        if (request.do !== 'call') return;
        await new Promise<void>((resolve, reject) => held.push({ name, end: (error) => (error === undefined ? resolve() : reject(error)) }));
      },
    };
  };
  const pool = createInferencePool({ size, startHost, ...(now === undefined ? {} : { now }) });
  const call = (id: string): Promise<unknown> => pool.call(model(id), { input: nothing });
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  return {
    pool, log, held, dead, call, settle,
    async endOne(error?: AppError): Promise<void> {
      held.shift()?.end(error);
      await settle();
    },
  };
}

const calls = (log: readonly string[]): string[] => log.filter((line) => line.includes('call'));

test('one thread runs one call at a time, and models take turns', async () => {
  const { call, log, held, settle, endOne } = heldPool(1);
  const all = Promise.all(['a', 'a', 'a', 'b', 'b'].map(call));
  await settle();
  expect(held).toHaveLength(1);
  for (let i = 0; i < 5; i++) await endOne();
  await all;
  expect(calls(log)).toEqual(['0 call a', '0 call b', '0 call a', '0 call b', '0 call a']);
});

test('two models run in two threads at once, each loaded once', async () => {
  const { call, log, settle } = heldPool(2);
  void call('a');
  void call('b');
  void call('a');
  await settle();
  expect(log.toSorted()).toEqual(['0 call a', '0 load a', '1 call b', '1 load b']);
});

test('a model gets a second thread only once it has proven busy', async () => {
  const { call, log, held, settle, endOne } = heldPool(2);
  for (let i = 0; i < 8; i++) void call('a');
  await settle();
  for (let i = 0; i < 3; i++) {
    expect(held).toHaveLength(1);
    await endOne();
  }
  expect(held).toHaveLength(2);
  expect(log.filter((line) => line.includes('load'))).toEqual(['0 load a', '1 load a']);
});

test('asked for at once, a model is loaded once', async () => {
  const { pool, log } = heldPool(2);
  await Promise.all([pool.load(model('a')), pool.load(model('a'))]);
  expect(log).toEqual(['0 load a']);
});

test('a load that failed is tried again', async () => {
  const { pool, log } = heldPool(1);
  const broken: PoolModel<'tensor'> = { ...model('a'), read: () => Promise.reject(new AppError('MODEL_CORRUPT', 'broken')) };
  await expect(pool.load(broken)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  await pool.load(model('a'));
  expect(log).toEqual(['0 load a']);
});

test('a call that fails does not stop the next, and a thread that ended is replaced', async () => {
  const { call, log, dead, settle, endOne } = heldPool(1);
  const [first, second] = [call('a'), call('a')];
  await settle();
  dead.add(0);
  const failed = expect(first).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  await endOne(new AppError('MODEL_FAILED', 'The inference thread ended.'));
  await failed;
  await endOne();
  await second;
  expect(log).toEqual(['0 load a', '0 call a', '1 load a', '1 call a']);
});

test('time is counted inside calls, and waiting apart from it', async () => {
  let now = 0;
  const { pool, call, settle, endOne } = heldPool(1, () => now);
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

test('closing lets the running call end, refuses the others and ends the threads', async () => {
  const { pool, call, log, settle, endOne } = heldPool(1);
  const [first, second] = [call('a'), call('a')];
  await settle();
  const refused = expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
  const closing = Promise.all([pool.close(), pool.close()]);
  await refused;
  await endOne();
  await Promise.all([first, closing]);
  expect(log.at(-1)).toBe('0 close');
  await expect(call('b')).rejects.toMatchObject({ code: 'CANCELLED' });
});
