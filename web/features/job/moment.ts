/** Which of its three moments a job's page shows: before the start, while machines work, afterwards. */
import type { components } from '@aima/contract/client';

type Job = Pick<components['schemas']['AnalysisJobDetail'], 'state' | 'stage'>;
export type Moment = 'before' | 'running' | 'after';

/** A job that failed or was cancelled shows both where it stopped and what was found until then; one that was opened again, what it has. */
export function momentsOf({ state, stage }: Job): readonly Moment[] {
  switch (state) {
    case 'preparing':
    case 'ready': return stage === 'created' ? ['before'] : ['before', 'after'];
    case 'queued':
    case 'analysing':
    case 'paused': return ['running'];
    case 'failed':
    case 'cancelled': return ['running', 'after'];
    default: return ['after'];
  }
}
