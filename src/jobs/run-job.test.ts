import { expect, test } from 'vitest';
import { holdsEverything } from './run-job.ts';

const run = (mediaId: string, status: 'done' | 'held' | 'not_run', coverage: number) => ({ mediaId, status, coverage });
const media = [{ mediaId: 'a' }, { mediaId: 'b' }];

test('a job is held where of every medium something is held and of nothing held anything is told', () => {
  expect(holdsEverything([run('a', 'held', 0), run('a', 'done', 1), run('b', 'held', 0)], media)).toBe(true);
});

test('it is not where a medium is free, a part may be told, or nothing is held', () => {
  expect(holdsEverything([run('a', 'held', 0), run('b', 'done', 1)], media)).toBe(false);
  expect(holdsEverything([run('a', 'held', 0), run('b', 'held', 0.3)], media)).toBe(false);
  expect(holdsEverything([run('a', 'done', 1), run('b', 'not_run', 0)], media)).toBe(false);
  expect(holdsEverything([], [])).toBe(false);
});
