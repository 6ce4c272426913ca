import { expect, test } from 'vitest';
import { afterProgress, shownShare, speedOf, tenthOf } from './job-progress.ts';

const film = { kind: 'video', durationMs: 60_000 };
const photo = { kind: 'image', durationMs: 0 };

test('one event after the other: media are remembered, the rest of the time is not', () => {
  const one = afterProgress(undefined, { progress: 0.1, mediaId: 'a', mediaProgress: 0.2, step: 'analyse', remainingMs: 9_000 }, 0);
  const two = afterProgress(one, { progress: 0.2, mediaId: 'b', mediaProgress: 0.1, step: 'nonsense' }, 1_000);
  expect(two).toMatchObject({ fraction: 0.2, step: 'analyse', media: { a: 0.2, b: 0.1 } });
  expect(two.remainingMs).toBeUndefined();
});

test('what is no share changes nothing', () => {
  const one = afterProgress(undefined, { progress: 0.5 }, 0);
  expect(afterProgress(one, { progress: 7 }, 1).fraction).toBe(0.5);
  expect(afterProgress(one, { progress: 'all' }, 1).fraction).toBe(0.5);
});

test('the speed of films is a multiple of their length, of photos a number a minute', () => {
  const told = { samples: [{ atMs: 0, fraction: 0.1 }, { atMs: 30_000, fraction: 0.6 }] };
  expect(speedOf(told, [film, film], 2)).toEqual({ kind: 'real_time', times: expect.closeTo(2, 6) as number });
  // Of media that are not loaded the mean of the others stands.
  expect(speedOf(told, [film], 4)).toEqual({ kind: 'real_time', times: expect.closeTo(4, 6) as number });
  expect(speedOf(told, [photo, photo], 60)).toEqual({ kind: 'per_minute', count: expect.closeTo(60, 6) as number });
});

test('no speed is told from too little', () => {
  expect(speedOf({ samples: [{ atMs: 0, fraction: 0 }, { atMs: 5_000, fraction: 0.5 }] }, [film], 1)).toBeUndefined();
  expect(speedOf({ samples: [{ atMs: 0, fraction: 0.5 }, { atMs: 50_000, fraction: 0.5 }] }, [film], 1)).toBeUndefined();
  expect(speedOf({ samples: [] }, [film], 1)).toBeUndefined();
});

test('a job that was begun again does not count what lay behind its fall', () => {
  const one = afterProgress(undefined, { progress: 0.8 }, 0);
  expect(afterProgress(one, { progress: 0.1 }, 1_000).samples).toEqual([{ atMs: 1_000, fraction: 0.1 }]);
  expect(afterProgress(one, { progress: 0.9 }, 61_000).samples).toHaveLength(1);
});

test('it says 100 % only when it is so, and aloud each tenth', () => {
  expect([0, 0.126, 0.999, 1].map(shownShare)).toEqual([0, 0.12, 0.99, 1]);
  expect([0, 0.29, 0.3, 1].map(tenthOf)).toEqual([0, 20, 30, 100]);
});
