import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { JobSettings } from '@aima/contract';
import { noteTimes } from '../analysis/measured-times.ts';
import { spread } from './estimate-range.ts';
import { estimateOf } from './estimate.ts';
import { planOf } from './plan.ts';

const data = mkdtempSync(path.join(tmpdir(), 'aima-estimate-'));
afterAll(() => { rmSync(data, { recursive: true, force: true }); });
const parts = { data, providers: [{ name: 'rented', remote: true, inspect: () => Promise.resolve(undefined), offers: () => Promise.resolve([{ id: 'a', provider: 'rented', description: 'a GPU', usdPerHour: 3.6 }]), launch: () => Promise.reject(new Error('never')), terminate: () => Promise.resolve('absent' as const), list: () => Promise.resolve([]) }] };
const plan = planOf(JobSettings.parse({ analyzers: [{ name: 'cut_analysis' }, { name: 'color_analysis' }] }));
const film = { id: randomUUID(), kind: 'video', durationMs: 100_000 };

test('one sample gives a wide range, several their own', () => {
  expect(spread([])).toBeUndefined();
  expect(spread([2])).toEqual({ low: 1.4, likely: 2, high: 3 });
  expect(spread([4, 1, 2])).toEqual({ low: 1, likely: 2, high: 4.4 });
});

test('what was measured nowhere is told as unknown and counted in no sum; a photo knows nothing of films', async () => {
  const estimate = await estimateOf(parts, plan, [{ id: 'p', kind: 'image', durationMs: 0 }]);
  expect(estimate.unknown).toContain('color_analysis');
  expect(estimate.media[0]).toMatchObject({ seconds: { low: 0, likely: 0, high: 0 }, analyzers: expect.arrayContaining([{ analyzer: 'color_analysis', basis: 'unknown' }]) as unknown });
});

test('another machine gives a range, this one its own; money follows from time and the price of the offer', async () => {
  const elsewhere = await estimateOf(parts, plan, [film]);
  expect(elsewhere.media[0]?.analyzers.map(({ basis }) => basis)).toEqual(['reference', 'reference']);
  for (const seconds of [10, 12, 14]) await noteTimes(data, { kind: 'video', durationMs: 100_000, runs: [{ analyzer: 'cut_analysis', tier: 'lite', seconds }, { analyzer: 'color_analysis', tier: 'lite', seconds: 30 }], clockSeconds: 22 });
  const { media, seconds, offers } = await estimateOf(parts, plan, [film]);
  const cuts = media[0]?.analyzers.find(({ analyzer }) => analyzer === 'cut_analysis');
  expect(cuts).toMatchObject({ basis: 'here', seconds: { low: 10, likely: 12, high: 15.4 } });
  expect(media[0]?.seconds.likely).toBeCloseTo(42 * 22 / 42, 1);
  // 3.6 USD an hour are 0.001 a second; a machine that is booted and set up first takes longer than the same work here takes at best.
  expect(offers[0]?.usd.likely).toBeCloseTo((offers[0]?.seconds?.likely ?? 0) / 1000, 3);
  expect(offers[0]?.parts?.map(({ part }) => part)).toEqual(['boot', 'provision', 'transfer', 'work', 'end', 'bandwidth']);
  expect(offers[0]?.machines).toMatchObject({ machines: 1 });
  expect(seconds.low).toBeLessThan(seconds.likely);
});

test('nothing at all takes no time; without a measurement the clock runs between all cores at once and one after the other', async () => {
  expect((await estimateOf(parts, plan, [])).seconds).toEqual({ low: 0, likely: 0, high: 0 });
  const fresh = mkdtempSync(path.join(tmpdir(), 'aima-estimate-'));
  const { media } = await estimateOf({ ...parts, data: fresh }, plan, [film]);
  const own = media[0]?.analyzers.reduce((sum, { seconds }) => sum + (seconds?.low ?? 0), 0) ?? 0;
  expect(media[0]?.seconds.low).toBeCloseTo(own / availableParallelism(), 1);
  rmSync(fresh, { recursive: true, force: true });
});

test('an analyzer whose model is missing is told before the start; one that falls back to lite is not', async () => {
  const stock = () => Promise.resolve({ entries: [], modelsFolder: data });
  const of = async (names: string[], tier: 'lite' | 'full') => (await estimateOf({ ...parts, stock }, planOf(JobSettings.parse({ tier, analyzers: names.map((name) => ({ name })) })), [], { language: 'de' })).warnings;
  expect(await of(['cut_analysis'], 'full')).toEqual([]);
  expect(await of(['blip2'], 'full')).toEqual([expect.objectContaining({ analyzer: 'blip2', message: expect.stringContaining('kann hier nicht laufen') as string })]);
});

test('where no machine has enough memory, those that there are stand with their reason among what was left out', async () => {
  const small = { gpu: 'RTX 3060', gpuCount: 1, gpuMemoryGb: 12, secure: true, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false };
  const market = (query?: { gpuMemoryGb: number }) => Promise.resolve((query?.gpuMemoryGb ?? 0) > 12 ? [] : [{ id: 'a', provider: 'rented', description: 'small', usdPerHour: 0.1, machine: small }]);
  const [rented] = parts.providers;
  if (!rented) throw new Error('There is no provider.');
  const served = () => Promise.resolve({ uses: ['vision' as const], repository: 'a/b', revision: '0'.repeat(40), gpuMemoryGb: 19, sizeGb: 17 });
  const estimate = await estimateOf({ ...parts, providers: [{ ...rented, offers: market }], served }, planOf(JobSettings.parse({ tier: 'full', analyzers: [{ name: 'blip2' }] })), [film]);
  expect(estimate.offers).toEqual([]);
  expect(estimate.needs?.gpuMemoryGb).toBeGreaterThan(19);
  expect(estimate.leftOut).toMatchObject([{ id: 'rented:a', code: 'gpu_memory' }]);
});
