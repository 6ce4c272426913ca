/** Steps that bring a server for vision-language models, LLMs and large Whisper: vLLM in an environment of its own. */
import type { ServedModel, StackStep } from '@aima/contract';
import type { MachineGpu } from './machine-facts.ts';
import { MEMORY_FRACTION } from './gpu-memory.ts';

export const VLLM_VERSION = '0.11.0';
export const MODEL_SERVER_PORT = 18_000;

/** By what a GPU can do and hold (GPU-35): longest context, questions at once, kinds of number. */
const TUNING: readonly { gpu: RegExp; context: number; sequences: number; flags: readonly string[] }[] = [
  // Hopper: 8-bit floating point in hardware, with room for long contexts.
  { gpu: /\bH(?:100|200)\b/i, context: 32_768, sequences: 128, flags: ['--quantization', 'fp8', '--kv-cache-dtype', 'fp8'] },
  // Ampere has no 8-bit floating point; bfloat16 and much memory.
  { gpu: /\bA100\b/i, context: 32_768, sequences: 64, flags: ['--dtype', 'bfloat16'] },
  // Ada: 8-bit in hardware, which is what makes models fit into 24 GB.
  { gpu: /\b(?:RTX )?4090\b/i, context: 8_192, sequences: 16, flags: ['--quantization', 'fp8', '--kv-cache-dtype', 'fp8', '--enforce-eager'] },
];
const CAREFUL = { context: 4_096, sequences: 8, flags: ['--dtype', 'auto', '--enforce-eager'] };

/** It has what our own engine leaves of the 0.8 that models may use. Speech models take no context. */
export function launchFlags({ uses, gpuMemoryGb }: ServedModel, gpu: Pick<MachineGpu, 'name' | 'memoryGb' | 'count'>, ownGb: number): string[] {
  const { context, sequences, flags } = TUNING.find(({ gpu: pattern }) => pattern.test(gpu.name)) ?? CAREFUL;
  const fraction = Math.min(MEMORY_FRACTION, Math.max(MEMORY_FRACTION - ownGb / gpu.memoryGb, gpuMemoryGb / gpu.memoryGb));
  return [
    '--gpu-memory-utilization', fraction.toFixed(2), '--max-num-seqs', String(sequences), ...flags,
    ...(uses.every((use) => use === 'speech') ? [] : ['--max-model-len', String(context)]),
    ...(gpu.count > 1 ? ['--tensor-parallel-size', String(2 ** Math.floor(Math.log2(gpu.count)))] : []),
  ];
}

const PYTHON = '$AIMA_HOME/cache/vllm';

/** Its model is fetched by itself, at a full commit; the hub's own hashes are checked on the way in. */
function serveStep(model: ServedModel, gpu: MachineGpu, ownGb: number): StackStep {
  const alive = `curl -fsS -m 5 http://127.0.0.1:${MODEL_SERVER_PORT}/health >/dev/null`;
  const command = [`${PYTHON}/bin/vllm`, 'serve', model.repository, '--revision', model.revision, '--host', '127.0.0.1', '--port', String(MODEL_SERVER_PORT), '--served-model-name', model.repository, ...launchFlags(model, gpu, ownGb)].join(' ');
  return {
    id: 'serve', what: `vLLM serves ${model.repository} on ${gpu.name}`, check: alive,
    action: { kind: 'shell', command: `mkdir -p "$AIMA_HOME/cache/hub" && HF_HOME="$AIMA_HOME/cache/hub" VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 setsid sh -c '"$@"; true' - ${command} </dev/null >"$AIMA_MEMORY/serve.log" 2>&1 & echo $! >"$AIMA_MEMORY/serve.pid"` },
    // Fetching and loading take minutes; its end is noticed at once.
    verify: `until ${alive}; do kill -0 "$(cat "$AIMA_MEMORY/serve.pid")" || { tail -n 20 "$AIMA_MEMORY/serve.log" >&2; exit 1; }; sleep 2; done`,
    undo: `kill -9 -- -"$(cat "$AIMA_MEMORY/serve.pid")"`, limitSeconds: 1_800, sendBytes: 0, diskBytes: Math.ceil(model.sizeGb * 1e9),
  };
}

export function modelServerSteps(served: ServedModel, gpu: MachineGpu, ownGb: number, version: string): StackStep[] {
  const install: StackStep = {
    id: 'vllm', what: `vLLM ${version} in an environment of its own, with the PyTorch and CUDA libraries that it pins`,
    check: `[ "$(${PYTHON}/bin/python -c 'import vllm; print(vllm.__version__)' 2>/dev/null)" = ${version} ]`,
    action: { kind: 'shell', command: `command -v python3 >/dev/null && python3 -m venv --help >/dev/null || apt-get install -y --no-install-recommends python3 python3-venv python3-dev gcc\npython3 -m venv ${PYTHON} && ${PYTHON}/bin/pip install --no-input --disable-pip-version-check vllm==${version}` },
    verify: `${PYTHON}/bin/python -c 'import torch; assert torch.cuda.is_available()'`,
    undo: `rm -rf ${PYTHON}`, limitSeconds: 1_200, sendBytes: 0, diskBytes: 12e9,
  };
  return [install, serveStep(served, gpu, ownGb)];
}
