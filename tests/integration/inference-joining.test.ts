/** Calls that run as one, in real processes: real networks answer as they do alone, memory runs out, a process dies. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tensorModel, type Tensor } from '@aima/sdk';
import { type Engine, type EngineEvent, findModel } from '../../src/models/index.ts';
import { createBatchSizes } from '../../src/models/inference-batch-size.ts';
import { startInferenceHost } from '../../src/models/inference-host.ts';
import { createInferencePool, type InferencePool } from '../../src/models/inference-pool.ts';
import type { InferenceRequest, Tensors } from '../../src/models/inference-protocol.ts';
import { floats, openMadeEngine } from '../support/made-networks.ts';
import { needsCommand } from '../support/media.ts';

let folder = '';
let open: (Pick<Engine, 'close'> | InferencePool)[] = [];
beforeEach(async () => { folder = await mkdtemp(path.join(tmpdir(), 'aima-joining-')); });
afterEach(async () => {
  for (const each of open) await each.close();
  open = [];
  await rm(folder, { recursive: true, force: true });
});

/** One process; `given` notes how many rows each of its calls had, `hold` runs before a call goes to it. */
function watchedPool(batch: number, hold: (pid: number) => void = () => undefined) {
  const given: number[] = [];
  const pool = createInferencePool({
    size: 1, batchSizes: createBatchSizes(batch),
    startHost() {
      const host = startInferenceHost({ callLimitMs: 60_000, loadLimitMs: 120_000 });
      return {
        ...host,
        ask(request: InferenceRequest) {
          if (request.do === 'call') {
            given.push((request.request as Tensors)['input']?.dims[0] ?? 0); // only networks with this input are called here
            hold(host.pid ?? 0);
          }
          return host.ask(request);
        },
      };
    },
  });
  open.push(pool);
  const call = (id: string, input: Tensor): Promise<Tensors> =>
    pool.call({ id, kind: 'tensor', load: { entry: findModel(id), modelsFolder: folder, device: 'cpu', threads: 2 } }, { input });
  return { pool, given, call };
}

const picture = (side: number, seed: number): Tensor => ({ type: 'uint8', dims: [1, side, side, 3], data: Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 131 + (i >> 7) * 17 + seed * 71) % 256) });

test('converted networks answer calls that were joined, eight at once, as they answer each alone', async () => {
  const joined = watchedPool(8);
  const single = watchedPool(1);
  for (const [id, side] of [['face-emotion', 64], ['handlandmark-full', 224], ['face-descriptor', 150]] as const) {
    const pictures = Array.from({ length: 9 }, (_, i) => picture(side, i));
    const together = await Promise.all(pictures.map((input) => joined.call(id, input)));
    const alone = await Promise.all(pictures.map((input) => single.call(id, input)));
    for (const [i, answer] of alone.entries()) {
      expect(Object.keys(together[i] ?? {})).toEqual(Object.keys(answer));
      for (const [name, { dims, data }] of Object.entries(answer)) {
        const other = together[i]?.[name];
        expect(other?.dims).toEqual(dims);
        const range = Math.max(...[...data].map((value) => Math.abs(Number(value)))) || 1;
        expect(Math.max(...[...data].map((value, at) => Math.abs(Number(value) - Number(other?.data[at]))))).toBeLessThan(1e-4 * range);
      }
    }
  }
  expect(joined.given).toEqual([8, 1, 8, 1, 8, 1]);
  expect(single.given).toEqual(Array.from({ length: 27 }, () => 1));
});

test('a process that dies in a joined call costs no answer: each is asked again by itself in a fresh one', async () => {
  let kills = 1;
  const { pool, given, call } = watchedPool(8, (pid) => { if (kills-- > 0) process.kill(pid, 'SIGKILL'); });
  const answers = await Promise.all([0, 1, 2].map((i) => call('face-emotion', picture(64, i))));
  expect(given).toEqual([3, 1, 1, 1]);
  expect(pool.crashes()).toBe(1);
  expect(answers.map((answer) => answer['probabilities']?.dims)).toEqual([[1, 7], [1, 7], [1, 7]]);
});

test('joined calls that do not fit into memory are halved until they do, and all are answered', async (context) => {
  const prlimit = needsCommand(context, 'prlimit');
  const events: EngineEvent[] = [];
  const engine = await openMadeEngine(folder, { processes: 1, batch: 16, onEvent: (event) => events.push(event) });
  open.push(engine);
  const { model } = await engine.get(tensorModel('wide'));
  expect(await model.run({ x: floats(5) })).toEqual({ y: floats(5) });
  const pid = engine.processes()[0]?.pid ?? 0;
  // Each row takes 16 MiB while it is computed; the kernel now refuses what 16 of them would need.
  const dataBytes = Number(/^VmData:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  execFileSync(prlimit, ['--pid', String(pid), `--data=${dataBytes + 120 * 1024 ** 2}`]);
  const numbers = Array.from({ length: 16 }, (_, i) => i - 3);
  expect(await Promise.all(numbers.map((value) => model.run({ x: floats(value) })))).toEqual(numbers.map((value) => ({ y: floats(value) })));
  expect(events[0]).toEqual({ code: 'BATCH_REDUCED', message: 'Out of memory in wide: it now gets at most 8 at once.' });
  expect(engine.crashes()).toBe(0);
});
