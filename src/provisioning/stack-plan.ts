/** From what a job needs and what a machine is to ordered steps with pinned versions. Pure: nothing is asked, nothing is done. */
import { StackEdits, type ServedModel, type StackPlan, type StackStep, type WeightFile } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
import type { Archive } from './bundle/archive.ts';
import type { MachineFacts } from './machine-facts.ts';
import { modelServerSteps, VLLM_VERSION } from './model-server-steps.ts';

export interface StackNeeds {
  /** Files of all models that are loaded by our own engine. */
  weights: readonly WeightFile[];
  /** Needed of the model server, where the installation has one set and the job asks for it. */
  served?: ServedModel;
  /** The job is to compute on a GPU; else one that is there is left alone. */
  gpu: boolean;
  /** Of one GPU, in GB. */
  gpuMemoryGb: number;
  /** What of it our own engine takes. */
  ownMemoryGb: number;
  /** Ciphertext of the media that are to lie there. */
  mediaBytes: number;
}

export interface StackParts {
  runtime: Pick<Archive, 'id' | 'sizeBytes' | 'unpackedBytes'> & { version: string };
  worker: Pick<Archive, 'id' | 'sizeBytes' | 'unpackedBytes'>;
}

/** CUDA 12 as ONNX Runtime and vLLM are built for it; all of its minor versions run on any driver that knows 12.0. */
const CUDA = 12;
/** The version before, that many machines still have. */
const CUDA_BEFORE = 11;
/** Results, pictures and logs of a task live in memory. */
const LEAST_SHARED_MEMORY = 64 * 2 ** 20;
const SPARE_DISK = 2e9;
const CUDA_PROVIDER_BYTES = 450e6;
/** Without them there is no worker, or nobody ends the machine. */
const NEVER_SKIPPED = new Set(['tools', 'runtime', 'bundle', 'worker']);

/** `details.replace`: another machine may do; nothing can be changed on this one. */
const unfit = (reason: string): AppError => new AppError('PROVISIONING_FAILED', reason, { replace: true });

function checkMachine(needs: StackNeeds, { arch, gpu, sharedMemoryBytes }: MachineFacts): string[] {
  if (arch !== 'x86_64') throw unfit(`The machine is ${arch}; our programs are for x86_64.`);
  if (sharedMemoryBytes < LEAST_SHARED_MEMORY) throw unfit(`Only ${Math.round(sharedMemoryBytes / 2 ** 20)} MiB are free in /dev/shm; findings are kept in memory, which takes ${LEAST_SHARED_MEMORY / 2 ** 20}.`);
  if (!needs.gpu) return [gpu ? `${gpu.name} is there; this job computes on the CPU.` : 'No GPU is needed.'];
  if (!gpu) throw unfit('No NVIDIA driver answers on the machine (nvidia-smi).');
  if (gpu.cuda < CUDA) {
    const known = gpu.cuda >= CUDA_BEFORE ? `Its driver ${gpu.driver} knows CUDA up to ${gpu.cuda}` : `Its driver ${gpu.driver} is too old (CUDA ${gpu.cuda})`;
    throw unfit(`${known}; ONNX Runtime and vLLM need CUDA 12.`);
  }
  if (gpu.memoryGb < needs.gpuMemoryGb) throw unfit(`${gpu.name} has ${gpu.memoryGb.toFixed(1)} GB; the models of this job need ${needs.gpuMemoryGb} GB.`);
  return [`${gpu.count} × ${gpu.name} with ${gpu.memoryGb.toFixed(1)} GB, driver ${gpu.driver}, CUDA ${gpu.cuda}.`];
}

const shellStep = (id: string, what: string, check: string, command: string, limitSeconds: number, more: Partial<StackStep> = {}): StackStep =>
  ({ id, what, check, action: { kind: 'shell', command }, verify: check, limitSeconds, sendBytes: 0, diskBytes: 0, ...more });

const unpackStep = (id: string, what: string, archive: 'runtime' | 'worker', part: StackParts['worker'], verify: string): StackStep => {
  const folder = `$AIMA_HOME/cache/${archive}/${part.id}`;
  return { id, what, check: `[ -e "${folder}/.complete" ]`, action: { kind: 'unpack', archive, folder }, verify, undo: `rm -rf "${folder}"`, limitSeconds: 600, sendBytes: part.sizeBytes, diskBytes: part.sizeBytes + part.unpackedBytes };
};

const APT = 'export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && apt-get -qq install -y --no-install-recommends';
const PROVIDER = '$AIMA_WORKER/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so';

function gpuSteps(needs: StackNeeds, facts: MachineFacts, edits: StackEdits): StackStep[] {
  if (!needs.gpu || !facts.gpu) return [];
  return [
    shellStep('driver', `Driver and CUDA ${CUDA} answer`, 'nvidia-smi -L | grep -q GPU', 'nvidia-smi', 60),
    shellStep('cuda', "ONNX Runtime's CUDA provider of the very version that the worker brings", `[ -s "${PROVIDER}" ]`,
      'cd "$AIMA_WORKER" && PATH="$AIMA_RUNTIME/bin:$PATH" node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12', 900,
      { verify: `[ -s "${PROVIDER}" ] && ! ldd "${PROVIDER}" | grep 'not found'`, diskBytes: CUDA_PROVIDER_BYTES }),
    ...(needs.served ? modelServerSteps(needs.served, facts.gpu, needs.ownMemoryGb, edits.vllmVersion ?? VLLM_VERSION) : []),
  ];
}

