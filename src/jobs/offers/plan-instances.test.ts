import { expect, test } from 'vitest';
import { planInstances, shareWork, type InstanceWish } from './plan-instances.ts';

const wish = (more: Partial<InstanceWish> = {}): InstanceWish => ({ workSeconds: Array.from({ length: 20 }, () => 600), overheadSeconds: 200, usdPerHour: 1, limitUsd: 100, most: 5, leastLoad: 0.7, mostLoad: 0.9, ...more });

test('machines are added while each has plenty to do, and no further', () => {
  // 12,000 s of work: alone it is busy 0.98 of the time, at six 0.91 would still be above, five are allowed.
  expect(planInstances(wish())).toMatchObject({ machines: 5, because: 'most', seconds: 2600 });
  expect(planInstances(wish({ overheadSeconds: 900 }))).toMatchObject({ machines: 2, because: 'busy' });
});

test('a short job stays on one machine: another would be paid for starting', () => {
  expect(planInstances(wish({ workSeconds: [60, 60, 60] }))).toMatchObject({ machines: 1, because: 'busy' });
});

test('no machine comes whose load would lie below the least', () => {
  // One machine is busy 0.92 of its time; a second would have the short medium alone.
  expect(planInstances(wish({ workSeconds: [2200, 100] }))).toMatchObject({ machines: 1, because: 'load' });
});

test('what cannot be split stays on one machine', () => {
  expect(planInstances(wish({ workSeconds: [36_000] }))).toMatchObject({ machines: 1, because: 'media', shares: [[0]] });
});

test('the whole plan stays under the limit, reckoned with the longest time', () => {
  const one = planInstances(wish({ most: 1 })).usd;
  expect(planInstances(wish({ limitUsd: one + 0.06 })).machines).toBe(2);
  expect(planInstances(wish({ limitUsd: one + 0.06, worstFactor: 2 }))).toMatchObject({ machines: 1, because: 'limit' });
  // Two more cost 2 x 200 s and 3 x 0.01 for what each one loads.
  const plan = (limitUsd: number) => planInstances(wish({ usdPerMachine: 0.01, limitUsd }));
  expect(plan(one + 0.14).machines).toBe(2);
  expect(plan(one + 0.15)).toMatchObject({ machines: 3, because: 'limit' });
  expect(plan(one + 0.15).usd).toBeLessThanOrEqual(one + 0.15);
});

test('the work is shared evenly, every medium once', () => {
  const shares = shareWork([5, 3, 9, 1, 7, 2], 3);
  expect(shares.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(shares.map((members) => members.reduce((sum, i) => sum + ([5, 3, 9, 1, 7, 2][i] ?? 0), 0)).sort()).toEqual([9, 9, 9]);
});

test('nothing to do is one machine that has nothing to do', () => {
  expect(planInstances(wish({ workSeconds: [] }))).toMatchObject({ machines: 1, load: 0, because: 'busy', shares: [[]] });
});
