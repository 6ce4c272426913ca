import { expect, test } from 'vitest';
import type { Tensor } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { workMeter } from '../kernel/work-meter.ts';
import { createBatchSizes } from './inference-batch-size.ts';
import { processEnded } from './inference-failure.ts';
import type { InferenceHost } from './inference-host.ts';
import { createInferencePool, type EngineEvent } from './inference-pool.ts';
import type { Tensors } from './inference-protocol.ts';
import type { PoolModel } from './inference-slot.ts';
import type { TensorLayout } from './model-entry.ts';

const MIB = 1024 ** 2;
const layout = (name: string, ...dims: (number | string)[]): TensorLayout => ({ name, type: 'float32', dims, meaning: '' });
const model = (more: { id?: string; batch?: number; outputs?: TensorLayout[] } = {}): PoolModel<'tensor'> => {
  const id = more.id ?? 'doubler';
  return {
    id, kind: 'tensor',
    load: {
      modelsFolder: '', device: 'cpu', threads: 1,
      entry: {
        id, task: 'nothing', tier: 'lite', kind: 'tensor', runtime: 'onnxruntime', files: {}, memoryMiB: 100, licence: 'MIT', origin: 'made here',
        inputs: [layout('x', 'n', 'width')], outputs: [layout('y', 'n', 'width')], ...more,
      },
    },
  };
};

/** One row, or several of two numbers each. */
const row = (...data: number[]): Tensor => ({ type: 'float32', dims: [1, data.length], data: Float32Array.from(data) });
const rows = (...data: number[]): Tensor => ({ type: 'float32', dims: [data.length / 2, 2], data: Float32Array.from(data) });
const doubled = ({ dims, data }: Tensor): Tensors => ({ y: { type: 'float32', dims, data: Float32Array.from([...data], (value) => Number(value) * 2) } });
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

const CRASHES = 666;
const FAILS = 667;

interface Wish {
  batch?: number;
  /** More rows at once are too many. */
  fits?: number;
  memory?: { limitBytes: number; usedBytes: () => Promise<number> };
  now?: () => number;
  /** Runs while a process computes. */
  during?: () => void | Promise<void>;
  size?: number;
}

/** Processes that double numbers; those above end them or fail. `log`: what each was given, a row each in brackets. */
function doubling({ batch = 8, fits = Infinity, during = () => undefined, size = 1, ...more }: Wish = {}) {
  const log: string[] = [];
  const events: EngineEvent[] = [];
  let processes = 0;
  const startHost = (): InferenceHost => {
    const host = processes++;
    let alive = true;
    return {
      pid: host,
      alive: () => alive,
      async ask(request) {
        if (request.do !== 'call') return undefined;
        const { x } = request.request as Tensors; // only networks are called here
        if (x?.type !== 'float32') throw new AppError('MODEL_FAILED', 'There is no x.');
        const [count = 0, width = 1] = x.dims;
        log.push(`${host} ${numbers(0, count).map((i) => `[${[...x.data.slice(i * width, (i + 1) * width)].join()}]`).join('')}`);
        await during();
        if (count > fits) throw new AppError('MODEL_FAILED', 'Failed to allocate memory.', { outOfMemory: true });
        if (x.data.includes(FAILS)) throw new AppError('MODEL_FAILED', 'The network failed.');
        if (x.data.includes(CRASHES)) {
          alive = false;
          throw processEnded('crashed', 'It crashed.');
        }
        return doubled(x);
      },
      async end() { alive = false; },
    };
  };
  const onEvent = (event: EngineEvent): void => void events.push(event);
  const batchSizes = createBatchSizes(batch, (message) => { onEvent({ code: 'BATCH_REDUCED', message }); });
  const pool = createInferencePool({ size, startHost, onEvent, batchSizes, ...more });
  const call = (x: Tensor, which = model()): Promise<Tensors> => pool.call(which, { x });
  return { pool, log, events, call };
}

const all = (call: (x: Tensor) => Promise<Tensors>, values: readonly number[]): Promise<PromiseSettledResult<Tensors>[]> => Promise.allSettled(values.map((value) => call(row(value))));
const answer = (value: number): PromiseSettledResult<Tensors> => ({ status: 'fulfilled', value: doubled(row(value)) });

