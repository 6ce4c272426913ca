/** What follows a confirmed completion: media are wiped, names taken out where that was chosen, the job goes to the archive. */
import { anonymiseFindings, beginStep, endStep, jobById, loseOpenSteps, mediaToWipe, updateJob, type JobRow } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { wipeMedia } from '../library/index.ts';
import { applyTransition, changedMeanwhile } from './apply-transition.ts';
import { Completion } from './completion.ts';
import type { JobWork } from './job-work.ts';

/** `Person 1` and so on, in the order in which the names stand in the job. */
export const pseudonyms = (names: readonly string[]): [name: string, instead: string][] => [...new Set(names)].map((name, i) => [name, `Person ${i + 1}`]);

const WORD = String.raw`[\p{L}\p{N}]`;

/** Whole words only, whatever their case; the longest first, so that a full name is not taken apart. */
export function withoutNames(text: string, names: readonly [name: string, instead: string][]): string {
  return [...names].sort(([a], [b]) => b.length - a.length).reduce((left, [name, instead]) => {
    const pattern = name.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replace(/\s+/g, String.raw`\s+`);
    return left.replace(new RegExp(`(?<!${WORD})${pattern}(?!${WORD})`, 'giu'), instead);
  }, text);
}

async function anonymise({ parts }: Pick<JobWork, 'parts'>, job: JobRow): Promise<JobRow> {
  const names = pseudonyms(job.metadata.knownNames);
  return parts.database.transaction('everything', async (tx) => {
    await anonymiseFindings(tx, job.id, names);
    const { context, notes } = job.metadata;
    const metadata = { knownNames: names.map(([, instead]) => instead), context: withoutNames(context, names), notes: withoutNames(notes, names) };
    const row = await updateJob(tx, job, { name: withoutNames(job.name, names), metadata, anonymised: true });
    if (!row) throw changedMeanwhile(job);
    return row;
  });
}

/** May be repeated: each of its parts notices what is done already. @throws AppError; then it is tried again once the claim has run out */
export async function wipeJob(work: Pick<JobWork, 'parts' | 'claim' | 'within'>): Promise<void> {
  const { parts, claim, within } = work;
  const { job, completion } = await within(async (tx) => {
    await loseOpenSteps(tx, claim.id, claim.claimId);
    const row = await jobById(tx, claim.id);
    if (!row) throw new AppError('NOT_FOUND', 'The job is gone.');
    return { job: row, completion: Completion.parse(row.completion) };
  });
  const { wipe } = await within((tx) => mediaToWipe(tx, claim.id));
  const seq = await within((tx) => beginStep(tx, { jobId: claim.id, claimId: claim.claimId, kind: 'wipe_media', detail: { media: wipe.length } }));
  const { wiped, left } = await wipeMedia(parts.library, { workspaceId: claim.workspaceId, mediaIds: wipe.map(({ mediaId }) => mediaId), reason: 'confirmed', actor: completion.actor, jobId: claim.id });
  const cleaned = completion.anonymise && !job.anonymised ? await anonymise(work, job) : job;
  await within(async (tx) => {
    // Bytes that could not be removed now are noise: their key is gone, and the library's sweep goes on with them.
    await endStep(tx, seq, 'done', { detail: { wiped: wiped.length, left: left.length } });
    await applyTransition(tx, cleaned, 'wiped', { actor: completion.actor, patch: { progress: null, completion: null }, details: { wiped: wiped.length, left: left.length, anonymised: cleaned.anonymised } });
  });
}

