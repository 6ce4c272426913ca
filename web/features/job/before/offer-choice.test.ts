import { expect, test } from 'vitest';
import type { Offer } from './analyzer-costs.ts';
import { ALL_OFFERS, bestOfEach, filterQuery, limitIn, machinesOf, shortList } from './offer-choice.ts';
import { startBlock, type BeforeStart } from './start-block.ts';

const offer = (id: string, provider: string, likely: number): Offer => ({ id, provider, description: '', usdPerHour: likely, usd: { low: likely, likely, high: likely } });
const offers = [offer('here', 'local', 0), offer('v1', 'vastai', 2), offer('v2', 'vastai', 1), offer('v3', 'vastai', 3), offer('r1', 'runpod', 4)];

test('the short list keeps the first, the first of each provider and the chosen one, in their order', () => {
  expect(shortList(offers, undefined, 2).map(({ id }) => id)).toEqual(['here', 'v1', 'r1']);
  expect(shortList(offers, 'v3', 1).map(({ id }) => id)).toEqual(['here', 'v1', 'v3', 'r1']);
  expect([...bestOfEach(offers)]).toEqual(['v2']);
});

test('amounts are read with a comma or a point; nonsense is none', () => {
  expect(['0,50', '0.5', '', ' ', 'much', '-1', '1e400'].map(limitIn)).toEqual([0.5, 0.5, undefined, undefined, undefined, undefined, undefined]);
  expect(['', '0', '2.6', '1000'].map((machines) => machinesOf({ ...ALL_OFFERS, machines }))).toEqual([undefined, 1, 3, 100]);
});

test('only what narrows is asked for', () => {
  expect(filterQuery(ALL_OFFERS)).toEqual({});
  expect(filterQuery({ secure: true, interruptible: true, region: ' DE,FR ', gpu: '4090', mostUsdPerHour: '0,4', machines: '2' }, 9)).toEqual({ secure: true, interruptible: true, region: 'DE,FR', gpu: '4090', mostUsdPerHour: 0.4, machines: 2, costLimitUsd: 9 });
});

test('says what is in the way of a start, the first of it first', () => {
  const ready: BeforeStart = { mediaCount: 1, media: [{ mediaState: 'stored' }], analyzers: 1, updating: false, hasOffer: true };
  expect(startBlock(ready)).toBeUndefined();
  expect([{ mediaCount: 0, updating: true }, { media: [{ mediaState: 'wiped' }] }, { updating: true, analyzers: 0 }, { analyzers: 0 }, { hasOffer: false }].map((change) => startBlock({ ...ready, ...change }))).toEqual(['noMedia', 'wiped', 'saving', 'nothing', 'noOffer']);
});
