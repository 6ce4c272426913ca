/** Inference processes that are killed, stopped, starved and orphaned: real processes, real networks. */
import { execFileSync, fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tensorModel, type Tensor, type TensorModel } from '@aima/sdk';
import { processTree, treeUsage } from '../../src/kernel/process-tree.ts';
import { type Engine, type EngineEvent, openEngine, provesDevice } from '../../src/models/index.ts';
import { runBatched } from '../../src/models/inference-batch.ts';
import { computes, floats, openMadeEngine, spins } from '../support/made-networks.ts';
import { needsCommand } from '../support/media.ts';

let folder = '';
let engine: Engine | undefined;
const events: EngineEvent[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-inference-'));
  events.length = 0;
});
afterEach(async () => {
  await engine?.close();
  engine = undefined;
  await rm(folder, { recursive: true, force: true });
});

type Options = Parameters<typeof openMadeEngine>[1];
const open = async (options: Options = {}): Promise<Engine> => (engine = await openMadeEngine(folder, { processes: 1, onEvent: (event) => events.push(event), ...options }));
const model = async (id: string): Promise<TensorModel> => ((await (engine as Engine).get(tensorModel(id))).model);
const onlyPid = (): number => engine?.processes()[0]?.pid ?? 0;

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  while (!await what()) await sleep(20);
};
/** What this process made and no longer needs must not count as its use, to vanish at some later moment. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)(); // there since the flag
}
const ended = (pid: number): Promise<void> => until(() => !isThere(pid));

/** Enough turns for a call that can be met in the middle: about so many seconds of the process's own computing. */
async function longCall(spinner: TensorModel, pid: number, seconds: number): Promise<{ turns: Tensor }> {
  for (let turns = 1000; ; turns *= 4) {
    const before = (await treeUsage(pid)).cpuSeconds;
    await spinner.run(spins(turns));
    const took = (await treeUsage(pid)).cpuSeconds - before;
    if (took > 0.2) return spins(Math.ceil(turns * seconds / took));
  }
}

test('a killed inference process costs nothing but a second attempt, and other models go on', async () => {
  await open({ processes: 2 });
  const [spinner, adder] = await Promise.all([model('spinner'), model('adder')]);
  const pid = engine?.processes().find(({ models }) => models.includes('spinner'))?.pid ?? 0;
  const other = engine?.processes().find(({ models }) => models.includes('adder'))?.pid ?? 0;
  expect(other).not.toBe(pid);
  const long = await longCall(spinner, pid, 2);
  const expected = await spinner.run(long);
  const answer = spinner.run(long);
  await computes(pid);
  process.kill(pid, 'SIGKILL');
  expect(await adder.run({ a: floats(1), b: floats(2) })).toEqual({ sum: floats(3) });
  expect(await answer).toEqual(expected);
  expect(engine?.crashes()).toBe(1);
  expect(events).toEqual([{ code: 'INFERENCE_CRASHED', message: 'The inference process ended by SIGKILL. The model was spinner.' }]);
  expect(engine?.processes().map((each) => each.pid)).not.toContain(pid);
  expect(engine?.processes().map((each) => each.pid)).toContain(other);
});

test('a call that kills every process fails by name, and the next call is answered', async () => {
  await open();
  const [spinner, adder] = [await model('spinner'), await model('adder')];
  const failed = expect(spinner.run(spins(2_000_000_000))).rejects.toMatchObject({
    code: 'MODEL_FAILED', message: expect.stringMatching(/spinner failed twice\. First: .*SIGSEGV.* Then, in a fresh process: .*SIGABRT/s) as string,
  });
  for (const signal of ['SIGSEGV', 'SIGABRT']) {
    await until(() => onlyPid() !== 0 && (engine?.processes()[0]?.models.includes('spinner') ?? false));
    const pid = onlyPid();
    await computes(pid);
    process.kill(pid, signal);
    await ended(pid);
  }
  await failed;
  expect(await adder.run({ a: floats(1), b: floats(2) })).toEqual({ sum: floats(3) });
  expect(engine?.crashes()).toBe(2);
});

