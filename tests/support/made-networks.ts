/**
 * Small networks for tests of the engine, and a process tree around one of them that a test can kill. Run as a
 * program (argument: a folder) this is a worker with two inference processes, one resting, one in an endless call.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tensorModel, type Tensor } from '@aima/sdk';
import { treeUsage } from '../../src/kernel/process-tree.ts';
import { type Engine, type ModelEntry, openEngine } from '../../src/models/index.ts';
import { createOnnxGraph } from '../../src/models/tfjs/onnx-graph.ts';
import { createMessage, encodeMessage, type Message } from '../../src/models/tfjs/protobuf.ts';

export const floats = (...data: number[]): Tensor => ({ type: 'float32', dims: [data.length], data: Float32Array.from(data) });
export const spins = (turns: number): { turns: Tensor } => ({ turns: { type: 'int64', dims: [], data: BigInt64Array.of(BigInt(turns)) } });

function adder(): Uint8Array {
  const graph = createOnnxGraph('test');
  const [a, b] = [graph.input('a', 'float32', ['n']), graph.input('b', 'float32', ['n'])];
  graph.output('sum', graph.node('Add', [a, b]));
  return graph.encode();
}

/** 100 MiB of weights. */
function heavy(): Uint8Array {
  const [rows, columns] = [5120, 5120];
  const graph = createOnnxGraph('test');
  const wide = graph.node('Expand', [graph.input('x', 'float32', [1]), graph.int64s([1, rows])]);
  const product = graph.node('MatMul', [wide, graph.floats(new Float32Array(rows * columns).fill(0.5), [rows, columns])]);
  graph.output('y', graph.node('ReduceMax', [product, graph.int64s([1])], { keepdims: { int: 0 } }));
  return graph.encode();
}

/** Gives every row back, through 16 MiB for each. */
function wide(): Uint8Array {
  const graph = createOnnxGraph('test');
  const column = graph.node('Unsqueeze', [graph.input('x', 'float32', ['n']), graph.int64s([1])]);
  const spread = graph.node('Expand', [column, graph.int64s([1, 2 ** 22])]);
  graph.output('y', graph.node('ReduceMax', [spread, graph.int64s([1])], { keepdims: { int: 0 } }));
  return graph.encode();
}

function echo(): Uint8Array {
  const graph = createOnnxGraph('test');
  graph.output('pixels_out', graph.input('pixels', 'uint8', ['h', 'w', 3]));
  graph.output('counts_out', graph.input('counts', 'int64', ['k']));
  graph.output('whole_out', graph.input('whole', 'int32', ['k']));
  return graph.encode();
}

const [FLOAT, INT64, BOOL] = [1, 7, 9];

const value = (name: string, type: number, dims: readonly number[]): Message => {
  const shape = createMessage();
  for (const dim of dims) shape.message(1, createMessage().varint(1, dim));
  return createMessage().string(1, name).message(2, createMessage().message(1, createMessage().varint(1, type).message(2, shape)));
};
const node = (op: string, inputs: readonly string[], outputs: readonly string[], attribute?: Message): Message => {
  const message = createMessage();
  for (const name of inputs) message.string(1, name);
  for (const name of outputs) message.string(2, name);
  message.string(4, op);
  return attribute === undefined ? message : message.message(5, attribute);
};
const float = (name: string, number: number): Message => createMessage().packed(1, [1]).varint(2, FLOAT).string(8, name).bytes(9, new Uint8Array(Float32Array.of(number).buffer));

/** Takes as many turns as it is told, each a few nodes, and can be told to take them for hours. */
function spinner(): Uint8Array {
  const body = createMessage()
    .message(1, node('Identity', ['going'], ['goes-on'])).message(1, node('Mul', ['x', 'shrink'], ['smaller'])).message(1, node('Add', ['smaller', 'one'], ['next']))
    .string(2, 'turn')
    .message(11, value('turn', INT64, [])).message(11, value('going', BOOL, [])).message(11, value('x', FLOAT, [1]))
    .message(12, value('goes-on', BOOL, [])).message(12, value('next', FLOAT, [1]));
  const loop = node('Loop', ['turns', '', 'start'], ['y'], createMessage().string(1, 'body').message(6, body).varint(20, 5));
  const graph = createMessage().message(1, loop).string(2, 'spinner')
    .message(5, float('start', 0)).message(5, float('shrink', 0.5)).message(5, float('one', 1))
    .message(11, value('turns', INT64, [])).message(12, value('y', FLOAT, [1]));
  return encodeMessage(createMessage().varint(1, 8).string(2, 'test').message(7, graph).message(8, createMessage().string(1, '').varint(2, 18)));
}

const NETWORKS: Readonly<Record<string, () => Uint8Array>> = { adder, heavy, 'heavy-too': heavy, wide, echo, spinner };
/** Models whose rows are independent of each other. */
const BATCHED = ['wide'];

const lazily = new Map<string, Uint8Array>();
async function entryOf(id: string, make: () => Uint8Array, folder: string): Promise<ModelEntry> {
  const bytes = lazily.get(id) ?? make();
  lazily.set(id, bytes);
  await writeFile(path.join(folder, `${id}.onnx`), bytes);
  const layout = BATCHED.includes(id) ? [{ name: 'x', type: 'float32' as const, dims: ['n'], meaning: 'numbers' }] : [];
  return {
    id, task: 'testing', tier: 'full', kind: 'tensor', runtime: 'onnxruntime', memoryMiB: id.startsWith('heavy') ? 100 : 1, licence: 'MIT', origin: 'made here',
    files: { model: { path: `${id}.onnx`, sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length } }, inputs: layout, outputs: layout,
  };
}

/** An engine on networks made in `folder`: those named, by default the small ones. */
export async function openMadeEngine(folder: string, { names = ['adder', 'spinner', 'echo', 'wide'], ...options }: Partial<Parameters<typeof openEngine>[0]> & { names?: readonly string[] } = {}): Promise<Engine> {
  const entries: ModelEntry[] = [];
  for (const name of names) entries.push(await entryOf(name, NETWORKS[name] ?? adder, folder));
  return openEngine({ modelsFolder: folder, threads: 1, entries, ...options });
}

/** Resolves once the process has computed for a moment since now. */
export async function computes(pid: number): Promise<void> {
  const before = (await treeUsage(pid)).cpuSeconds;
  while ((await treeUsage(pid)).cpuSeconds < before + 0.1) await sleep(20);
}

const [, program, folder] = process.argv;
if (program === import.meta.filename && folder !== undefined) {
  const engine = await openMadeEngine(folder, { processes: 2 });
  const { model } = await engine.get(tensorModel('spinner'));
  const answer = model.run(spins(2_000_000_000));
  await engine.get(tensorModel('adder'));
  await computes(engine.processes().find(({ models }) => models.includes('spinner'))?.pid ?? 0);
  process.send?.('computing');
  await answer;
}
