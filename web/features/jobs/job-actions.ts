/** What a person may do with a job, by its state and their rights; the server looks again. */
import { call } from '#lib/api.ts';
import type { Job, JobState } from './job-look.ts';

export const JOB_ACTIONS = ['start', 'pause', 'resume', 'cancel', 'retry', 'archive', 'restore', 'delete'] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

interface Rule {
  states: readonly JobState[];
  needs: 'jobs:write' | 'jobs:start';
  /** It is asked first, on its own as well. */
  asks: boolean;
  danger?: true;
}

/** Retrying also helps a finished job of which something failed; that is said where its runs are shown. */
export const ACTION_RULES: Readonly<Record<JobAction, Rule>> = {
  start: { states: ['ready'], needs: 'jobs:start', asks: true },
  pause: { states: ['queued', 'analysing'], needs: 'jobs:write', asks: false },
  resume: { states: ['paused'], needs: 'jobs:start', asks: true },
  cancel: { states: ['queued', 'analysing', 'paused'], needs: 'jobs:write', asks: true, danger: true },
  retry: { states: ['failed', 'cancelled'], needs: 'jobs:start', asks: true },
  archive: { states: ['idle'], needs: 'jobs:write', asks: false },
  restore: { states: ['archived'], needs: 'jobs:write', asks: false },
  delete: { states: ['preparing', 'ready', 'paused', 'awaiting_review', 'failed', 'cancelled', 'held', 'archived', 'idle'], needs: 'jobs:write', asks: true, danger: true },
};

export type Permissions = readonly string[];

export function mayDo(action: JobAction, job: Pick<Job, 'state' | 'onMachine' | 'type'>, permissions: Permissions): boolean {
  const { states, needs } = ACTION_RULES[action];
  if (!states.includes(job.state) || !permissions.includes(needs)) return false;
  if (action === 'delete' && job.onMachine) return false;
  return needs !== 'jobs:start' || job.type !== 'batch' || permissions.includes('jobs:batch');
}

/** Everything but the start, which names an offer. On the version that the person saw. @throws ApiError */
export async function perform(action: Exclude<JobAction, 'start'>, { id: jobId, version: ifMatch }: Pick<Job, 'id' | 'version'>): Promise<void> {
  const input = { path: { jobId } };
  switch (action) {
    case 'pause': await call('pauseJob', input, { ifMatch }); break;
    case 'resume': await call('resumeJob', input, { ifMatch }); break;
    case 'cancel': await call('cancelJob', input, { ifMatch }); break;
    case 'retry': await call('retryJob', input, { ifMatch }); break;
    case 'archive': await call('archiveJob', input, { ifMatch }); break;
    case 'restore': await call('restoreJob', input, { ifMatch }); break;
    case 'delete': await call('deleteJob', input, { ifMatch }); break;
  }
}

/** Whether looking again is possible. */
export const mayRerun = ({ state }: Pick<Job, 'state'>, permissions: Permissions): boolean => permissions.includes('jobs:write') && ['awaiting_review', 'failed', 'cancelled', 'held'].includes(state);