test('calls made in one go run together, at most a batch of them, and each gets its own rows back', async () => {
  const { call, log } = doubling({ batch: 4 });
  expect(await all(call, numbers(0, 6))).toEqual(numbers(0, 6).map(answer));
  expect(log).toEqual(['0 [0][1][2][3]', '0 [4][5]']);
});

test('unjoined, the answers are the same', async () => {
  const { call, log } = doubling({ batch: 1 });
  expect(await all(call, numbers(0, 3))).toEqual(numbers(0, 3).map(answer));
  expect(log).toEqual(['0 [0]', '0 [1]', '0 [2]']);
});

test('an answer is its own memory, not a part of what all got', async () => {
  const { call } = doubling();
  const [first] = await Promise.all([call(row(1, 2)), call(row(3, 4))]);
  expect(first['y']?.data.buffer.byteLength).toBe(8);
});

test('a call does not wait for others, and those that come meanwhile go together', async () => {
  const late: Promise<Tensors>[] = [];
  const { call, log } = doubling({ during: () => { if (late.length === 0) late.push(call(row(1)), call(row(2))); } });
  expect(await call(row(0))).toEqual(doubled(row(0)));
  expect(await Promise.all(late)).toEqual([doubled(row(1)), doubled(row(2))]);
  expect(log).toEqual(['0 [0]', '0 [1][2]']);
});

test('rows of other shapes are not joined; the oldest call always goes first', async () => {
  const { call, log } = doubling();
  await Promise.all([call(row(1)), call(row(2, 2)), call(row(3)), call(row(4, 4)), call(row(5, 5, 5))]);
  expect(log).toEqual(['0 [1][3]', '0 [2,2][4,4]', '0 [5,5,5]']);
});

test('calls of several rows are joined whole or not at all', async () => {
  const { call, log } = doubling({ batch: 4 });
  expect(await Promise.all([call(rows(1, 2, 3, 4)), call(rows(5, 6, 7, 8, 9, 10)), call(rows(11, 12))]))
    .toEqual([doubled(rows(1, 2, 3, 4)), doubled(rows(5, 6, 7, 8, 9, 10)), doubled(rows(11, 12))]);
  expect(log).toEqual(['0 [1,2][3,4][11,12]', '0 [5,6][7,8][9,10]']);
});

test('a model without rows in its outputs, and another model, are left alone', async () => {
  const { call, log } = doubling();
  const whole = model({ id: 'whole', outputs: [layout('y', 1, 'width')] });
  await Promise.all([call(row(1), whole), call(row(2), whole), call(row(3)), call(row(4), model({ id: 'other' }))]);
  expect(log.toSorted()).toEqual(['0 [1]', '0 [2]', '0 [3]', '0 [4]']);
});

test('the entry of a model says its own size, but joins nothing where nothing is joined', async () => {
  const own = model({ batch: 2 });
  const joining = doubling();
  await Promise.all([1, 2, 3].map((value) => joining.call(row(value), own)));
  expect(joining.log).toEqual(['0 [1][2]', '0 [3]']);
  const single = doubling({ batch: 1 });
  await Promise.all([1, 2].map((value) => single.call(row(value), own)));
  expect(single.log).toEqual(['0 [1]', '0 [2]']);
});

test('a row that ends processes fails by itself; all others of its batch are answered', async () => {
  const { pool, call, log, events } = doubling();
  const [a, poison, b] = await all(call, [1, CRASHES, 2]);
  expect([a, b]).toEqual([answer(1), answer(2)]);
  expect(poison).toMatchObject({ status: 'rejected', reason: { code: 'MODEL_FAILED', message: expect.stringContaining('failed twice') as string } });
  expect(log).toEqual(['0 [1][666][2]', '1 [1]', '1 [666]', '2 [2]']);
  expect(events.map(({ code }) => code)).toEqual(['INFERENCE_CRASHED', 'INFERENCE_CRASHED']);
  expect(pool.crashes()).toBe(2);
});

