/** What becomes of completed jobs: found, taken out again, used again, made into templates. */
import type { AnalysisJob, JobQuery, JobTemplate, Language, NewTemplate, Page, PageQuery, ReuseJob } from '@aima/contract';
import { z } from 'zod';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { deleteTemplate as deleteRow, insertTemplate, listJobs, listTemplates as listRows, templateById, type Database, type JobRow } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { applyTransition } from './apply-transition.ts';
import { jobView } from './job-view.ts';
import { demandVersion, findJob, makeJob } from './manage.ts';

interface Parts { database: Database }

const ARCHIVED = ['archived'] as const;

/** Without findings themselves: those are searched through the results. @throws AppError FORBIDDEN, INVALID_MESSAGE */
export async function searchArchive({ database }: Parts, principal: Principal, { stage: _stage, state: _state, ...query }: JobQuery, language: Language = 'en'): Promise<Page<AnalysisJob>> {
  requirePermission(principal, 'jobs:read');
  const { items, next } = await database.read({ workspaceId: principal.workspaceId }, (tx) => listJobs(tx, { ...query, states: ARCHIVED }));
  return { items: items.map((row) => jobView(row, language)), ...(next === undefined ? {} : { next }) };
}

async function move({ database }: Parts, principal: Principal, id: string, event: 'restore' | 'archive', ifMatch: number | undefined): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:write');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const job = await findJob(tx, id, true);
    demandVersion(job, ifMatch);
    return jobView(await applyTransition(tx, job, event, principal));
  });
}

/** Back among the jobs, with its results and without its media. @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS */
export const restoreJob = (parts: Parts, principal: Principal, id: string, ifMatch?: number): Promise<AnalysisJob> => move(parts, principal, id, 'restore', ifMatch);

/** Into the archive again. @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS */
export const archiveJob = (parts: Parts, principal: Principal, id: string, ifMatch?: number): Promise<AnalysisJob> => move(parts, principal, id, 'archive', ifMatch);

const EMPTY = { knownNames: [], context: '', notes: '' };
type Pattern = Pick<JobRow, 'name' | 'type' | 'priority' | 'settings' | 'metadata'>;

const makeFrom = async ({ database }: Parts, principal: Principal, pattern: (tx: Parameters<Parameters<Database['transaction']>[1]>[0]) => Promise<Pattern>, { name, mediaIds, metadata }: ReuseJob): Promise<AnalysisJob> => {
  requirePermission(principal, 'jobs:write');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const given = await pattern(tx);
    if (given.type === 'batch') requirePermission(principal, 'jobs:batch');
    const { type, priority, settings } = given;
    return jobView(await makeJob(tx, principal, { name: name ?? given.name, type, priority, mediaIds, settings, metadata: metadata ? given.metadata : EMPTY }));
  });
};

/** A new job that looks for the same. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_MESSAGE where an analyzer is gone since */
export const reuseJob = (parts: Parts, principal: Principal, id: string, reuse: ReuseJob): Promise<AnalysisJob> => makeFrom(parts, principal, (tx) => findJob(tx, id), reuse);

/** @throws AppError FORBIDDEN, NOT_FOUND, INVALID_MESSAGE */
export const jobFromTemplate = (parts: Parts, principal: Principal, id: string, reuse: ReuseJob): Promise<AnalysisJob> => makeFrom(parts, principal, async (tx) => {
  const template = await templateById(tx, id);
  if (!template) throw new AppError('NOT_FOUND', 'There is no such template.');
  return template;
}, reuse);

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function createTemplate({ database }: Parts, principal: Principal, { name, fromJobId, metadata }: NewTemplate): Promise<JobTemplate> {
  requirePermission(principal, 'jobs:write');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const before = principal.makesId === undefined ? undefined : await templateById(tx, principal.makesId);
    if (before) return before;
    const { type, priority, settings, metadata: known } = await findJob(tx, fromJobId);
    const template = await insertTemplate(tx, { id: principal.makesId, name, type, priority, settings, fromJobId, metadata: metadata ? { ...known, knownNames: [] } : EMPTY });
    await recordAudit(tx, { workspaceId: principal.workspaceId, actor: principal.actor, action: 'template.created', objectType: 'template', objectId: template.id, details: { fromJobId } });
    return template;
  });
}

/** @throws AppError FORBIDDEN, INVALID_MESSAGE */
export async function listTemplates({ database }: Parts, principal: Principal, { limit, cursor }: PageQuery): Promise<Page<JobTemplate>> {
  requirePermission(principal, 'jobs:read');
  const after = z.uuid().optional().safeParse(cursor);
  if (!after.success) throw new AppError('INVALID_MESSAGE', 'This is not the cursor of a page.');
  const rows = await database.read({ workspaceId: principal.workspaceId }, (tx) => listRows(tx, limit + 1, after.data));
  const last = rows[limit - 1];
  return { items: rows.slice(0, limit), ...(rows.length > limit && last ? { next: last.id } : {}) };
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function deleteTemplate({ database }: Parts, principal: Principal, id: string): Promise<void> {
  requirePermission(principal, 'jobs:write');
  await database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    if (!await deleteRow(tx, id)) throw new AppError('NOT_FOUND', 'There is no such template.');
    await recordAudit(tx, { workspaceId: principal.workspaceId, actor: principal.actor, action: 'template.deleted', objectType: 'template', objectId: id });
  });
}
