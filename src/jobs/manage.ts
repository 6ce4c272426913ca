/** Jobs are made, looked at, changed and deleted; no machine starts by any of this. */
import type { AnalysisJob, AnalysisJobDetail, JobChange, JobQuery, Language, NewJob, Page } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { addJobMedia, deleteJob as deleteRow, insertJob, jobById, listJobs as listRows, removeJobMedium, runCounts, stepsOf, storedMedia, updateJob as updateRow, type Database, type JobPatch, type JobRow, type Transaction } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { applyTransition, changedMeanwhile } from './apply-transition.ts';
import { mediaPage } from './job-media.ts';
import { jobView } from './job-view.ts';
import { planOf } from './plan.ts';
import { settingsOf } from './standards.ts';

interface Parts { database: Database }

/** @throws AppError NOT_FOUND */
export async function findJob(tx: Transaction, id: string, lock = false): Promise<JobRow> {
  const row = await jobById(tx, id, lock);
  if (!row) throw new AppError('NOT_FOUND', 'There is no such job.', { jobId: id });
  return row;
}

/** @throws AppError VERSION_CHANGED where the caller read another version */
export function demandVersion(job: JobRow, ifMatch: number | undefined): void {
  if (ifMatch !== undefined && ifMatch !== job.version) throw changedMeanwhile(job);
}

async function demandStored(tx: Transaction, mediaIds: readonly string[]): Promise<void> {
  const known = new Set((await storedMedia(tx, mediaIds)).map(({ id }) => id));
  const missing = mediaIds.find((id) => !known.has(id));
  if (missing !== undefined) throw new AppError('NOT_FOUND', 'There is no such medium, or it was wiped.', { mediaId: missing });
}

async function tellChange(tx: Transaction, row: JobRow, principal: Pick<Principal, 'actor'>, action: string): Promise<void> {
  await recordAudit(tx, { workspaceId: row.workspaceId, actor: principal.actor, action, objectType: 'job', objectId: row.id, details: { stage: row.stage, state: row.state } });
  await publish(tx, row.workspaceId, { kind: 'job.changed', body: { jobId: row.id, stage: row.stage, state: row.state, version: row.version } });
}

/** Ready once it has media, not before; the settings are checked whenever they come in. */
async function settle(tx: Transaction, row: JobRow, principal: Pick<Principal, 'actor'>, action: string): Promise<JobRow> {
  if (row.state === 'preparing' && row.mediaCount > 0) return applyTransition(tx, row, 'complete', principal);
  if (row.stage === 'created' && row.state === 'ready' && row.mediaCount === 0) return applyTransition(tx, row, 'take_apart', principal);
  await tellChange(tx, row, principal, action);
  return row;
}

/** In a transaction of the workspace: for templates, too. */
export async function makeJob(tx: Transaction, principal: Pick<Principal, 'actor' | 'userId' | 'workspaceId' | 'makesId'>, job: NewJob): Promise<JobRow> {
  const before = principal.makesId === undefined ? undefined : await jobById(tx, principal.makesId);
  if (before) return before;
  const settings = await settingsOf(tx, principal.workspaceId, job.settings);
  planOf(settings);
  await demandStored(tx, job.mediaIds);
  const row = await insertJob(tx, { ...job, settings, createdBy: principal.userId, id: principal.makesId });
  await recordAudit(tx, { workspaceId: row.workspaceId, actor: principal.actor, action: 'job.created', objectType: 'job', objectId: row.id, details: { type: row.type, media: job.mediaIds.length } });
  const mediaCount = await addJobMedia(tx, row.id, [...new Set(job.mediaIds)]);
  return settle(tx, { ...row, mediaCount }, principal, 'job.changed');
}

/** @throws AppError FORBIDDEN, NOT_FOUND of a medium, INVALID_MESSAGE of settings */
export async function createJob({ database }: Parts, principal: Principal, job: NewJob): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:write');
  if (job.type === 'batch') requirePermission(principal, 'jobs:batch');
  return jobView(await database.transaction({ workspaceId: principal.workspaceId }, (tx) => makeJob(tx, principal, job)));
}

/** Steps that a detail shows; the audit log has all that matters for longer. */
const MOST_STEPS = 200;

/** With at most `MOST_PER_PAGE` media; `listJobMedia` has the others. @throws AppError FORBIDDEN, NOT_FOUND */
export async function getJob({ database }: Parts, principal: Principal, id: string, language: Language = 'en'): Promise<AnalysisJobDetail> {
  requirePermission(principal, 'jobs:read');
  return database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    const row = await findJob(tx, id);
    const { items: media, next } = await mediaPage(tx, id, language);
    const steps = (await stepsOf(tx, id, MOST_STEPS)).map(({ kind, mediaId, detail, begunAt, endedAt, outcome, code }) => ({
      kind, detail, begunAt, ...(mediaId === null ? {} : { mediaId }), ...(endedAt === null ? {} : { endedAt }), ...(outcome === null ? {} : { outcome }), ...(code === null ? {} : { code }),
    }));
    return { ...jobView(row, language), media, ...(next === undefined ? {} : { mediaNext: next }), runCounts: await runCounts(tx, id), steps };
  });
}