test('a process that stops answering is ended after the limit, and the call made again', async () => {
  await open({ callLimitMs: 3_000 });
  const adder = await model('adder');
  const pid = onlyPid();
  process.kill(pid, 'SIGSTOP');
  expect(await adder.run({ a: floats(1), b: floats(2) })).toEqual({ sum: floats(3) });
  await ended(pid);
  expect(events).toEqual([{ code: 'INFERENCE_HUNG', message: 'The inference process did not answer for 3 s and was ended. The model was adder.' }]);
});

test('a network that never ends fails after two limits, while the event loop goes on', async () => {
  await open({ callLimitMs: 1_500 });
  const spinner = await model('spinner');
  let ticks = 0;
  const timer = setInterval(() => { ticks++; }, 10);
  await expect(spinner.run(spins(2_000_000_000))).rejects.toMatchObject({ code: 'MODEL_FAILED', message: expect.stringContaining('did not answer for 1.5 s') as string });
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(50);
  expect(engine?.crashes()).toBe(2);
});

test('no inference process outlives its worker, not even one that computes', async () => {
  const worker = fork(fileURLToPath(new URL('../support/made-networks.ts', import.meta.url)), [folder], { stdio: 'ignore' });
  await new Promise((resolve) => worker.once('message', resolve));
  const children = (await processTree(worker.pid ?? 0)).filter((pid) => pid !== worker.pid);
  expect(children).toHaveLength(2);
  worker.kill('SIGKILL');
  await Promise.all(children.map(ended));
});

test('an engine that is closed leaves no process', async () => {
  await open({ processes: 2 });
  await Promise.all([model('adder'), model('spinner')]);
  const pids = engine?.processes().map(({ pid }) => pid) ?? [];
  expect(pids).toHaveLength(2);
  await engine?.close();
  expect(pids.filter(isThere)).toEqual([]);
});

test('past the limit the model that rested longest is released, memory comes back, and the model when it is needed', async () => {
  const names = ['heavy', 'heavy-too'];
  await open({ names });
  const answer = await (await model('heavy')).run({ x: floats(1) });
  const withHeavy = (await treeUsage(onlyPid())).memoryBytes;
  await engine?.close();

  // Room for the worker, one process and one heavy network of 100 MiB, but not for two.
  collectGarbage();
  const worker = (await treeUsage()).memoryBytes;
  await open({ names, memoryLimitBytes: worker + withHeavy + 50 * 1024 ** 2 });
  const first = await model('heavy');
  const second = await model('heavy-too');
  expect(events).toEqual([{ code: 'MODELS_RELEASED', message: expect.stringContaining('released heavy.') as string }]);
  expect(engine?.processes().flatMap(({ models }) => models)).toEqual(['heavy-too']);
  expect(await second.run({ x: floats(1) })).toEqual(answer);
  expect((await treeUsage(onlyPid())).memoryBytes).toBeLessThan(withHeavy + 50 * 1024 ** 2);
  expect(await first.run({ x: floats(1) })).toEqual(answer);
  expect(events).toHaveLength(2);
});

