import { expect, test } from 'vitest';
import { StackPlan, type ServedModel, type StackEdits, type WeightFile } from '@aima/contract';
import { gpuMemoryGb } from './gpu-memory.ts';
import { readFacts, type MachineFacts } from './machine-facts.ts';
import { launchFlags } from './model-server-steps.ts';
import { planStack, type StackNeeds } from './stack-plan.ts';

const PARTS = {
  runtime: { id: 'r1', version: '24.1.0', sizeBytes: 45e6, unpackedBytes: 120e6 },
  worker: { id: 'b1', sizeBytes: 40e6, unpackedBytes: 115e6 },
};
const RTX: MachineFacts['gpu'] = { name: 'NVIDIA GeForce RTX 4090', memoryGb: 25.7, driver: '570.86.15', cuda: 12.8, count: 1 };
const bare: MachineFacts = { arch: 'x86_64', os: 'Debian', cores: 8, memoryBytes: 64e9, diskBytes: 100e9, sharedMemoryBytes: 8e9, root: true, programs: [] };
const withGpu = (gpu: Partial<NonNullable<MachineFacts['gpu']>> = {}): MachineFacts => ({ ...bare, gpu: { ...RTX, ...gpu } });
const weight = (model: string, url?: string): WeightFile => ({ model, place: 'models', path: `${model}.onnx`, sha256: 'a'.repeat(64), sizeBytes: 1e6, ...(url === undefined ? {} : { url }) });
const needs = (more: Partial<StackNeeds> = {}): StackNeeds => ({ weights: [], gpu: false, gpuMemoryGb: 0, ownMemoryGb: 0, mediaBytes: 0, ...more });
const vision: ServedModel = { uses: ['vision', 'text'], repository: 'Org/Model', revision: 'b'.repeat(40), gpuMemoryGb: 17, sizeGb: 16 };
const ids = (given: StackNeeds, facts = bare, edits: StackEdits = {}): string[] => planStack(given, facts, PARTS, edits).steps.map(({ id }) => id);

test('only what a job needs is in its plan, and the worker comes last', () => {
  expect(ids(needs())).toEqual(['tools', 'ffmpeg', 'runtime', 'bundle', 'worker']);
  expect(ids(needs({ weights: [weight('a')] }))).toEqual(['tools', 'ffmpeg', 'runtime', 'bundle', 'weights', 'worker']);
  expect(ids(needs(), withGpu())).not.toContain('cuda');
  expect(ids(needs({ gpu: true, weights: [weight('a')], gpuMemoryGb: 4 }), withGpu())).toEqual(['tools', 'ffmpeg', 'runtime', 'bundle', 'driver', 'cuda', 'weights', 'worker']);
  expect(ids(needs({ gpu: true, gpuMemoryGb: 24, served: vision }), withGpu())).toEqual(['tools', 'ffmpeg', 'runtime', 'bundle', 'driver', 'cuda', 'vllm', 'serve', 'worker']);
  const plan = planStack(needs({ gpu: true, gpuMemoryGb: 24, served: vision }), withGpu(), PARTS);
  expect(StackPlan.parse(plan)).toEqual(plan);
  expect(plan.health.map(({ id }) => id)).toEqual(['driver', 'serve']);
  for (const { id, action, check, verify } of plan.steps) expect([id, action !== undefined && (check ?? verify ?? action.kind) !== undefined]).toEqual([id, true]);
});

test.each([
  [{ arch: 'aarch64' }, {}, /x86_64/],
  [{ sharedMemoryBytes: 32 * 2 ** 20 }, {}, /32 MiB are free in \/dev\/shm/],
  [{}, { gpu: true }, /No NVIDIA driver/],
  [withGpu({ cuda: 11.8, driver: '520.61.05' }), { gpu: true }, /520.61.05 knows CUDA up to 11.8; .* need CUDA 12/],
  [withGpu({ cuda: 10.2, driver: '440.33' }), { gpu: true }, /too old \(CUDA 10.2\)/],
  [withGpu(), { gpu: true, gpuMemoryGb: 40 }, /25.7 GB; the models of this job need 40 GB/],
  [{ diskBytes: 3e9 }, { mediaBytes: 5e9 }, /3 GB of disk are free; this job needs 8 GB/],
])('a machine that does not fit is refused with its reason, and another may be tried: %#', (facts, more, reason) => {
  let failure: unknown;
  try { planStack(needs(more), { ...bare, ...facts }, PARTS); } catch (error) { failure = error; }
  expect(failure).toMatchObject({ code: 'PROVISIONING_FAILED', details: { replace: true } });
  expect(String(failure)).toMatch(reason);
});

test('weights come from our own store; a machine fetches itself only what has an address, and only where that was chosen', () => {
  const weights = [weight('open', 'https://hub.example/open.onnx'), weight('own')];
  const split = (edits: StackEdits) => Object.fromEntries(planStack(needs({ weights }), bare, PARTS, edits).steps.flatMap(({ id, action }) => (action?.kind === 'weights' ? [[id, [action.how, ...action.files.map(({ model }) => model)]]] : [])));
  expect(split({})).toEqual({ weights: ['push', 'open', 'own'] });
  expect(split({ weights: 'pull' })).toEqual({ weights: ['push', 'own'], 'weights-pulled': ['pull', 'open'] });
});

