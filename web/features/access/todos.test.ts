import { expect, test } from 'vitest';
import { openTodos, todosFor } from './todos.ts';

const SAMPLE = { jobId: 'j', mediaId: 'sample' };
const NOTHING = { sample: undefined, mediaIds: [], rents: false, others: false };
const ALL = ['jobs:read', 'jobs:start', 'media:write', 'system:manage', 'workspace:manage'];
const doneIn = (todos: ReturnType<typeof todosFor>): string[] => todos.filter(({ done }) => done).map(({ id }) => id);

test('shows only what a person may do', () => {
  expect(todosFor(ALL, NOTHING).map(({ id }) => id)).toEqual(['sample', 'machine', 'upload', 'providers', 'invite']);
  expect(todosFor(['jobs:read'], NOTHING).map(({ id }) => id)).toEqual(['machine']);
  expect(todosFor(['jobs:read'], { ...NOTHING, sample: SAMPLE }).map(({ id }) => id)).toEqual(['sample', 'machine']);
});

test("the sample's own film is no upload", () => {
  expect(doneIn(todosFor(ALL, { ...NOTHING, sample: SAMPLE, mediaIds: ['sample'] }))).toEqual(['sample']);
  expect(doneIn(todosFor(ALL, { ...NOTHING, sample: SAMPLE, mediaIds: ['sample', 'mine'] }))).toEqual(['sample', 'upload']);
});

test('leads to the sample once there is one', () => {
  expect(todosFor(ALL, NOTHING)[0]?.to).toBe('/welcome?step=sample');
  expect(todosFor(ALL, { ...NOTHING, sample: SAMPLE })[0]?.to).toBe('/jobs/j/media/sample');
});

test('nothing is open once all was done', () => {
  expect(openTodos(todosFor(ALL, NOTHING))).toBe(4);
  expect(openTodos(todosFor(ALL, { sample: SAMPLE, mediaIds: ['mine'], rents: true, others: true }))).toBe(0);
});