function weightSteps(files: readonly WeightFile[], how: StackEdits['weights'] = 'auto'): StackStep[] {
  // A machine pulls where it can and was told to; by default everything comes from our own store, whose bytes were checked.
  const pulled = how === 'pull' ? files.filter(({ url }) => url !== undefined) : [];
  const pushed = files.filter((file) => !pulled.includes(file));
  const step = (id: string, what: string, action: 'push' | 'pull', of: readonly WeightFile[]): StackStep[] => {
    const sum = of.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
    return of.length === 0 ? [] : [{ id, what, action: { kind: 'weights', how: action, files: [...of] }, limitSeconds: 3_600, sendBytes: action === 'push' ? sum : 0, diskBytes: sum }];
  };
  const models = (of: readonly WeightFile[]): string => [...new Set(of.map(({ model }) => model))].join(', ');
  return [
    ...step('weights', `Weights from our own store: ${models(pushed)}`, 'push', pushed),
    ...step('weights-pulled', `Weights that the machine fetches: ${models(pulled)}`, 'pull', pulled),
  ];
}

function edited(steps: readonly StackStep[], edits: StackEdits): StackStep[] {
  const kept = steps.filter(({ id }) => edits.skip?.includes(id) !== true || NEVER_SKIPPED.has(id));
  for (const { after, command, ...own } of edits.steps ?? []) {
    const at = kept.findIndex(({ id }) => id === own.id);
    const old = kept[at];
    if (old && old.action !== undefined && old.action.kind !== 'shell') throw new AppError('INVALID_MESSAGE', `The step ${own.id} is done by AIMA itself and has no shell text that could be changed.`);
    const step: StackStep = {
      sendBytes: 0, diskBytes: 0, limitSeconds: 600, ...old, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)), id: own.id, what: own.what,
      ...(command === undefined ? {} : { action: { kind: 'shell', command } }),
    };
    const behind = after === undefined ? kept.findIndex(({ id }) => id === 'worker') - 1 : kept.findIndex(({ id }) => id === after);
    if (old) kept[at] = step;
    else if (behind < -1 || (after !== undefined && behind < 0)) throw new AppError('INVALID_MESSAGE', `There is no step ${after ?? 'worker'} behind which ${own.id} could come.`);
    else kept.splice(behind + 1, 0, step);
  }
  if (kept.at(-1)?.id !== 'worker') throw new AppError('INVALID_MESSAGE', 'The worker is started last; no step may come behind it.');
  return kept;
}

/** @throws AppError PROVISIONING_FAILED with `details.replace` where the machine does not fit, INVALID_MESSAGE for edits that make no plan */
export function planStack(needs: StackNeeds, facts: MachineFacts, parts: StackParts, given: StackEdits = {}): StackPlan {
  const edits = StackEdits.parse(given);
  const notes = [`${facts.os}, ${facts.cores} cores, ${Math.round(facts.memoryBytes / 2 ** 30)} GiB of memory, ${Math.round(facts.diskBytes / 1e9)} GB of disk free.`, ...checkMachine(needs, facts)];
  const steps = edited([
    shellStep('tools', 'What the other steps and the lease use', 'for p in curl tar gzip sha256sum setsid; do command -v $p >/dev/null || exit 1; done', `${APT} curl ca-certificates tar gzip coreutils util-linux`, 300),
    shellStep('ffmpeg', 'ffmpeg and ffprobe', 'ffmpeg -version >/dev/null && ffprobe -version >/dev/null', `${APT} ffmpeg`, 600, { diskBytes: 500e6 }),
    unpackStep('runtime', `Node ${parts.runtime.version}, the one that this server runs on`, 'runtime', parts.runtime, `[ "$("$AIMA_RUNTIME/bin/node" -p process.versions.node)" = ${parts.runtime.version} ]`),
    unpackStep('bundle', 'The worker with what it imports', 'worker', parts.worker, '[ -e "$AIMA_WORKER/src/bin/worker.ts" ]'),
    ...gpuSteps(needs, facts, edits),
    ...weightSteps(needs.weights, edits.weights),
    { id: 'worker', what: 'The worker answers', action: { kind: 'worker' }, limitSeconds: 180, sendBytes: 0, diskBytes: 0 },
  ], edits);
  const disk = steps.reduce((sum, { diskBytes }) => sum + diskBytes, 0) + needs.mediaBytes;
  const here = facts.programs.includes('ffmpeg') ? steps.find(({ id }) => id === 'ffmpeg')?.diskBytes ?? 0 : 0;
  if (disk - here + SPARE_DISK > facts.diskBytes) throw unfit(`${Math.round(facts.diskBytes / 1e9)} GB of disk are free; this job needs ${Math.ceil((disk - here + SPARE_DISK) / 1e9)} GB.`);
  const serving = steps.find(({ id }) => id === 'serve')?.check;
  return {
    version: 1, notes, steps, gpuMemoryGb: needs.gpuMemoryGb,
    health: [...(needs.gpu ? [{ id: 'driver', command: 'nvidia-smi -L | grep -q GPU' }] : []), ...(serving === undefined ? [] : [{ id: 'serve', command: serving }])],
  };
}