test('an administrator adds, changes and skips steps, but takes away nothing that ends or carries the machine', () => {
  const step = (more: object) => ({ id: 'mine', what: 'mine', command: 'true', ...more });
  expect(ids(needs(), bare, { steps: [step({ after: 'ffmpeg' })] })).toEqual(['tools', 'ffmpeg', 'mine', 'runtime', 'bundle', 'worker']);
  expect(ids(needs(), bare, { steps: [step({})] }).at(-2)).toBe('mine');
  expect(ids(needs(), bare, { skip: ['ffmpeg', 'worker', 'runtime', 'tools'] })).toEqual(['tools', 'runtime', 'bundle', 'worker']);
  const changed = planStack(needs(), bare, PARTS, { steps: [step({ id: 'ffmpeg', command: 'apt-get install my-ffmpeg' })] });
  expect(changed.steps.find(({ id }) => id === 'ffmpeg')).toMatchObject({ action: { command: 'apt-get install my-ffmpeg' }, check: expect.stringContaining('ffmpeg -version') as string });
  expect(() => ids(needs(), bare, { steps: [step({ after: 'worker' })] })).toThrow('no step may come behind it');
  expect(() => ids(needs(), bare, { steps: [step({ after: 'nowhere' })] })).toThrow('no step nowhere');
  expect(() => ids(needs(), bare, { steps: [step({ id: 'bundle' })] })).toThrow('done by AIMA itself');
  expect(() => planStack(needs(), bare, PARTS, { vllmVersion: '0.1; reboot' })).toThrow();
  expect(() => planStack(needs(), bare, PARTS, { served: { ...vision, repository: 'a/b; reboot' } })).toThrow();
});

test('vLLM is tuned to the GPU, keeps to 0.8 of its memory, and leaves our own engine its share', () => {
  const flags = (gpu: string, memoryGb: number, ownGb = 0, count = 1): string => launchFlags(vision, { name: gpu, memoryGb, count }, ownGb).join(' ');
  expect(flags('NVIDIA GeForce RTX 4090', 25.7)).toBe('--gpu-memory-utilization 0.80 --max-num-seqs 16 --quantization fp8 --kv-cache-dtype fp8 --enforce-eager --max-model-len 8192');
  expect(flags('NVIDIA A100-SXM4-80GB', 85)).toContain('--dtype bfloat16');
  expect(flags('NVIDIA A100-SXM4-80GB', 85)).not.toContain('fp8');
  expect(flags('NVIDIA H100 80GB HBM3', 85, 0, 4)).toMatch(/128 --quantization fp8 .*--max-model-len 32768 --tensor-parallel-size 4/);
  expect(flags('NVIDIA H100 80GB HBM3', 85, 8.5)).toContain('utilization 0.70');
  // Never less than the model says it needs.
  expect(flags('NVIDIA GeForce RTX 4090', 25, 12)).toContain('utilization 0.68');
  expect(flags('NVIDIA L4', 24)).toContain('--max-model-len 4096');
  expect(launchFlags({ ...vision, uses: ['speech'] }, { name: 'NVIDIA L4', memoryGb: 24, count: 1 }, 0)).not.toContain('--max-model-len');
});

test('memory that offers are filtered by: CLIP 6 GB, Whisper 8 GB, others what they say, at most 0.8 of the GPU', () => {
  const plain = { task: 'object detection', memoryMiB: 1_000 };
  expect(gpuMemoryGb([])).toBe(0);
  expect(gpuMemoryGb([plain])).toBe(Math.ceil((1.048_576 + 0.6) / 0.8));
  expect(gpuMemoryGb([{ task: 'images into vectors', role: 'image-embedder', memoryMiB: 600 }])).toBe(Math.ceil((6 + 0.6) / 0.8));
  expect(gpuMemoryGb([], { ...vision, uses: ['speech'], gpuMemoryGb: 3 })).toBe(Math.ceil((8 + 1.2) / 0.8));
  expect(gpuMemoryGb([plain], vision)).toBe(Math.ceil((1.048_576 + 17 + 1.2) / 0.8));
});

test('what a machine says of itself is read, whatever is missing', () => {
  const facts = readFacts('noise\narch=x86_64\nos=Debian GNU/Linux 12 (bookworm)\ncores=16\nuid=0\nmemoryKib=1000\ndiskKib=2000\nshmKib=3000\nprogram=curl\nprogram=tar\ngpu=NVIDIA GeForce RTX 4090, 24564, 570.86.15\ngpu=NVIDIA GeForce RTX 4090, 24564, 570.86.15\ncuda=12.8\n');
  expect(facts).toMatchObject({ arch: 'x86_64', root: true, cores: 16, diskBytes: 2_048_000, programs: ['curl', 'tar'], gpu: { driver: '570.86.15', cuda: 12.8, count: 2 } });
  expect(facts.gpu?.memoryGb).toBeCloseTo(25.76, 1);
  expect(readFacts('arch=x86_64\ngpu=No devices were found\n').gpu).toBeUndefined();
  expect(() => readFacts('sh: not found')).toThrow('does not say what it is');
});
