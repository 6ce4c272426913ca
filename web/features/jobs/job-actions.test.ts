import { expect, test } from 'vitest';
import { JOB_ACTIONS, mayDo, mayRerun } from './job-actions.ts';
import type { Job } from './job-look.ts';

const ALL = ['jobs:read', 'jobs:write', 'jobs:start', 'jobs:batch'];
const possible = (job: Partial<Pick<Job, 'state' | 'onMachine' | 'type'>>, permissions = ALL): string => JOB_ACTIONS.filter((action) => mayDo(action, { state: 'ready', onMachine: false, type: 'single', ...job }, permissions)).join();

test('each state has its actions, as the server allows them', () => {
  expect([possible({ state: 'preparing' }), possible({}), possible({ state: 'analysing', onMachine: true }), possible({ state: 'paused' }), possible({ state: 'failed' }), possible({ state: 'idle' }), possible({ state: 'archived' }), possible({ state: 'wiping' })])
    .toEqual(['delete', 'start,delete', 'pause,cancel', 'resume,cancel,delete', 'retry,delete', 'archive,delete', 'restore,delete', '']);
});

test('nothing is deleted while its machine is being ended', () => { expect(possible({ state: 'cancelled', onMachine: true })).toBe('retry'); });

test('rights narrow: who may only look does nothing, batches need their own right', () => {
  expect(possible({}, ['jobs:read'])).toBe('');
  expect(possible({}, ['jobs:write'])).toBe('delete');
  expect(possible({ type: 'batch' }, ['jobs:write', 'jobs:start'])).toBe('delete');
  expect([mayRerun({ state: 'held' }, ALL), mayRerun({ state: 'ready' }, ALL), mayRerun({ state: 'held' }, ['jobs:read'])]).toEqual([true, false, false]);
});
