/** What a job needs of whichever machine it runs on. */
import type { JobNeeds, ServedModel, Tier } from '@aima/contract';
import type { ModelRef } from '@aima/sdk';
import type { WeightsEntry } from '../../models/store/index.ts';
import { gpuMemoryGb } from '../../provisioning/gpu-memory.ts';
import type { PlanMember } from '../plan-members.ts';

const GB = 1e9;

const USES: Readonly<Record<string, ServedModel['uses'][number]>> = { vision_language: 'vision', text_generation: 'text', timed_speech_to_text: 'speech' };

/** What vLLM brings with it. */
const SERVER_GB = 12;
/** System, Node, worker and room to work in. */
const BASE_DISK_GB = 20;
/** Lists of findings, small pictures. */
const RESULT_SHARE = 0.05;

const entryOf = ({ id, byRole }: ModelRef, entries: readonly WeightsEntry[]): WeightsEntry | undefined => entries.find((entry) => (byRole ? entry.role === id : entry.id === id));

const bytesOf = ({ files }: WeightsEntry): number => Object.values(files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

export interface NeedsRequest {
  tier: Tier;
  members: readonly Pick<PlanMember, 'tier' | 'models'>[];
  /** What is still to be analysed. */
  media: readonly { sizeBytes?: number | undefined }[];
  entries: readonly WeightsEntry[];
  /** The model that machines of this installation serve; without one, what asks for it does not run. */
  served?: ServedModel | undefined;
}

/** The lite tier runs on any processor; what has only a method of the full tier does not run in it. */
export function jobNeeds({ tier, members, media, entries, served }: NeedsRequest): JobNeeds {
  const refs = members.filter((member) => tier === 'full' || member.tier === 'lite').flatMap(({ models }) => Object.values(models));
  const own = [...new Set(refs.flatMap((ref) => entryOf(ref, entries) ?? []))];
  const uses = [...new Set(refs.flatMap(({ kind }) => USES[kind] ?? []))].filter((use) => served?.uses.includes(use) ?? false);
  const other = uses.length > 0 ? served : undefined;
  const mediaBytes = media.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const weightBytes = own.reduce((sum, entry) => sum + bytesOf(entry), 0) + (other?.sizeGb ?? 0) * GB;
  const full = own.filter((entry) => entry.tier === 'full');
  return {
    gpuMemoryGb: tier === 'full' ? gpuMemoryGb(full, other) : 0, gpuMemoryFor: tier === 'full' ? [...full.map(({ id }) => id), ...uses].sort() : [],
    diskGb: Math.ceil(BASE_DISK_GB + (other ? SERVER_GB : 0) + 2 * weightBytes / GB + 1.2 * mediaBytes / GB), mediaBytes, weightBytes,
  };
}

/** What comes back, in bytes, at most as likely. */
export const resultBytes = ({ mediaBytes }: JobNeeds): number => 2e6 + RESULT_SHARE * mediaBytes;

/** Hosts bill packets, repetitions and whatever else passes; so many times what is sent is reserved. */
const MOST_TRAFFIC = 3;

/** The most that providers may bill, in GB; what nobody knows is taken for one. */
export const worstTraffic = (needs: JobNeeds | undefined): { gbIn: number; gbOut: number } => (needs
  ? { gbIn: MOST_TRAFFIC * (needs.mediaBytes + needs.weightBytes) / GB, gbOut: MOST_TRAFFIC * resultBytes(needs) / GB }
  : { gbIn: MOST_TRAFFIC, gbOut: MOST_TRAFFIC });
