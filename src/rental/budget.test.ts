import { expect, test } from 'vitest';
import { affordableMs, judgePrice, planReservation, roomUnder, shareReached, worstCaseUsd } from './budget.ts';

const HOUR = 3_600_000;
const worst = { usdPerHour: 2, trafficUsd: 0.25, leaseMs: 300_000 };
const none = { jobUsd: 0, dayUsd: 0, workspaceUsd: 0 };

test('the worst case holds the highest price, the lease, a late kill, the round-up and the traffic', () => {
  // 2 USD x 1.05 x (60 + 5 + 1 + 1) min + 0.25
  expect(worstCaseUsd(worst, HOUR)).toBeCloseTo(2 * 1.05 * (67 / 60) + 0.25, 9);
});

test('what is affordable costs, in the worst case, exactly what there is', () => {
  for (const usd of [0.6, 1, 5]) expect(worstCaseUsd(worst, affordableMs(worst, usd))).toBeCloseTo(usd, 9);
  expect(affordableMs({ ...worst, usdPerHour: 0 }, 0)).toBe(Number.MAX_SAFE_INTEGER);
});

test('before it is made, a twin that nobody ever looks after is paid for, too', () => {
  const ordered = { ...worst, bootMs: 20 * 60_000 };
  // Their hard end by the clock comes before their leases': 2 x (5 + 5 + 1 + 1) min, more than 5 + 5 + 1 + 1.
  expect(worstCaseUsd(ordered, 300_000)).toBeCloseTo(2 * 1.05 * (24 / 60) + 0.25, 9);
  // 2 x (20 + 5 + 1 + 1) min; from 47 min on the one alone costs more.
  expect(worstCaseUsd(ordered, 30 * 60_000)).toBeCloseTo(2 * 1.05 * (54 / 60) + 0.25, 9);
  expect(worstCaseUsd(ordered, HOUR)).toBe(worstCaseUsd(worst, HOUR));
  for (const usd of [1.0, 1.2, 1.5, 2.14, 2.15, 5]) {
    const runMs = affordableMs(ordered, usd);
    expect(worstCaseUsd(ordered, runMs)).toBeLessThanOrEqual(usd + 1e-9);
    expect(worstCaseUsd(ordered, runMs + 1_000)).toBeGreaterThan(usd);
  }
});

test('a plan is as long as wished, else as long as the smallest limit allows, else refused', () => {
  const ask = (jobUsd: number, wishMs: number) => planReservation(worst, { caps: { jobUsd, day: { usd: 3, sinceMs: 0 } }, committed: { ...none, dayUsd: 1 }, nowMs: 1_000, wishMs, usefulMs: 300_000 });
  expect(ask(5, 600_000).hardEndAt).toBe(601_000);
  const limited = ask(5, 10 * HOUR);
  expect(limited.reservedUsd).toBeLessThanOrEqual(2);
  expect(limited.reservedUsd).toBeGreaterThan(1.999);
  expect(() => ask(0.6, HOUR)).toThrow(expect.objectContaining({ code: 'COST_LIMIT_TOO_LOW', details: expect.objectContaining({ cap: 'job' }) as object }) as Error);
});

test('the limit that leaves least decides', () => {
  expect(roomUnder({ jobUsd: 5, day: { usd: 9, sinceMs: 0 }, workspace: { usd: 4, sinceMs: 0 } }, { jobUsd: 1, dayUsd: 8, workspaceUsd: 3.5 })).toEqual({ cap: 'workspace', usd: 0.5 });
});

test('prices: a twentieth more is agreed, half more is a jump', () => {
  const offer = { id: '', description: '', usdPerHour: 1, interruptible: false, usdPerGbIn: 0, usdPerGbOut: 0 };
  expect([0.5, 1.05, 1.051, 1.5, 1.51].map((usd) => judgePrice(usd, offer))).toEqual(['as_offered', 'as_offered', 'above', 'above', 'jump']);
});

test('shares of a limit', () => {
  expect([0, 2.4, 2.5, 4, 4.9, 5, 9].map((usd) => shareReached(usd, 5))).toEqual([0, 0, 0.5, 0.8, 0.8, 1, 1]);
  expect(shareReached(1, 0)).toBe(0);
});