/** Those in the archive are found through it. */
const OUTSIDE_THE_ARCHIVE = ['preparing', 'ready', 'queued', 'analysing', 'paused', 'awaiting_review', 'failed', 'cancelled', 'held', 'wiping', 'idle'] as const;

/** @throws AppError FORBIDDEN, INVALID_MESSAGE of the cursor */
export async function listJobs({ database }: Parts, principal: Principal, { stage, state, ...query }: JobQuery, language: Language = 'en'): Promise<Page<AnalysisJob>> {
  requirePermission(principal, 'jobs:read');
  const { items, next } = await database.read({ workspaceId: principal.workspaceId }, (tx) => listRows(tx, { ...query, stages: stage, states: state ?? OUTSIDE_THE_ARCHIVE }));
  return { items: items.map((row) => jobView(row, language)), ...(next === undefined ? {} : { next }) };
}

/** Before the first start, or after it was reopened. */
const isOpen = ({ state }: JobRow): boolean => state === 'preparing' || state === 'ready';

function demandOpen(job: JobRow): void {
  if (!isOpen(job)) throw new AppError('STATE_FORBIDS', `The job is ${job.state}; this is possible while it is preparing or ready.`, { state: job.state, stage: job.stage });
}

/** @throws AppError FORBIDDEN, NOT_FOUND, VERSION_CHANGED, STATE_FORBIDS of settings, INVALID_MESSAGE */
export async function updateJob({ database }: Parts, principal: Principal, id: string, change: JobChange, ifMatch?: number): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:write');
  if (change.type === 'batch') requirePermission(principal, 'jobs:batch');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const job = await findJob(tx, id, true);
    demandVersion(job, ifMatch);
    const settings = change.settings && await settingsOf(tx, principal.workspaceId, change.settings);
    if (settings !== undefined) {
      demandOpen(job);
      planOf(settings);
    }
    if (job.stage === 'done' && change.priority !== undefined) throw new AppError('STATE_FORBIDS', 'A completed job waits for nothing.', { state: job.state, stage: job.stage });
    const given: JobPatch = Object.fromEntries(Object.entries({ ...change, settings }).filter(([, value]) => value !== undefined));
    const row = await updateRow(tx, job, given);
    if (!row) throw changedMeanwhile(job);
    await tellChange(tx, row, principal, 'job.changed');
    return jobView(row);
  });
}

/** @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS */
export async function addMedia({ database }: Parts, principal: Principal, id: string, mediaIds: readonly string[]): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:write');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => jobView(await putMedia(tx, principal, id, mediaIds)));
}

async function putMedia(tx: Transaction, principal: Pick<Principal, 'actor'>, id: string, mediaIds: readonly string[]): Promise<JobRow> {
  const job = await findJob(tx, id, true);
  demandOpen(job);
  await demandStored(tx, mediaIds);
  const added = await addJobMedia(tx, id, [...new Set(mediaIds)]);
  if (added === 0) return job;
  const row = await updateRow(tx, job, {});
  if (!row) throw changedMeanwhile(job);
  return settle(tx, row, principal, 'job.media_added');
}

/** For the library, in its own transaction: an upload is announced for a job. @throws AppError NOT_FOUND, STATE_FORBIDS */
export async function demandJobOpen(tx: Transaction, jobId: string): Promise<void> {
  demandOpen(await findJob(tx, jobId));
}

/** For the library, in its own transaction: a medium that was uploaded for a job. @throws AppError NOT_FOUND, STATE_FORBIDS */
export async function joinJob(tx: Transaction, { jobId, mediaId }: { jobId: string; mediaId: string }): Promise<void> {
  await putMedia(tx, { actor: 'system:upload' }, jobId, [mediaId]);
}

/** What was found in it by this job goes with it. @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS */
export async function removeMedium({ database }: Parts, principal: Principal, id: string, mediaId: string): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:write');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const job = await findJob(tx, id, true);
    demandOpen(job);
    if (!await removeJobMedium(tx, id, mediaId)) throw new AppError('NOT_FOUND', 'The job has no such medium.', { mediaId });
    const row = await updateRow(tx, job, {});
    if (!row) throw changedMeanwhile(job);
    return jobView(await settle(tx, row, principal, 'job.media_removed'));
  });
}

/** States in which a machine may work on it, or its media are being wiped. */
const BUSY: ReadonlySet<JobRow['state']> = new Set(['queued', 'analysing', 'wiping']);

/** With everything that was found; its media stay in the library. @throws AppError FORBIDDEN, NOT_FOUND, VERSION_CHANGED, STATE_FORBIDS */
export async function deleteJob({ database }: Parts, principal: Principal, id: string, ifMatch?: number): Promise<void> {
  requirePermission(principal, 'jobs:write');
  await database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const job = await findJob(tx, id, true);
    demandVersion(job, ifMatch);
    if (BUSY.has(job.state) || job.claimed) throw new AppError('STATE_FORBIDS', 'A machine still works on the job; cancel it first.', { state: job.state, stage: job.stage });
    if (!await deleteRow(tx, job)) throw changedMeanwhile(job);
    await recordAudit(tx, { workspaceId: job.workspaceId, actor: principal.actor, action: 'job.deleted', objectType: 'job', objectId: id, details: { stage: job.stage, state: job.state } });
    await publish(tx, job.workspaceId, { kind: 'job.changed', body: { jobId: id, state: 'deleted', version: job.version } });
  });
}
