/** Which device the models run on: a GPU only if it proves that it computes, with 16-bit weights only if that is faster there. */
import { toAppError } from '../kernel/app-error.ts';
import { provesDevice } from './device-self-test.ts';
import { gpuFacts, type GpuFacts } from './gpu-facts.ts';
import type { Device, DeviceProof, Precision, SessionSettings } from './inference-protocol.ts';
import { missingForCuda } from './onnx-session.ts';

export type DeviceWish = Device | 'auto';

export interface DeviceChoice {
  device: Device;
  precision: Precision;
  why: string;
  gpu?: GpuFacts;
}

/** Below this, 16 bits only save memory, and their numbers are coarser. */
const HALF_WORTH = 1.2;

interface Senses {
  prove(settings: SessionSettings): Promise<DeviceProof>;
  look(): Promise<GpuFacts | undefined>;
  /** What CUDA needs and this machine lacks, as far as files can tell. */
  lacking(): string[];
}

const senses: Senses = { prove: provesDevice, look: gpuFacts, lacking: missingForCuda };

const precisionOf = ({ gigaflops, halfGigaflops }: Pick<DeviceProof, 'gigaflops' | 'halfGigaflops'>): Precision =>
  (halfGigaflops !== undefined && halfGigaflops >= HALF_WORTH * gigaflops ? 'float16' : 'float32');

/**
 * `auto` never fails: what speaks against the GPU becomes the reason for the CPU.
 * @throws AppError DEVICE_UNAVAILABLE, MODEL_FAILED where `cuda` was demanded and does not compute
 */
export async function chooseDevice(wish: DeviceWish = 'auto', { prove, look, lacking }: Senses = senses): Promise<DeviceChoice> {
  if (wish === 'cpu') return { device: 'cpu', precision: 'float32', why: 'The CPU was asked for.' };
  const lacks = lacking();
  if (wish === 'auto' && lacks.length > 0) return { device: 'cpu', precision: 'float32', why: `No GPU that models could use: missing is ${lacks.join('; ')}.` };
  try {
    const proof = await prove({ device: 'cuda', threads: 1 });
    if (proof.computed === 'cuda') {
      const gpu = await look();
      return { device: 'cuda', precision: precisionOf(proof), why: 'The GPU proved that it computes.', ...(gpu ? { gpu } : {}) };
    }
    if (wish === 'auto') return { device: 'cpu', precision: 'float32', why: 'ONNX Runtime took the CPU although the GPU was asked for.' };
  } catch (error) {
    if (wish === 'cuda') throw error;
    return { device: 'cpu', precision: 'float32', why: `The GPU failed its test: ${toAppError(error).message}` };
  }
  return { device: 'cuda', precision: 'float32', why: 'The GPU was asked for, but ONNX Runtime computed on the CPU.' };
}
