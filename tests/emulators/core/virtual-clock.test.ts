import { setTimeout as realSleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { virtualClock } from '../../support/virtual-clock.ts';

test('hours pass at once, and everybody wakes at their own time and in order', async () => {
  const clock = virtualClock(0);
  const woken: string[] = [];
  const sleeper = async (name: string, ...hours: number[]): Promise<void> => {
    for (const h of hours) {
      await clock.sleep(h * 3_600_000);
      woken.push(`${name}@${clock.now() / 3_600_000}`);
    }
  };
  await clock.run(Promise.all([sleeper('a', 2, 2), sleeper('b', 1, 1, 5), sleeper('c', 4)]));
  expect(woken).toEqual(['b@1', 'a@2', 'b@2', 'c@4', 'a@4', 'b@7']);
  expect(clock.sleepers).toBe(0);
});

test('time does not jump while promises, ticks and immediates still run', async () => {
  const clock = virtualClock(0);
  const seen: number[] = [];
  const busy = async (): Promise<void> => {
    for (let i = 0; i < 50; i++) {
      await Promise.resolve();
      await new Promise((resolve) => { process.nextTick(resolve); });
      await new Promise((resolve) => { setImmediate(resolve); });
      if (i % 10 === 0) await new Response(JSON.stringify({ i })).json();
      seen.push(clock.now());
    }
  };
  await clock.run(Promise.all([busy(), clock.sleep(1)]));
  expect(new Set(seen)).toEqual(new Set([0]));
});

test('whoever is aborted wakes at once and is not waited for', async () => {
  const clock = virtualClock(0);
  const abort = new AbortController();
  const long = clock.sleep(1_000_000, abort.signal).then(() => clock.now());
  const aborted = clock.sleep(10).then(() => { abort.abort(); });
  await clock.run(aborted);
  expect(await clock.run(long)).toBe(10);
  expect(await clock.run(clock.sleep(5, AbortSignal.abort()).then(() => clock.now()))).toBe(10);
});

test('advance stops at its moment and leaves later sleepers asleep', async () => {
  const clock = virtualClock(0);
  const woken: number[] = [];
  for (const ms of [5, 10, 11]) void clock.sleep(ms).then(() => { woken.push(clock.now()); });
  await clock.advance(10);
  expect({ woken, now: clock.now(), sleepers: clock.sleepers }).toEqual({ woken: [5, 10], now: 10, sleepers: 1 });
});

test('time stands still for what takes real time', async () => {
  const clock = virtualClock(0);
  const real = clock.hold(realSleep(20)).then(() => clock.now());
  void clock.sleep(1);
  expect(await clock.run(real)).toBe(0);
});

test('work that no time can finish is told', async () => {
  await expect(virtualClock(0).run(new Promise(() => undefined))).rejects.toThrow('no time brings');
});

test('a failure of the work is the failure of the run', async () => {
  const clock = virtualClock(0);
  await expect(clock.run(clock.sleep(5).then(() => { throw new Error('as expected'); }))).rejects.toThrow('as expected');
});
