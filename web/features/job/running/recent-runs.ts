/** Which runs were finished last, so that their findings show first. Pure. */
import type { JobMedium, Run } from './run-cells.ts';

export interface RecentRun { runId: string; mediaId: string; analyzer: string }

const MOST = 6;

/** Newest first; a run that is finished again comes to the front. */
export const withRecent = (recent: readonly RecentRun[], run: RecentRun): readonly RecentRun[] => [run, ...recent.filter(({ runId }) => runId !== run.runId)].slice(0, MOST);

const isDone = ({ status, method }: Run): boolean => status === 'done' && method !== 'user';

/** What was seen to be finished, then others that are, one of each analyzer, until there are enough. */
export function runsToShow(recent: readonly RecentRun[], media: readonly JobMedium[]): readonly RecentRun[] {
  const shown = [...recent];
  for (const medium of media) {
    for (const { id, mediaId, analyzer } of medium.runs.filter(isDone)) {
      if (shown.length >= MOST) return shown;
      if (!shown.some((each) => each.analyzer === analyzer)) shown.push({ runId: id, mediaId, analyzer });
    }
  }
  return shown;
}
