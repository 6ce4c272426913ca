/** How much memory of a GPU a job needs: what offers are filtered by, and what a machine is checked for. */
import type { ServedModel } from '@aima/contract';
import type { WeightsEntry } from '../models/store/index.ts';

/** Models use at most so much of a GPU's memory. */
export const MEMORY_FRACTION = 0.8;
/** CUDA itself, once for each process that uses it. */
const CONTEXT_GB = 0.6;
const MIB = 2 ** 20;
/** What image-text models like CLIP, and Whisper, are to have (GPU-30, GPU-31), in GB. */
const CLIP_GB = 6;
const WHISPER_GB = 8;

const isClip = ({ role, task }: Pick<WeightsEntry, 'role' | 'task'>): boolean => role === 'image-embedder' || /image[- ]text|clip/i.test(task);

/** Of models of our own engine, which are held at the same time, in GB of one GPU. */
export const ownMemoryGb = (models: readonly Pick<WeightsEntry, 'role' | 'task' | 'memoryMiB'>[]): number =>
  models.reduce((sum, model) => sum + Math.max(model.memoryMiB * MIB / 1e9, isClip(model) ? CLIP_GB : 0), 0);

/** In GB (10^9 bytes) of one GPU. A served model has its share beside those of our own engine. */
export function gpuMemoryGb(models: readonly Pick<WeightsEntry, 'role' | 'task' | 'memoryMiB'>[], served?: ServedModel): number {
  if (models.length === 0 && !served) return 0;
  const other = served ? Math.max(served.gpuMemoryGb, served.uses.includes('speech') ? WHISPER_GB : 0) + CONTEXT_GB : 0;
  return Math.ceil((ownMemoryGb(models) + CONTEXT_GB + other) / MEMORY_FRACTION);
}
