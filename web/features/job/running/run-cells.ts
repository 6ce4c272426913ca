/** The grid of analyzers and media: what stands in each of its cells. */
import type { components } from '@aima/contract/client';

export type Job = components['schemas']['AnalysisJobDetail'];
export type JobMedium = components['schemas']['JobMedium'];
export type Run = JobMedium['runs'][number];
type ProfileAnalyzer = components['schemas']['ProfileDescription']['analyzers'][number];

/** `later`: nobody has begun with this medium, so there is no run yet. `none`: and nobody will. */
export type CellState = Run['status'] | 'later' | 'none';

/** What people added by hand is kept as a run of its own, and is nothing that runs. */
const byPeople = ({ method }: Run): boolean => method === 'user';

/** In the order of the profile; what ran besides it comes at the end. */
export function analyzersOf(wanted: readonly ProfileAnalyzer[], media: readonly JobMedium[]): string[] {
  const names = new Set(wanted.filter(({ on }) => on !== false).map(({ name }) => name));
  for (const { runs } of media) for (const run of runs) if (!byPeople(run)) names.add(run.analyzer);
  return [...names];
}

export const runOf = ({ runs }: JobMedium, analyzer: string): Run | undefined => runs.find((run) => run.analyzer === analyzer);

const WORKING: ReadonlySet<Job['state']> = new Set(['queued', 'analysing', 'paused']);

export function cellState(job: Pick<Job, 'state'>, run: Run | undefined): CellState {
  if (run) return run.status;
  return WORKING.has(job.state) ? 'later' : 'none';
}

const ENDED: ReadonlySet<Run['status']> = new Set(['done', 'failed', 'cancelled', 'held', 'not_run']);

/** Of one medium, by status, without what people added. */
export function countsOf({ runs }: JobMedium): Map<Run['status'], number> {
  const counts = new Map<Run['status'], number>();
  for (const run of runs) if (!byPeople(run)) counts.set(run.status, (counts.get(run.status) ?? 0) + 1);
  return counts;
}

/** 0..1: what events told of it, else whether it is over. */
export function shareOfMedium(medium: JobMedium, told: number | undefined): number {
  if (told !== undefined && told < 1) return told;
  return medium.runs.length > 0 && medium.runs.every(({ status }) => ENDED.has(status)) ? 1 : told ?? 0;
}

/** In which a person may have to do something. */
export const wentWrong = (run: Run): boolean => run.status === 'failed' || run.status === 'cancelled';

/** Only part of the medium could be looked at. */
export const isPartial = ({ status, coverage }: Run): boolean => status === 'done' && coverage < 1;
