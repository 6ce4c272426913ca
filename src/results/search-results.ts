/** What was found in all jobs of a workspace: one search over speech, text, labels and sentences. */
import type { FoundObservation, JobActivity, SearchFacets, SearchFilterQuery } from '@aima/contract';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { countFound, jobActivity, searchObservationRows, type FoundRow } from '../db/index.ts';
import { demandJob } from './correction-parts.ts';
import type { ResultParts } from './correct.ts';

const MOST_LABELS = 500;
const MOST_JOBS = 100;
/** A word that stands everywhere would keep the embedded database busy for seconds. */
const MOST_COUNTED = 20_000;
const SLICES = 60;
const MOST_MEDIA = 100;
const MOST_SCENES = 1000;

const found = ({ document, version, removed, jobId, jobName, fileName, kind, durationMs, thumbnail, explicitness }: FoundRow): FoundObservation => ({
  ...document, version, ...(removed ? { removed } : {}), jobId, jobName, durationMs, thumbnail, explicitness,
  ...(fileName === null ? {} : { fileName }), ...(kind === null ? {} : { kind }),
});

/** The newest jobs first, medium by medium, in order of time. @throws AppError FORBIDDEN, INVALID_MESSAGE */
export async function searchObservations({ database }: ResultParts, principal: Principal, { filter, limit, cursor }: { filter: SearchFilterQuery; limit: number; cursor?: string | undefined }): Promise<{ items: FoundObservation[]; next?: string }> {
  requirePermission(principal, 'results:read');
  const { rows, next } = await database.read({ workspaceId: principal.workspaceId }, (tx) => searchObservationRows(tx, filter, { limit, after: cursor }));
  return { items: rows.map(found), ...(next === undefined ? {} : { next }) };
}

/** Sums by what `nameOf` says, the most first. */
function summed<Row extends { count: number }, Name>(rows: readonly Row[], keyOf: (row: Row) => string | undefined, nameOf: (row: Row) => Name): (Name & { count: number })[] {
  const sums = new Map<string, Name & { count: number }>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const before = sums.get(key);
    if (before) before.count += row.count;
    else sums.set(key, { ...nameOf(row), count: row.count });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count);
}

/** @throws AppError FORBIDDEN */
export async function searchFacets({ database }: ResultParts, principal: Principal, filter: SearchFilterQuery): Promise<SearchFacets> {
  requirePermission(principal, 'results:read');
  const rows = await database.read({ workspaceId: principal.workspaceId }, (tx) => countFound(tx, filter, MOST_COUNTED + 1));
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const labelled = rows.flatMap(({ analyzer, label, count: n }) => (label === null ? [] : [{ analyzer, label, count: n }]));
  const kinds = rows.flatMap(({ kind, count: n }) => (kind === null ? [] : [{ kind, count: n }]));
  return {
    count: Math.min(MOST_COUNTED, count), complete: count <= MOST_COUNTED,
    analyzers: summed(rows, ({ analyzer }) => analyzer, ({ analyzer }) => ({ analyzer })),
    labels: summed(labelled, ({ analyzer, label }) => `${analyzer} ${label}`, ({ analyzer, label }) => ({ analyzer, label })).slice(0, MOST_LABELS),
    kinds: summed(kinds, ({ kind }) => kind, ({ kind }) => ({ kind })),
    jobs: summed(rows, ({ jobId }) => jobId, ({ jobId, jobName }) => ({ jobId, name: jobName })).slice(0, MOST_JOBS),
  };
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function activityOfJob({ database }: ResultParts, principal: Principal, jobId: string): Promise<JobActivity> {
  requirePermission(principal, 'results:read');
  const { media, slices, scenes } = await database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    await demandJob(tx, jobId);
    return jobActivity(tx, { jobId, slices: SLICES, mostMedia: MOST_MEDIA, mostScenes: MOST_SCENES });
  });
  const counts = new Map(media.map(({ mediaId, durationMs }) => [mediaId, new Array<number>(durationMs > 0 ? SLICES : 0).fill(0)]));
  for (const { mediaId, slice, count } of slices) counts.get(mediaId)?.splice(slice, 1, count);
  const scenesOf = Map.groupBy(scenes, ({ mediaId }) => mediaId);
  return {
    items: media.map(({ mediaId, fileName, kind, durationMs }) => ({
      mediaId, durationMs, ...(fileName === null ? {} : { fileName }), ...(kind === null ? {} : { kind }), counts: counts.get(mediaId) ?? [],
      scenes: (scenesOf.get(mediaId) ?? []).map(({ startMs, endMs, sentence }) => ({ startMs, endMs, sentence })),
    })),
  };
}
