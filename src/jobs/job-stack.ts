/** What a rented machine needs for its job, when it is set up. */
import type { Stock } from '../analysis/availability.ts';
import { jobById, jobMedia, type Database } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import type { JobStack } from '../provisioning/set-up-machine.ts';
import { neededWeights } from '../provisioning/weights.ts';
import type { Rental } from '../rental/index.ts';
import { planMembers } from './plan-members.ts';
import { JobPlan } from './plan.ts';

const SERVED_KINDS: ReadonlySet<string> = new Set(['timed_speech_to_text', 'text_generation', 'vision_language']);
/** Blocks of the encryption, and a little room. */
const SEALED_SHARE = 1.02;

export interface JobStackParts {
  database: Database;
  stock(): Promise<Stock>;
  /** A model server of this installation is not told: its address may lead nowhere from there, and its key stays here. */
  settings: JobStack['settings'];
}

/** @throws AppError INTERNAL where the job of the rental is gone or its plan cannot be read */
export async function jobStack({ database, stock, settings }: JobStackParts, { workspaceId, jobId }: Pick<Rental, 'workspaceId' | 'jobId'>): Promise<JobStack> {
  const job = workspaceId === undefined || jobId === undefined ? undefined : await database.read({ workspaceId }, async (tx) => ({ row: await jobById(tx, jobId), media: await jobMedia(tx, jobId) }));
  const plan = JobPlan.safeParse(job?.row?.plan).data;
  if (!plan || !job) throw new AppError('INTERNAL', 'The machine is set up for a job that is gone.');
  const members = planMembers(plan);
  const refs = members.flatMap(({ models }) => Object.values(models));
  const open = job.media.filter(({ ended }) => !ended);
  return {
    models: await neededWeights(refs, await stock()), gpu: plan.tier === 'full' && members.some(({ tier, models }) => tier === 'full' && Object.keys(models).length > 0),
    served: refs.some(({ kind }) => SERVED_KINDS.has(kind)), mediaBytes: Math.ceil(open.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) * SEALED_SHARE), settings,
  };
}
