import { expect, test } from 'vitest';
import { virtualClock } from '../../../tests/support/virtual-clock.ts';
import { rateLimiter, type CallKind } from './rate-limiter.ts';
import { rateWindows, retryAfterMs, thresholdMs } from './rate-signals.ts';

const window = (left: number, resetMs: number, quota = 60) => [{ name: 'minute', left, resetMs, quota, windowMs: 60_000 }];

test('headers tell windows, and refusals how long to wait', () => {
  const headers = new Headers({ RateLimit: '"minute";r=59;t=12, "hour";r=2999;t=3000, "odd", "day";r=x;t=1', 'RateLimit-Policy': '"minute";q=60;w=60, "hour";q=3000;w=3600', 'Retry-After': '7' });
  expect(rateWindows(headers)).toEqual([{ name: 'minute', left: 59, resetMs: 12_000, quota: 60, windowMs: 60_000 }, { name: 'hour', left: 2999, resetMs: 3_000_000, quota: 3000, windowMs: 3_600_000 }]);
  expect(rateWindows(new Headers())).toEqual([]);
  expect(retryAfterMs(headers, undefined, '')).toBe(7000);
  expect(retryAfterMs(new Headers({ 'retry-after': 'Wed, 21 Oct' }), { retry_after: 2.5 }, '')).toBe(2500);
  expect(retryAfterMs(new Headers(), undefined, 'API requests too frequent endpoint threshold=4.5')).toBe(4500);
  expect(retryAfterMs(new Headers(), null, 'API requests too frequent')).toBeUndefined();
  expect(thresholdMs('threshold = 3')).toBe(3000);
});

test('without a word of the provider nothing waits', async () => {
  const clock = virtualClock();
  const limiter = rateLimiter(clock);
  const startMs = clock.now();
  await clock.run(() => Promise.all(Array.from({ length: 500 }, () => limiter.take('read'))));
  expect(clock.now()).toBe(startMs);
});

test('reading leaves a fifth of a window, launching a tenth, and ending takes what it needs', async () => {
  const clock = virtualClock();
  const limiter = rateLimiter(clock);
  const startMs = clock.now();
  const taken: Record<CallKind, number> = { read: 0, launch: 0, terminate: 0 };
  limiter.learn(window(20, 30_000));
  const work = clock.run(() => Promise.all((['read', 'launch', 'terminate'] as const).flatMap((kind) => Array.from({ length: 15 }, async () => {
    await limiter.take(kind);
    if (clock.now() === startMs) taken[kind] += 1;
  }))));
  await work;
  expect(taken).toEqual({ read: 8, launch: 6, terminate: 15 });
  expect(clock.now() - startMs).toBe(30_000);
});

test('after a refusal for all, endings go first, then launches, then reading; endings do not wait longer than ten seconds', async () => {
  const clock = virtualClock();
  const limiter = rateLimiter(clock);
  const startMs = clock.now();
  const order: string[] = [];
  limiter.refused(25_000);
  await clock.run(() => Promise.all((['read', 'launch', 'terminate', 'read'] as const).map(async (kind) => {
    await limiter.take(kind);
    order.push(`${kind} ${clock.now() - startMs}`);
  })));
  expect(order).toEqual(['terminate 10000', 'launch 25000', 'read 25000', 'read 25000']);
});

test('calls of one endpoint keep their interval, and grow with what a refusal names', async () => {
  const clock = virtualClock();
  const limiter = rateLimiter(clock);
  const startMs = clock.now();
  const pace = { group: 'destroy', intervalMs: 3_000 };
  const at: number[] = [];
  const take = async (): Promise<void> => { await limiter.take('terminate', pace); at.push(clock.now() - startMs); };
  await clock.run(() => Promise.all([take(), take(), take(), limiter.take('read', { group: 'show', intervalMs: 2_000 })]));
  expect(at).toEqual([0, 3_000, 6_000]);
  limiter.refused(4_500, pace, 4_500);
  await clock.run(async () => { await take(); await take(); });
  expect(at.slice(3)).toEqual([10_500, 15_000]);
});

test('who would wait for more than a minute is told, and who cancels stops waiting', async () => {
  const clock = virtualClock();
  const limiter = rateLimiter(clock);
  limiter.learn(window(0, 3_000_000));
  await expect(limiter.take('launch')).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE', details: { retryAfterMs: 3_000_000 } });
  await limiter.take('terminate');
  limiter.learn(window(0, 40_000));
  const cancel = new AbortController();
  const work = limiter.take('read', undefined, cancel.signal);
  cancel.abort();
  await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(limiter.take('read', undefined, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
});
