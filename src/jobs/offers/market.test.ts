import { expect, test } from 'vitest';
import type { Offer, Provider } from '../../gpu/provider.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import { openMarket } from './market.ts';

const query = { gpuMemoryGb: 8, diskGb: 40, interruptible: false };

/** Whoever sleeps is woken when the time has come. */
function steppedClock(): Clock & { step(ms: number): Promise<void> } {
  let nowMs = 0;
  const waiting = new Set<{ at: number; wake(): void }>();
  return {
    now: () => nowMs,
    sleep: (ms, signal) => new Promise((resolve) => {
      const entry = { at: nowMs + ms, wake: () => { waiting.delete(entry); resolve(); } };
      waiting.add(entry);
      signal?.addEventListener('abort', entry.wake, { once: true });
    }),
    async step(ms) {
      nowMs += ms;
      for (const entry of [...waiting]) if (entry.at <= nowMs) entry.wake();
      await new Promise(setImmediate);
    },
  };
}

const offer = (provider: string): Offer => ({ id: '1', provider, description: '', usdPerHour: 1 });

function provider(name: string, offers: Provider['offers'], more: Partial<Provider> = {}): Provider & { asked(): number } {
  let asked = 0;
  const never = () => Promise.reject(new Error('never'));
  return { name, remote: true, offers: (...args) => { asked++; return offers(...args); }, launch: never, inspect: never, terminate: never, list: never, ...more, asked: () => asked };
}

test('a provider that is silent or broken keeps nobody waiting and hides nobody', async () => {
  const clock = steppedClock();
  let stopped = false;
  const silent = provider('runpod', (_query, signal) => new Promise((_resolve, reject) => { signal?.addEventListener('abort', () => { stopped = true; reject(new Error('left')); }); }));
  const broken = provider('ssh', () => Promise.reject(new AppError('PROVIDER_UNAUTHORIZED', 'no')));
  const market = openMarket([silent, broken, provider('vastai', () => Promise.resolve([offer('vastai')]))], { clock, limitMs: 10_000 });
  const answers = market.offers(query);
  await clock.step(10_000);
  expect((await answers).map(({ provider: name, offers, error }) => [name, offers.length, error?.code])).toEqual([['runpod', 0, 'PROVIDER_UNREACHABLE'], ['ssh', 0, 'PROVIDER_UNAUTHORIZED'], ['vastai', 1, undefined]]);
  expect(stopped).toBe(true);
});

test('an answer holds a while, is shared while it is on its way, and is asked for anew where that is wanted', async () => {
  const clock = steppedClock();
  const one = provider('vastai', () => Promise.resolve([offer('vastai')]));
  const market = openMarket([one], { clock, keepMs: 20_000 });
  await Promise.all([market.offers(query), market.offers(query)]);
  expect(one.asked()).toBe(1);
  await market.offers({ ...query, diskGb: 41 });
  expect(one.asked()).toBe(2);
  await clock.step(20_001);
  await market.offers(query);
  expect(one.asked()).toBe(3);
  await market.offers(query, { fresh: true });
  expect(one.asked()).toBe(4);
});

test('a failure is not kept', async () => {
  const clock = steppedClock();
  let broken = true;
  const one = provider('vastai', () => (broken ? Promise.reject(new AppError('PROVIDER_UNREACHABLE', 'no')) : Promise.resolve([offer('vastai')])));
  const market = openMarket([one], { clock });
  expect((await market.offers(query))[0]?.error?.code).toBe('PROVIDER_UNREACHABLE');
  broken = false;
  expect((await market.offers(query))[0]?.offers).toHaveLength(1);
});

test('the balance is asked for where there is one', async () => {
  const market = openMarket([provider('ssh', () => Promise.resolve([])), provider('runpod', () => Promise.resolve([]), { balance: () => Promise.resolve({ usd: 3 }) })]);
  expect(await market.balance('ssh')).toBeUndefined();
  expect(await market.balance('runpod')).toEqual({ usd: 3 });
});
