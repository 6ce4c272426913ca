/** What a job needs of whichever machine it runs on. */
import type { JobNeeds } from '@aima/contract';
import type { ModelRef } from '@aima/sdk';
import type { WeightsEntry } from '../../models/store/index.ts';
import type { PlanMember } from '../plan-members.ts';

const GB = 1e9;

/** Of one GPU, in GB: CLIP 6 (GPU-30), Whisper 8 (GPU-31). Language models: what vLLM takes for seven to eight thousand million weights in 16 bits, with its cache. */
const GPU_MEMORY_GB: Readonly<Record<string, number>> = { 'image-embedder': 6, 'text-embedder': 6, timed_speech_to_text: 8, vision_language: 22, text_generation: 22 };
/** Of one GPU that runs everything else of the full tier. */
const OTHER_FULL_GB = 4;

/** What a server of models loads, in GB on the disk; it is not among our own entries. */
const SERVED_GB: Readonly<Record<string, number>> = { timed_speech_to_text: 3.5, vision_language: 17, text_generation: 16 };
/** What vLLM brings with it. */
const SERVER_GB = 12;
/** System, Node, worker and room to work in. */
const BASE_DISK_GB = 20;
/** Lists of findings, small pictures. */
const RESULT_SHARE = 0.05;

const isServed = (kind: string): boolean => Object.hasOwn(SERVED_GB, kind);

const entryOf = ({ id, byRole }: ModelRef, entries: readonly WeightsEntry[]): WeightsEntry | undefined => entries.find((entry) => (byRole ? entry.role === id : entry.id === id));

const bytesOf = ({ files }: WeightsEntry): number => Object.values(files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/**
 * Models that run at the same time share a GPU, so what they need is added up, each kind once.
 *
 * @param media what is still to be analysed
 */
export function jobNeeds(members: readonly Pick<PlanMember, 'tier' | 'models'>[], media: readonly { sizeBytes?: number | undefined }[], entries: readonly WeightsEntry[]): JobNeeds {
  const refs = members.flatMap(({ tier, models }) => Object.values(models).map((ref) => ({ ref, tier })));
  const served = [...new Set(refs.filter(({ ref }) => isServed(ref.kind)).map(({ ref }) => ref.kind))];
  const roles = [...new Set(refs.flatMap(({ ref }) => (ref.byRole && Object.hasOwn(GPU_MEMORY_GB, ref.id) ? [ref.id] : [])))];
  // The embedders of pictures and of texts are halves of one CLIP.
  const kinds = [...served, ...(roles.includes('image-embedder') ? roles.filter((role) => role !== 'text-embedder') : roles)];
  const others = refs.some(({ ref, tier }) => tier === 'full' && !isServed(ref.kind) && !(ref.byRole && Object.hasOwn(GPU_MEMORY_GB, ref.id)));
  const gpuMemoryGb = kinds.reduce((sum, kind) => sum + (GPU_MEMORY_GB[kind] ?? 0), 0) + (others ? OTHER_FULL_GB : 0);
  const own = new Set(refs.flatMap(({ ref }) => entryOf(ref, entries) ?? []));
  const weightBytes = [...own].reduce((sum, entry) => sum + bytesOf(entry), 0) + served.reduce((sum, kind) => sum + (SERVED_GB[kind] ?? 0) * GB, 0);
  const mediaBytes = media.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  return {
    gpuMemoryGb, gpuMemoryFor: [...kinds, ...(others ? ['full'] : [])].sort(),
    diskGb: Math.ceil(BASE_DISK_GB + (served.length > 0 ? SERVER_GB : 0) + 2 * weightBytes / GB + 1.2 * mediaBytes / GB), mediaBytes, weightBytes,
  };
}

/** What comes back, in bytes, at most as likely. */
export const resultBytes = ({ mediaBytes }: JobNeeds): number => 2e6 + RESULT_SHARE * mediaBytes;