test('a row that fails without ending anything fails by itself, and later calls are joined all the same', async () => {
  const { call, log, events } = doubling();
  expect(await all(call, [1, FAILS])).toEqual([answer(1), { status: 'rejected', reason: expect.objectContaining({ message: 'The network failed.' }) as unknown }]);
  expect(await all(call, [3, 4])).toEqual([answer(3), answer(4)]);
  expect(log).toEqual(['0 [1][667]', '0 [1]', '0 [667]', '0 [3][4]']);
  expect(events).toEqual([]);
});

test('out of memory, the batch is halved until it fits, for later calls too', async () => {
  const { pool, call, log, events } = doubling({ fits: 2 });
  expect(await all(call, numbers(0, 8))).toEqual(numbers(0, 8).map(answer));
  expect(log.map((line) => line.split('[').length - 1)).toEqual([8, 4, 2, 2, 2, 2]);
  expect(events.map(({ message }) => message)).toEqual([4, 2].map((limit) => `Out of memory in doubler: it now gets at most ${limit} at once.`));
  expect(pool.crashes()).toBe(0);
  log.length = 0;
  await all(call, [1, 2, 3]);
  expect(log).toEqual(['0 [1][2]', '0 [3]']);
});

test('a network that takes one row only, whatever its layout says, is found out and no longer asked for more', async () => {
  const onlyOne = doubling({ during: () => { if ((onlyOne.log.at(-1)?.split('[').length ?? 0) > 2) throw new AppError('MODEL_FAILED', 'Got: 2 Expected: 1'); } });
  expect(await all(onlyOne.call, [1, 2])).toEqual([answer(1), answer(2)]);
  expect(await all(onlyOne.call, [3, 4])).toEqual([answer(3), answer(4)]);
  expect(onlyOne.log).toEqual(['0 [1][2]', '0 [1]', '0 [2]', '0 [3]', '0 [4]']);
  expect(onlyOne.events).toHaveLength(1);
});

test('a learnt limit only falls, and is told once', () => {
  const told: string[] = [];
  const sizes = createBatchSizes(32, (message) => told.push(message));
  for (const limit of [8, 16, 8, 0]) sizes.reduce('doubler', limit, 'Out of memory');
  expect([sizes.learnt('doubler'), sizes.joined({ id: 'doubler', batch: 64 }), sizes.joined({ id: 'other' })]).toEqual([1, 1, 32]);
  expect(told).toEqual([8, 1].map((limit) => `Out of memory in doubler: it now gets at most ${limit} at once.`));
});

test('what is left of the memory bounds a batch, and above the limit nothing is joined', async () => {
  // A row of this model takes 100 MiB, as far as anybody knows.
  let used = 650;
  const { pool, call, log } = doubling({ memory: { limitBytes: 1000 * MIB, usedBytes: async () => used * MIB } });
  await pool.load(model());
  await all(call, numbers(0, 4));
  expect(log).toEqual(['0 [0][1][2]', '0 [3]']);
  used = 1100;
  await pool.releaseOthers('doubler');
  log.length = 0;
  await all(call, [1, 2]);
  expect(log).toEqual(['0 [1]', '0 [2]']);
});

test('who shares a call pays for its own rows and waits for the others', async () => {
  let now = 0;
  const { pool, call } = doubling({ now: () => now, during: () => { now += 400; } });
  await pool.load(model());
  const [one, three] = [{ waitedMs: 0, workedMs: 0 }, { waitedMs: 0, workedMs: 0 }];
  await Promise.all([workMeter.run(one, () => call(rows(1, 2))), workMeter.run(three, () => call(rows(1, 2, 3, 4, 5, 6)))]);
  expect(one).toEqual({ waitedMs: 300, workedMs: 100 });
  expect(three).toEqual({ waitedMs: 100, workedMs: 300 });
  expect(pool.busySeconds()).toBe(0.4);
});

test('closing lets a shared call end, and does not try again what failed in it', async () => {
  const good = doubling({ during: () => { void good.pool.close(); } });
  expect(await all(good.call, [1, 2])).toEqual([answer(1), answer(2)]);
  const bad = doubling({ during: () => { void bad.pool.close(); } });
  expect(await all(bad.call, [1, CRASHES])).toMatchObject([1, 2].map(() => ({ status: 'rejected', reason: { message: 'It crashed.' } })));
  expect(bad.log).toHaveLength(1);
});
