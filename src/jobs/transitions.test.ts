import { JobStage, JobState } from '@aima/contract';
import { expect, test } from 'vitest';
import { after, jobEvents, statesFor, transition, type JobEvent, type JobStatus } from './transitions.ts';

const all: JobStatus[] = JobStage.options.flatMap((stage) => JobState.options.map((state) => ({ stage, state })));
const key = ({ stage, state }: JobStatus): string => `${stage}/${state}`;

/** Written out by hand: every pair of status and event that is not here must be refused. */
const allowed: Readonly<Record<JobEvent, readonly string[]>> = {
  complete: ['created/preparing > created/ready'],
  take_apart: ['created/ready > created/preparing'],
  start: ['created/ready > created/queued', 'ml_done/ready > ml_done/queued', 'llm/ready > llm/queued'],
  retry: [
    'created/failed > created/queued', 'created/cancelled > created/queued', 'created/awaiting_review > created/queued', 'ml_done/failed > ml_done/queued', 'ml_done/cancelled > ml_done/queued',
    'ml_done/awaiting_review > ml_done/queued', 'llm/failed > llm/queued', 'llm/cancelled > llm/queued', 'llm/awaiting_review > llm/queued',
  ],
  claim: ['created/queued > created/analysing', 'ml_done/queued > ml_done/analysing', 'llm/queued > llm/analysing'],
  requeue: ['created/analysing > created/queued', 'ml_done/analysing > ml_done/queued', 'llm/analysing > llm/queued'],
  take_over: ['created/analysing > created/analysing', 'ml_done/analysing > ml_done/analysing', 'llm/analysing > llm/analysing'],
  pause: ['created/queued > created/paused', 'created/analysing > created/paused', 'ml_done/queued > ml_done/paused', 'ml_done/analysing > ml_done/paused', 'llm/queued > llm/paused', 'llm/analysing > llm/paused'],
  resume: ['created/paused > created/queued', 'ml_done/paused > ml_done/queued', 'llm/paused > llm/queued'],
  cancel: [
    'created/queued > created/cancelled', 'created/analysing > created/cancelled', 'created/paused > created/cancelled', 'ml_done/queued > ml_done/cancelled', 'ml_done/analysing > ml_done/cancelled',
    'ml_done/paused > ml_done/cancelled', 'llm/queued > llm/cancelled', 'llm/analysing > llm/cancelled', 'llm/paused > llm/cancelled',
  ],
  finish: ['created/analysing > ml_done/awaiting_review', 'ml_done/analysing > ml_done/awaiting_review', 'llm/analysing > llm/awaiting_review'],
  fail: ['created/analysing > created/failed', 'ml_done/analysing > ml_done/failed', 'llm/analysing > llm/failed'],
  hold: ['created/analysing > ml_done/held', 'ml_done/analysing > ml_done/held'],
  reopen: [
    'created/awaiting_review > created/ready', 'created/failed > created/ready', 'created/cancelled > created/ready', 'created/held > created/ready', 'ml_done/awaiting_review > ml_done/ready', 'ml_done/failed > ml_done/ready',
    'ml_done/cancelled > ml_done/ready', 'ml_done/held > ml_done/ready', 'llm/awaiting_review > llm/ready', 'llm/failed > llm/ready', 'llm/cancelled > llm/ready', 'llm/held > llm/ready',
  ],
  consolidate: ['ml_done/awaiting_review > llm/ready'],
  confirm: [
    'created/awaiting_review > done/wiping', 'created/failed > done/wiping', 'created/cancelled > done/wiping', 'created/held > done/wiping', 'ml_done/awaiting_review > done/wiping', 'ml_done/failed > done/wiping',
    'ml_done/cancelled > done/wiping', 'ml_done/held > done/wiping', 'llm/awaiting_review > done/wiping', 'llm/failed > done/wiping', 'llm/cancelled > done/wiping', 'llm/held > done/wiping',
  ],
  wiped: ['done/wiping > done/archived'],
  restore: ['done/archived > done/idle'],
  archive: ['done/idle > done/archived'],
};

test.each(jobEvents)('%s leads from every status exactly where it should, or nowhere', (event) => {
  const found = all.flatMap((status) => {
    const next = after(status, event);
    return next ? [`${key(status)} > ${key(next)}`] : [];
  });
  expect(found.sort()).toEqual([...allowed[event]].sort());
});

test('what is refused names the states in which it is possible', () => {
  expect(() => transition({ stage: 'created', state: 'analysing' }, 'start')).toThrow(expect.objectContaining({ code: 'STATE_FORBIDS', message: expect.stringContaining('while it is ready') as string }) as Error);
  expect(statesFor('cancel')).toEqual(['queued', 'analysing', 'paused']);
});

test('every job can be confirmed in the end, and nothing leads out of done', () => {
  const reach = (from: JobStatus, seen = new Set<string>()): Set<string> => {
    if (seen.has(key(from))) return seen;
    seen.add(key(from));
    for (const event of jobEvents) {
      const next = after(from, event);
      if (next) reach(next, seen);
    }
    return seen;
  };
  const living = [...reach({ stage: 'created', state: 'preparing' })];
  for (const name of living) {
    const [stage, state] = name.split('/');
    expect(reach({ stage: JobStage.parse(stage), state: JobState.parse(state) }).has('done/archived'), name).toBe(true);
  }
  expect([...reach({ stage: 'done', state: 'wiping' })].sort()).toEqual(['done/archived', 'done/idle', 'done/wiping']);
});
