/** A job's row as the API shows it. */
import { errorCodes, isErrorCode, JobProgress, type AnalysisJob, type JobFailure, type Language } from '@aima/contract';
import type { JobRow } from '../db/index.ts';

export const failureView = ({ code, message }: { code: string; message: string }, language: Language): JobFailure =>
  ({ code, message, ...(isErrorCode(code) ? { next: errorCodes[code].next[language] } : {}) });

/** Only while somebody works on it does progress mean anything. */
const IN_PROGRESS: ReadonlySet<JobRow['state']> = new Set(['queued', 'analysing', 'paused', 'wiping']);

export function jobView(row: JobRow, language: Language = 'en'): AnalysisJob {
  const { id, name, type, stage, state, priority, version, settings, metadata, mediaCount, attempts, retries, anonymised, createdAt, updatedAt } = row;
  const progress = IN_PROGRESS.has(state) ? JobProgress.safeParse(row.progress).data : undefined;
  return {
    id, name, type, stage, state, priority, version, settings, metadata, mediaCount, attempts, retries, anonymised, createdAt, updatedAt, onMachine: row.claimed,
    cost: { spentUsd: row.spentUsd, machineSeconds: row.machineSeconds, ...(row.costLimitUsd === undefined ? {} : { limitUsd: row.costLimitUsd }) },
    ...(row.createdBy === undefined ? {} : { userId: row.createdBy }), ...(progress === undefined ? {} : { progress }), ...(row.failure === undefined ? {} : { failure: failureView(row.failure, language) }),
    ...(row.queuedAt === undefined ? {} : { queuedAt: row.queuedAt }), ...(row.startedAt === undefined ? {} : { startedAt: row.startedAt }),
    ...(row.finishedAt === undefined ? {} : { finishedAt: row.finishedAt }), ...(row.completedAt === undefined ? {} : { completedAt: row.completedAt }),
  };
}
