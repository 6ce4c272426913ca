/** Where a job can go from where it is: one pure table, the only place that knows. decisions.md "Job status". */
import type { JobStage, JobState } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';

export interface JobStatus {
  stage: JobStage;
  state: JobState;
}

export const jobEvents = [
  /** It has media and analyzers; it lost one of the two. */
  'complete', 'take_apart',
  /** A person starts it, or has what failed tried again. */
  'start', 'retry',
  /** An orchestrator takes it, gives it back unfinished, takes over what a dead one had. */
  'claim', 'requeue', 'take_over',
  'pause', 'resume', 'cancel',
  /** How the work ended. */
  'finish', 'fail', 'hold',
  /** It is looked at again, with other settings or after a release. */
  'reopen',
  /** The second run, over all that was found; has to be started itself. */
  'consolidate',
  /** A person confirmed that it is done; its media are gone; it is taken out of the archive, and put back. */
  'confirm', 'wiped', 'restore', 'archive',
] as const;
export type JobEvent = (typeof jobEvents)[number];

type From = `${JobStage}/${JobState}`;
/** `same`: the stage that it came from. */
type To = `${JobStage | 'same'}/${JobState}`;

/** Stages in which machines work. */
const WORKING = ['created', 'ml_done', 'llm'] as const;

const inEach = (states: readonly JobState[], to: To): [From, To][] => WORKING.flatMap((stage) => states.map((state): [From, To] => [`${stage}/${state}`, to]));

const table: Readonly<Record<JobEvent, ReadonlyMap<From, To>>> = {
  complete: new Map([['created/preparing', 'created/ready']]),
  take_apart: new Map([['created/ready', 'created/preparing']]),
  start: new Map(inEach(['ready'], 'same/queued')),
  retry: new Map(inEach(['failed', 'cancelled', 'awaiting_review'], 'same/queued')),
  claim: new Map(inEach(['queued'], 'same/analysing')),
  requeue: new Map(inEach(['analysing'], 'same/queued')),
  take_over: new Map(inEach(['analysing'], 'same/analysing')),
  pause: new Map(inEach(['queued', 'analysing'], 'same/paused')),
  resume: new Map(inEach(['paused'], 'same/queued')),
  cancel: new Map(inEach(['queued', 'analysing', 'paused'], 'same/cancelled')),
  finish: new Map([['created/analysing', 'ml_done/awaiting_review'], ['ml_done/analysing', 'ml_done/awaiting_review'], ['llm/analysing', 'llm/awaiting_review']]),
  fail: new Map(inEach(['analysing'], 'same/failed')),
  hold: new Map([['created/analysing', 'ml_done/held'], ['ml_done/analysing', 'ml_done/held']]),
  reopen: new Map(inEach(['awaiting_review', 'failed', 'cancelled', 'held'], 'same/ready')),
  consolidate: new Map([['ml_done/awaiting_review', 'llm/ready']]),
  confirm: new Map(inEach(['awaiting_review', 'failed', 'cancelled', 'held'], 'done/wiping')),
  wiped: new Map([['done/wiping', 'done/archived']]),
  restore: new Map([['done/archived', 'done/idle']]),
  archive: new Map([['done/idle', 'done/archived']]),
};

/** @returns undefined where the event is not possible */
export function after({ stage, state }: JobStatus, event: JobEvent): JobStatus | undefined {
  const to = table[event].get(`${stage}/${state}`);
  if (to === undefined) return undefined;
  // Both halves are of these types by the type of the table.
  const [nextStage, nextState] = to.split('/') as [JobStage | 'same', JobState];
  return { stage: nextStage === 'same' ? stage : nextStage, state: nextState };
}

/** States from which the event is possible, for messages. */
export const statesFor = (event: JobEvent): JobState[] => [...new Set([...table[event].keys()].map((from) => from.split('/')[1] as JobState))]; // by the type of the table

/** @throws AppError STATE_FORBIDS that names the states in which it is possible */
export function transition(status: JobStatus, event: JobEvent): JobStatus {
  const next = after(status, event);
  if (next) return next;
  throw new AppError('STATE_FORBIDS', `The job is ${status.state}; this is possible while it is ${statesFor(event).join(' or ')}.`, { state: status.state, stage: status.stage });
}
