import type { JobNeeds } from '@aima/contract';
import { expect, test } from 'vitest';
import type { MachineMeasureRow } from '../../db/index.ts';
import type { Offer, OfferedMachine } from '../../gpu/provider.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { OfferRules } from './left-out.ts';
import { rankOffers, type RankRequest } from './rank-offers.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;

const machine = (more: Partial<OfferedMachine> = {}): OfferedMachine => ({ gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 24, secure: true, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false, cudaVersion: 12.8, region: 'FR', reliability: 0.99, downMbps: 900, ...more });
const offer = (id: string, usdPerHour: number, more: Partial<OfferedMachine> = {}, provider = 'vastai'): Offer => ({ id, provider, description: id, usdPerHour, machine: machine(more) });
const local: Offer = { id: 'this-machine', provider: 'local', description: 'here', usdPerHour: 0 };
const needs: JobNeeds = { gpuMemoryGb: 8, gpuMemoryFor: ['timed_speech_to_text'], diskGb: 40, mediaBytes: 1e9, weightBytes: 2e9 };
const rules: OfferRules = { secureOnly: true, interruptible: false, regions: [[], []], leastReliability: 0.95, leastCuda: 12, mostUsdPerHour: 5, limitUsd: 5 };

const rank = (offers: readonly Offer[], more: Partial<RankRequest> = {}) => rankOffers({
  market: [{ provider: 'local', remote: false, offers: [local] }, { provider: 'vastai', remote: true, offers: [...offers] }],
  needs, work: { seconds: { low: 3000, likely: 3600, high: 4500 }, ofMedia: [3600] }, measures: [], rules, scaling: { most: 5, leastLoad: 0.7, mostLoad: 0.9 }, hourIsWorthUsd: 0, language: 'en', nowMs: NOW, ...more,
});
const ids = (ranking: ReturnType<typeof rank>): string[] => ranking.offers.map(({ told }) => told.id);
const only = (each: Offer, more: Partial<RankRequest> = {}) => rank([each], more).offers.find(({ told }) => told.provider !== 'local')?.told;

test('this machine stands in the same list at its price; what waiting is worth may put a rented one before it', () => {
  expect(ids(rank([offer('1', 0.4)]))).toEqual(['this-machine', 'vastai:1']);
  expect(ids(rank([offer('1', 0.4)], { hourIsWorthUsd: 2 }))).toEqual(['vastai:1', 'this-machine']);
});

test('the price of the job counts, not the price of the hour', () => {
  // A dear machine that takes a tenth of the time is cheaper; both were measured.
  const measures: MachineMeasureRow[] = ['T4', 'H100 SXM'].flatMap((gpu, i) => [1, 2, 3].map(() => ({ provider: 'vastai', gpu, workFactor: i === 0 ? 1 : 0.1, bootSeconds: 30, provisionSeconds: 20, transferMbps: 1000 })));
  const offers = [offer('slow', 0.4, { gpu: 'T4', gpuMemoryGb: 16 }), offer('fast', 2.4, { gpu: 'H100 SXM', gpuMemoryGb: 80 })];
  const ranking = rank(offers, { measures });
  expect(ids(ranking)).toEqual(['this-machine', 'vastai:fast', 'vastai:slow']);
  expect(ranking.offers[1]?.told.parts?.find(({ part }) => part === 'work')).toMatchObject({ basis: 'measured', seconds: { likely: 360 } });
});

test('what is paid by the byte is part of the price', () => {
  const free = only(offer('a', 0.4)), metered = only(offer('b', 0.4, { usdPerGbIn: 0.1, usdPerGbOut: 0.2 }));
  // 3 GB and 150 MB of AIMA's own go in, 52 MB of results come out.
  expect((metered?.usd.likely ?? 0) - (free?.usd.likely ?? 0)).toBeCloseTo(3.15 * 0.1 + 0.052 * 0.2, 3);
  expect(metered?.parts?.at(-1)).toMatchObject({ part: 'bandwidth', basis: 'told' });
});

test('a guess is told as a guess and has a wide range', () => {
  const told = only(offer('a', 0.4));
  const work = told?.parts?.find(({ part }) => part === 'work');
  expect(work?.basis).toBe('assumed');
  expect((work?.seconds.high ?? 0) / (work?.seconds.low ?? 1)).toBeGreaterThan(10);
  expect(told?.usd.low).toBeLessThan(told?.usd.likely ?? 0);
});

test('a slow line makes a machine dear', () => {
  const seconds = (downMbps: number) => only(offer('a', 0.4, { downMbps }))?.parts?.find(({ part }) => part === 'transfer')?.seconds.likely ?? 0;
  expect(seconds(10)).toBeGreaterThan(10 * seconds(900));
});

