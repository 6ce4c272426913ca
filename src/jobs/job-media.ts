/** The media of a job with their runs, a page at a time. */
import { MOST_PER_PAGE, type JobMedium, type Language, type Page, type PageQuery, type Run } from '@aima/contract';
import { z } from 'zod';
import { analyzers } from '../analyzers/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { jobById, jobMedia, runsOf, type Database, type MediumPlace, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { readCursor, writeCursor } from '../kernel/page-cursor.ts';
import { failureView } from './job-view.ts';

const order = new Map(analyzers.map(({ name }, i) => [name, i]));
const inOrder = (runs: readonly Run[]): Run[] => [...runs].sort((a, b) => (order.get(a.analyzer) ?? -1) - (order.get(b.analyzer) ?? -1));

const Cursor = z.tuple([z.int().nonnegative().max(2 ** 31 - 1), z.string().max(100)]);

function placeOf(cursor: string): MediumPlace {
  const [position, mediaId] = readCursor(Cursor, cursor);
  return { position, mediaId };
}

/** @throws AppError INVALID_MESSAGE of the cursor */
export async function mediaPage(tx: Transaction, jobId: string, language: Language, { limit, cursor }: PageQuery = { limit: MOST_PER_PAGE }): Promise<Page<JobMedium>> {
  const rows = await jobMedia(tx, jobId, { limit: limit + 1, after: cursor === undefined ? undefined : placeOf(cursor) });
  const shown = rows.slice(0, limit);
  const runs = Map.groupBy(await runsOf(tx, { jobId, mediaIds: shown.map(({ mediaId }) => mediaId) }), ({ mediaId }) => mediaId);
  const items = shown.map(({ mediaId, position, sizeBytes, mediaState, facts, failure }) => ({
    mediaId, position, fileName: facts.fileName ?? mediaId, durationMs: facts.durationMs ?? 0, sizeBytes: sizeBytes || (facts.sizeBytes ?? 0), mediaState, runs: inOrder(runs.get(mediaId) ?? []),
    ...(facts.kind === undefined ? {} : { kind: facts.kind }), ...(failure === undefined ? {} : { failure: failureView(failure, language) }),
  }));
  const last = shown.at(-1);
  return { items, ...(rows.length > limit && last ? { next: writeCursor([last.position, last.mediaId]) } : {}) };
}

/** @throws AppError FORBIDDEN, NOT_FOUND, INVALID_MESSAGE of the cursor */
export async function listJobMedia({ database }: { database: Database }, principal: Principal, jobId: string, query: PageQuery, language: Language = 'en'): Promise<Page<JobMedium>> {
  requirePermission(principal, 'jobs:read');
  return database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    if (!await jobById(tx, jobId)) throw new AppError('NOT_FOUND', 'There is no such job.', { jobId });
    return mediaPage(tx, jobId, language, query);
  });
}
