/**
 * Proves which device computes: a small network runs under ONNX Runtime's profiler, which names the execution
 * provider of every node that ran. What a session was asked for proves nothing.
 */
import './no-telemetry.ts';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import type { DeviceProof, SessionSettings } from './inference-protocol.ts';
import { openSession } from './onnx-session.ts';
import { createOnnxGraph, type Value } from './tfjs/onnx-graph.ts';

const SIDE = 512;
const PRODUCTS = 4;
const RUNS = 5;

/** Element types by their number in the format. */
const ONNX_FLOAT = 1;
const ONNX_HALF = 10;

/** A chain of square matrix products, in 32 bits or in 16 with 32 at both ends. */
function products(half: boolean): Uint8Array {
  const graph = createOnnxGraph('aima-device-proof');
  const cast = (value: Value): Value => (half ? graph.node('Cast', [value], { to: { int: ONNX_HALF } }) : value);
  let value = cast(graph.input('x', 'float32', [SIDE, SIDE]));
  for (let i = 0; i < PRODUCTS; i++) value = graph.node('MatMul', [value, cast(graph.floats(new Float32Array(SIDE * SIDE).fill(1 / SIDE), [SIDE, SIDE]))]);
  graph.output('y', half ? graph.node('Cast', [value], { to: { int: ONNX_FLOAT } }) : value);
  return graph.encode();
}

const ProfileEvents = z.array(z.object({ name: z.string(), args: z.object({ provider: z.string().optional(), op_name: z.string().optional() }).optional() }));

async function readProfile(folder: string): Promise<{ op: string; provider: string }[]> {
  const [file] = await readdir(folder);
  if (file === undefined) return [];
  const events = ProfileEvents.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')));
  return events.flatMap(({ args }) => (args?.provider === undefined ? [] : [{ op: args.op_name ?? '', provider: args.provider }]));
}

async function run(settings: SessionSettings, half: boolean, folder?: string): Promise<number> {
  const session = await openSession('device-proof', products(half), settings, folder === undefined ? undefined : path.join(folder, 'profile'));
  const x = new Tensor('float32', new Float32Array(SIDE * SIDE).fill(1), [SIDE, SIDE]);
  let bestMs = Infinity;
  for (let i = 0; i < RUNS; i++) {
    const from = performance.now();
    const { y } = await session.run({ x });
    bestMs = Math.min(bestMs, performance.now() - from);
    // Each product of ones by 1/SIDE is ones again.
    if (Math.abs(Number(y?.data[0]) - 1) > 1e-2) throw new AppError('MODEL_FAILED', `The device ${settings.device} computes wrong numbers: ${String(y?.data[0])} instead of 1.`, { device: settings.device });
  }
  if (folder !== undefined) session.endProfiling();
  await session.release();
  return PRODUCTS * 2 * SIDE ** 3 / (bestMs * 1e6);
}

/** Runs in an inference process. @throws AppError DEVICE_UNAVAILABLE, MODEL_FAILED */
export async function proveDevice(settings: SessionSettings): Promise<DeviceProof> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aima-device-'));
  try {
    const gigaflops = await run(settings, false, folder);
    const nodes = await readProfile(folder);
    const heavy = nodes.filter(({ op }) => /matmul|gemm/i.test(op));
    if (heavy.length === 0) throw new AppError('MODEL_FAILED', 'ONNX Runtime recorded no node that ran, so nothing is proven about the device.', { device: settings.device });
    const nodesByProvider: Record<string, number> = {};
    for (const { provider } of nodes) nodesByProvider[provider] = (nodesByProvider[provider] ?? 0) + 1;
    return {
      asked: settings.device,
      computed: heavy.every(({ provider }) => provider === 'CUDAExecutionProvider') ? 'cuda' : 'cpu',
      nodesByProvider,
      gigaflops,
      // Not every device computes in 16 bits; which one computes is proven all the same.
      ...await run(settings, true).then((halfGigaflops) => ({ halfGigaflops }), () => ({})),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