test('a batch that does not fit into memory is halved until it does, with the same answer', async (context) => {
  const prlimit = needsCommand(context, 'prlimit');
  await open();
  const wide = await model('wide');
  expect(await wide.run({ x: floats(5) })).toEqual({ y: floats(5) });
  const pid = onlyPid();
  // Each row takes 16 MiB while it is computed; the kernel now refuses what 16 of them would need.
  const dataBytes = Number(/^VmData:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  execFileSync(prlimit, ['--pid', String(pid), `--data=${dataBytes + 120 * 1024 ** 2}`]);
  const rows = floats(...Array.from({ length: 16 }, (_, i) => i - 3));
  expect(await wide.run({ x: rows })).toEqual({ y: rows });
  const told = events.filter(({ code }) => code === 'BATCH_REDUCED');
  expect(told[0]?.message).toBe('Out of memory in wide: it now gets at most 8 at once.');
  expect(engine?.crashes()).toBe(0);
  expect(await wide.run({ x: rows })).toEqual({ y: rows });
  expect(events.filter(({ code }) => code === 'BATCH_REDUCED')).toEqual(told);
});

test('tensors of every type and size come through as they are', async () => {
  await open();
  const echo = await model('echo');
  const pixels = Uint8Array.from({ length: 1280 * 720 * 3 }, (_, i) => i * 7);
  const answer = await echo.run({ pixels: { type: 'uint8', dims: [720, 1280, 3], data: pixels }, counts: { type: 'int64', dims: [2], data: BigInt64Array.of(-1n, 2n ** 62n) }, whole: { type: 'int32', dims: [0], data: new Int32Array() } });
  expect(answer['counts_out']).toEqual({ type: 'int64', dims: [2], data: BigInt64Array.of(-1n, 2n ** 62n) });
  expect(answer['whole_out']).toEqual({ type: 'int32', dims: [0], data: new Int32Array() });
  expect(Buffer.compare(answer['pixels_out']?.data as Uint8Array, pixels)).toBe(0);
});

test('real networks answer a split batch as a whole one, and a whole one as single pictures', async () => {
  engine = openEngine({ modelsFolder: folder, threads: 2 });
  for (const [id, side] of [['face-emotion', 64], ['handlandmark-full', 224], ['face-descriptor', 150]] as const) {
    const pixels = Uint8Array.from({ length: 5 * side * side * 3 }, (_, i) => (i * 131 + (i >> 7) * 17) % 256);
    const rows = (from: number, to: number): { input: Tensor } => ({ input: { type: 'uint8', dims: [to - from, side, side, 3], data: pixels.subarray(from * side * side * 3, to * side * side * 3) } });
    const { model } = await engine.get(tensorModel(id));
    const whole = await model.run(rows(0, 5));
    const split = await runBatched(5, rows(0, 5), { limit: () => 2, reduce: async () => undefined, call: (inputs) => model.run(inputs) });
    expect(Object.keys(split)).toEqual(Object.keys(whole));
    for (const [name, { dims, data }] of Object.entries(whole)) {
      expect(split[name]?.dims).toEqual(dims);
      const range = Math.max(...[...data].map((value) => Math.abs(Number(value)))) || 1;
      const singles = (await Promise.all([0, 1, 2, 3, 4].map(async (i) => [...((await model.run(rows(i, i + 1)))[name]?.data ?? [])]))).flat();
      // Matrix products of other sizes may round differently in the last digits.
      const furthest = (other: readonly (number | bigint)[]): number => Math.max(...[...data].map((value, i) => Math.abs(Number(value) - Number(other[i])))) / range;
      expect(furthest([...split[name]?.data ?? []])).toBeLessThan(1e-4);
      expect(furthest(singles)).toBeLessThan(1e-4);
    }
  }
});

test('the self-test says which device computed, and what a missing one lacks', async () => {
  const proof = await provesDevice({ device: 'cpu', threads: 1 });
  expect(proof).toMatchObject({ asked: 'cpu', computed: 'cpu' });
  expect(Object.keys(proof.nodesByProvider)).toEqual(['CPUExecutionProvider']);
  expect(proof.gigaflops).toBeGreaterThan(0.1);
  const gpu = await provesDevice({ device: 'cuda', threads: 1 }).catch((error: unknown) => error);
  // A machine with a GPU computes there; one without says what is missing.
  if (gpu instanceof Error) expect(gpu).toMatchObject({ code: 'DEVICE_UNAVAILABLE', message: expect.stringMatching(/missing/) as string });
  else expect(gpu).toMatchObject({ asked: 'cuda', computed: 'cuda' });
});

test('a network that is no network does not cost the process', async () => {
  await open();
  await writeFile(path.join(folder, 'adder.onnx'), 'no network');
  await expect(model('adder')).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  expect(engine?.crashes()).toBe(0);
});
