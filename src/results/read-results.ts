/** Lists, counts and single findings, as they count now. */
import type { ListedObservation, ObservationDetails, ObservationFilterQuery, ResultEntry, ResultFacets } from '@aima/contract';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { correctionRows, countObservations, layersOf, listObservationRows, observationById, resultEntries, type ObservationFilter, type ObservationRow, type ResultEntryFilter } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { correctionOf, demandJob } from './correction-parts.ts';
import type { ResultParts } from './correct.ts';

const MOST_LABELS = 500;
const MOST_CORRECTIONS = 500;

const listed = ({ observation, version, removed }: ObservationRow): ListedObservation => ({ ...observation, version, ...(removed ? { removed } : {}) });

function filterOf(jobId: string, { analyzer, label, ...query }: ObservationFilterQuery): Omit<ObservationFilter, 'limit' | 'after'> {
  const { mediaId, fromMs, toMs, minConfidence, text, ...rest } = query;
  return {
    jobId, ...rest, ...(analyzer === undefined ? {} : { analyzers: analyzer }), ...(label === undefined ? {} : { labels: label }), ...(mediaId === undefined ? {} : { mediaId }),
    ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }), ...(minConfidence === undefined ? {} : { minConfidence }), ...(text === undefined ? {} : { text }),
  };
}

export interface ObservationListRequest {
  jobId: string;
  filter: ObservationFilterQuery;
  limit: number;
  cursor?: string | undefined;
}

/** In order of time, then of arrival. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_MESSAGE */
export async function listJobObservations({ database }: ResultParts, principal: Principal, { jobId, filter, limit, cursor }: ObservationListRequest): Promise<{ items: ListedObservation[]; next?: string }> {
  requirePermission(principal, 'results:read');
  return database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    await demandJob(tx, jobId);
    const { rows, next } = await listObservationRows(tx, { ...filterOf(jobId, filter), limit, ...(cursor === undefined ? {} : { after: cursor }) });
    return { items: rows.map(listed), ...(next === undefined ? {} : { next }) };
  });
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function observationDetails({ database }: ResultParts, principal: Principal, jobId: string, observationId: string): Promise<ObservationDetails> {
  requirePermission(principal, 'results:read');
  return database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    const row = await observationById(tx, jobId, observationId);
    if (!row) throw new AppError('NOT_FOUND', 'There is no such observation.', { jobId });
    const [layer] = row.observation.corrected === true ? await layersOf(tx, jobId, [observationId]) : [];
    const corrections = await correctionRows(tx, { jobId, observationId, limit: MOST_CORRECTIONS });
    return { observation: listed(row), version: row.version, ...(layer ? { original: layer.original } : {}), corrections: corrections.map((correction) => correctionOf(jobId, correction)).reverse() };
  });
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function resultFacets({ database }: ResultParts, principal: Principal, jobId: string, filter: ObservationFilterQuery): Promise<ResultFacets> {
  requirePermission(principal, 'results:read');
  const counts = await database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    await demandJob(tx, jobId);
    return countObservations(tx, filterOf(jobId, filter));
  });
  const byAnalyzer = new Map<string, number>();
  for (const { analyzer, count } of counts) byAnalyzer.set(analyzer, (byAnalyzer.get(analyzer) ?? 0) + count);
  return {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    analyzers: [...byAnalyzer].map(([analyzer, count]) => ({ analyzer, count })).sort((a, b) => b.count - a.count),
    labels: counts.flatMap(({ analyzer, label, count }) => (label === null ? [] : [{ analyzer, label, count }])).slice(0, MOST_LABELS),
  };
}

/** Every medium of every job that has results, the newest jobs first. @throws AppError FORBIDDEN, INVALID_MESSAGE */
export async function listResults({ database }: ResultParts, principal: Principal, filter: ResultEntryFilter): Promise<{ items: ResultEntry[]; next?: string }> {
  requirePermission(principal, 'results:read');
  const { rows, next } = await database.read({ workspaceId: principal.workspaceId }, (tx) => resultEntries(tx, filter));
  return {
    items: rows.map(({ jobId, jobName, mediaId, fileName, runs, observations, updatedAt }) => ({
      jobId, jobName, mediaId, runs, observations, document: `/api/v1/jobs/${jobId}/media/${mediaId}/document`,
      ...(fileName === null ? {} : { fileName }), ...(updatedAt === null ? {} : { updatedAt }),
    })),
    ...(next === undefined ? {} : { next }),
  };
}
