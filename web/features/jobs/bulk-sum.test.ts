import { expect, test } from 'vitest';
import { bulkSum, offerFor, type Offer } from './bulk-sum.ts';

const offer = (provider: string, low: number, high: number): Offer => ({ id: provider, provider, description: '', usdPerHour: high, usd: { low, likely: low, high } });

test('prices and limits add up; what is free has no limit', () => {
  expect(bulkSum([offer('runpod', 1, 2), offer('local', 0, 0), offer('vastai', 0.5, 1)], 5)).toEqual({ low: 1.5, high: 3, limitUsd: 10 });
  expect(bulkSum([], 5)).toEqual({ low: 0, high: 0, limitUsd: 0 });
});

test('a job is started here or on the best for it', () => {
  const offers = [offer('runpod', 1, 2), offer('local', 0, 0)];
  expect([offerFor(offers, 'first')?.id, offerFor(offers, 'here')?.id, offerFor([], 'first')]).toEqual(['runpod', 'local', undefined]);
});
