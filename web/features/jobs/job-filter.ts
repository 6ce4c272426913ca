/** Which jobs are listed, as the address of the page keeps it. */
import type { operations } from '@aima/contract/client';
import type { JobStage, JobState } from './job-look.ts';

export type JobListQuery = NonNullable<operations['listJobs']['parameters']['query']>;

export const STAGES = ['created', 'ml_done', 'llm', 'done'] as const satisfies readonly JobStage[];
export const STATES = ['preparing', 'ready', 'queued', 'analysing', 'paused', 'awaiting_review', 'failed', 'cancelled', 'held', 'wiping', 'idle'] as const satisfies readonly JobState[];
export const SORTS = ['newest', 'oldest', 'changed', 'name', 'queue'] as const;
const PRIORITIES = ['urgent', 'standard', 'low'] as const;
const TYPES = ['single', 'batch'] as const;

export interface JobFilter {
  text: string;
  stages: readonly JobStage[];
  state: (typeof STATES)[number] | '';
  priority: (typeof PRIORITIES)[number] | '';
  type: (typeof TYPES)[number] | '';
  /** Days as `2026-03-02`; the last one counts whole. */
  from: string;
  to: string;
  sort: (typeof SORTS)[number];
}

export const NO_FILTER: JobFilter = { text: '', stages: [], state: '', priority: '', type: '', from: '', to: '', sort: 'newest' };

const oneOf = <T extends string>(values: readonly T[], given: string | null): T | '' => values.find((value) => value === given) ?? '';
const day = (given: string | null): string => (given !== null && /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given)) ? given : '');

export function filterFrom(params: URLSearchParams): JobFilter {
  const stages = (params.get('stage') ?? '').split(',');
  return {
    text: (params.get('text') ?? '').slice(0, 500), stages: STAGES.filter((stage) => stages.includes(stage)), state: oneOf(STATES, params.get('state')), priority: oneOf(PRIORITIES, params.get('priority')),
    type: oneOf(TYPES, params.get('type')), from: day(params.get('from')), to: day(params.get('to')), sort: oneOf(SORTS, params.get('sort')) || 'newest',
  };
}

export function paramsOf({ text, stages, state, priority, type, from, to, sort }: JobFilter): URLSearchParams {
  const given = { text, stage: stages.join(','), state, priority, type, from, to, sort: sort === 'newest' ? '' : sort };
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ''));
}

export const isNarrowed = (filter: JobFilter): boolean => paramsOf({ ...filter, sort: 'newest' }).size > 0;
/** Beside text, stages and order, which always stand on the page. */
export const hiddenCount = ({ state, priority, type, from, to }: JobFilter): number => [state, priority, type, from, to].filter((value) => value !== '').length;

/** Midnight of the person's own day, `days` later. */
const startOf = (date: string, days = 0): string => {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, dayOfMonth + days).toISOString();
};

export function queryOf({ text, stages, state, priority, type, from, to, sort }: JobFilter): JobListQuery {
  return {
    limit: 60, sort, ...(text.trim() !== '' && { text: text.trim() }), ...(stages.length > 0 && { stage: [...stages] }), ...(state !== '' && { state: [state] }), ...(priority !== '' && { priority }), ...(type !== '' && { type }),
    ...(from !== '' && { from: startOf(from) }), ...(to !== '' && { to: startOf(to, 1) }),
  };
}
