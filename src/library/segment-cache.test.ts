import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openBackground, turnstile } from './background.ts';
import { openSegmentCache } from './segment-cache.ts';

const never = new AbortController().signal;
const untilAborted = (signal: AbortSignal): Promise<Buffer> => new Promise((_, reject) => { signal.addEventListener('abort', () => { reject(new Error('stopped')); }); });

test('what is asked for by many is made once, and kept until others need the room', async () => {
  const cache = openSegmentCache(100);
  let made = 0;
  const make = async (): Promise<Buffer> => {
    made += 1;
    await sleep(5);
    return Buffer.alloc(25, made);
  };
  const both = await Promise.all([cache.get('a', never, make), cache.get('a', never, make)]);
  expect([made, both[0]?.equals(both[1] ?? Buffer.alloc(0))]).toEqual([1, true]);
  for (const key of ['b', 'c', 'd']) await cache.get(key, never, make);
  await cache.get('a', never, make);
  expect([made, cache.bytes]).toEqual([4, 100]);
  await cache.get('e', never, make);
  expect([made, cache.bytes]).toEqual([5, 100]);
  // `b` was unused for the longest time.
  await cache.get('a', never, make);
  await cache.get('b', never, make);
  expect(made).toBe(6);
  cache.drop('a');
  await cache.get('a', never, make);
  expect(made).toBe(7);
});

test('what is too large for the cache is given and not kept', async () => {
  const cache = openSegmentCache(100);
  expect((await cache.get('a', never, async () => Buffer.alloc(80))).length).toBe(80);
  expect(cache.bytes).toBe(0);
});

test('a making ends when the last who waits has left, and not before', async () => {
  const cache = openSegmentCache(100);
  let stopped = false;
  const make = (signal: AbortSignal): Promise<Buffer> => {
    signal.addEventListener('abort', () => { stopped = true; });
    return untilAborted(signal);
  };
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [cache.get('a', first.signal, make), cache.get('a', second.signal, make)].map((each) => expect(each).rejects.toMatchObject({ code: 'CANCELLED' }));
  first.abort();
  await asked[0];
  expect(stopped).toBe(false);
  second.abort();
  await Promise.all(asked);
  expect(stopped).toBe(true);
  expect((await cache.get('a', never, async () => Buffer.alloc(1))).length).toBe(1);
});

test('a failure is told to everybody and not kept; closing ends what runs', async () => {
  const cache = openSegmentCache(100);
  const failing = async (): Promise<Buffer> => { throw new Error('broken'); };
  await expect(cache.get('a', never, failing)).rejects.toThrow('broken');
  await cache.get('a', never, async () => Buffer.alloc(1));
  const running = expect(cache.get('b', never, untilAborted)).rejects.toThrow('stopped');
  await cache.close();
  await running;
});

test('at most so many pass at a time; who leaves the queue does not hold it up', async () => {
  const pass = turnstile(2);
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await sleep(3);
    inside -= 1;
  };
  const gone = new AbortController();
  const all = Array.from({ length: 7 }, (_, i) => pass(i === 4 ? gone.signal : never, work));
  const left = expect(all[4]).rejects.toMatchObject({ code: 'CANCELLED' });
  gone.abort();
  await left;
  await Promise.all(all.filter((_, i) => i !== 4));
  expect([most, inside]).toEqual([2, 0]);
});

test('work behind: each name once at a time, failures are told, closing aborts and waits', async () => {
  const told: string[] = [];
  const background = openBackground(2, (error, name) => told.push(`${name}: ${error.message}`));
  let runs = 0;
  for (let i = 0; i < 5; i++) background.start('same', async () => { runs += 1; await sleep(2); });
  background.start('bad', async () => { throw new Error('no'); });
  await background.idle();
  // The first runs at once; of those that come meanwhile one waits, as something may have changed since the first began.
  expect([runs, told]).toEqual([2, ['bad: no']]);
  let ended = false;
  background.start('long', async (signal) => { await untilAborted(signal).catch(() => undefined); ended = true; throw new Error('aborted'); });
  await background.close();
  background.start('late', async () => { runs += 1; });
  expect([ended, runs, told.length]).toEqual([true, 2, 1]);
});
