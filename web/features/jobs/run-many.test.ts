import { expect, test } from 'vitest';
import { runMany, type Outcome } from './run-many.ts';

test('each has its turn once, at most three at a time, and a failure is told beside the others', async () => {
  let now = 0;
  let most = 0;
  const told: Outcome<number>[][] = Array.from({ length: 8 }, () => []);
  await runMany([...told.keys()], async (item) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    if (item === 4) throw new Error('no');
    return item * 2;
  }, (index, outcome) => { told[index]?.push(outcome); });
  expect(most).toBe(3);
  expect(told.map((each) => each.map(({ state }) => state).join())).toEqual(['working,done', 'working,done', 'working,done', 'working,done', 'working,failed', 'working,done', 'working,done', 'working,done']);
  expect(told[7]?.at(-1)).toEqual({ state: 'done', value: 14 });
});

test('who leaves ends what has not begun', async () => {
  const leave = new AbortController();
  const begun: number[] = [];
  await runMany([0, 1, 2, 3, 4, 5], async (item) => {
    begun.push(item);
    if (item === 1) leave.abort();
  }, () => undefined, leave.signal);
  expect(begun).toEqual([0, 1]);
});