test.each<[string, Offer, Partial<OfferRules>, RegExp]>([
  ['gpu_memory', offer('x', 0.4, { gpuMemoryGb: 6 }), {}, /6 GB.*8 GB/],
  ['gpu', offer('x', 0.4), { gpu: 'H100' }, /RTX 4090/],
  ['not_secure', offer('x', 0.4, { secure: false }), {}, /data centre/],
  ['region', offer('x', 0.4, { region: 'US' }), { regions: [['FR', 'DE'], []] }, /US; allowed: FR, DE/],
  ['region', offer('x', 0.4, { region: 'FR' }), { regions: [[], ['DE']] }, /allowed: DE/],
  ['reliability', offer('x', 0.4, { reliability: 0.9 }), {}, /90 %.*95 %/],
  ['cuda', offer('x', 0.4, { cudaVersion: 11.8 }), {}, /11\.8/],
  ['price', offer('x', 6), {}, /6\.00 USD/],
  ['ends_too_soon', offer('x', 0.4, { endsAt: NOW + 60_000 }), {}, /2026-11-21T12:01/],
  ['interruptible', offer('x', 0.2, { interruptible: true }), {}, /taken away/],
  ['failed_lately', offer('x', 0.4, { machineId: '77' }), { avoid: new Set(['vastai:77']) }, /last hour/],
  ['cost_limit', offer('x', 4.9), { limitUsd: 0.001 }, /limit/],
])('%s: left out, and why', (code, each, more, sentence) => {
  const ranking = rank([each], { rules: { ...rules, ...more } });
  expect(ids(ranking)).toEqual(['this-machine']);
  expect(ranking.leftOut).toMatchObject([{ id: 'vastai:x', code, message: expect.stringMatching(sentence) as string }]);
  expect(rank([each], { rules: { ...rules, ...more }, language: 'de' }).leftOut[0]?.message).not.toBe(ranking.leftOut[0]?.message);
});

test('an own server is where its owner put it, but needs the memory and stays under the limit', () => {
  const own = (more: Partial<OfferedMachine>, usdPerHour = 0.12): Offer => offer('cellar', usdPerHour, { secure: false, reliability: 0.5, ...more }, 'ssh');
  const strict = { rules: { ...rules, regions: [['FR'], []], mostUsdPerHour: 0.1 } };
  expect(ids(rank([own({ region: 'home' })], strict))).toContain('ssh:cellar');
  expect(rank([own({ gpuMemoryGb: 4 })], strict).leftOut).toMatchObject([{ code: 'gpu_memory' }]);
  expect(rank([own({}, 50)], { rules: { ...rules, limitUsd: 0.01 } }).leftOut).toMatchObject([{ code: 'cost_limit' }]);
});

test('what is allowed passes: a data centre of the country, long enough, without numbers of reliability', () => {
  const { reliability: _reliability, ...secure } = machine({ region: 'EU-RO-1', endsAt: NOW + 100 * HOUR });
  expect(ids(rank([{ ...offer('x', 0.4), machine: secure }], { rules: { ...rules, regions: [['RO'], ['EU-RO-1']] } }))).toContain('vastai:x');
});

test('a bid is told with its risk, and reckoned with more time', () => {
  const allowed = { rules: { ...rules, interruptible: true } };
  const bid = only(offer('x', 0.4, { interruptible: true }), allowed), firm = only(offer('x', 0.4));
  expect(bid?.risk).toMatch(/taken|takes/);
  expect(firm?.risk).toBeUndefined();
  expect(bid?.usd.high).toBeGreaterThan(1.5 * (firm?.usd.high ?? Infinity) - 0.1);
});

test('who does not answer is told and hides nobody', () => {
  const silent = new AppError('PROVIDER_UNREACHABLE', 'x', { kind: 'late' }), keyless = new AppError('PROVIDER_UNAUTHORIZED', 'x', { kind: 'no_key' });
  const { offers, providers } = rank([], { market: [{ provider: 'runpod', remote: true, offers: [], error: silent }, { provider: 'ssh', remote: true, offers: [], error: keyless }, { provider: 'vastai', remote: true, offers: [offer('1', 0.4)] }] });
  expect(offers).toHaveLength(1);
  expect(providers).toMatchObject([{ provider: 'runpod', state: 'PROVIDER_UNREACHABLE' }, { provider: 'ssh', state: 'not_set_up' }, { provider: 'vastai', state: 'answered', offers: 1 }]);
});

test('several machines where they pay', () => {
  const measures: MachineMeasureRow[] = [1, 2, 3].map(() => ({ provider: 'vastai', gpu: 'RTX 4090', workFactor: 1, bootSeconds: 30, provisionSeconds: 20, transferMbps: 1000 }));
  const work = { seconds: { low: 30_000, likely: 36_000, high: 40_000 }, ofMedia: Array.from({ length: 100 }, () => 360) };
  expect(only(offer('1', 0.4), { measures, work, rules: { ...rules, limitUsd: 50 } })?.machines).toMatchObject({ machines: 5, because: 'most' });
  expect(only(offer('1', 0.4), { measures, work, rules: { ...rules, limitUsd: 50 }, scaling: { most: 2, leastLoad: 0.7, mostLoad: 0.9 } })?.machines).toMatchObject({ machines: 2 });
});
