import { expect, test } from 'vitest';
import { diskUsdPerHour, offerId, offerKey, offersOf, type OfferKey } from './offers.ts';
import { Catalogue } from './pod.ts';

const RTX = {
  id: 'NVIDIA GeForce RTX 4090', name: 'RTX 4090', manufacturer: 'NVIDIA', memory: 24, secure: true, community: true, price: { secure: 0.74, community: '0.34' }, availability: 'LOW',
  dataCenters: [{ id: 'EU-RO-1', name: 'EU Romania 1', availability: 'LOW' }, { id: 'US-KS-2', availability: 'NONE' }, { id: 'EU-SE-1', availability: 'HIGH' }],
  cudaVersions: [{ version: '12.8', available: true }, { version: '12.10', available: false }, { version: '12.4', available: true }],
};
const QUERY = { gpuMemoryGb: 0, diskGb: 50, interruptible: true };
const typesOf = (...gpus: unknown[]) => Catalogue.parse({ gpus }).gpus;

test('one offer for each place that has some left, with its disk in the price', () => {
  const offers = offersOf(typesOf(RTX), 'SECURE', QUERY, undefined);
  expect(offers.map(({ machine }) => machine?.region)).toEqual(['EU-RO-1', 'EU-SE-1']);
  expect(offers[0]).toMatchObject({ usdPerHour: 0.74 + diskUsdPerHour(50), machine: { gpu: 'RTX 4090', gpuMemoryGb: 24, secure: true, interruptible: false, cudaVersion: 12.8, usdPerGbIn: 0, usdPerGbOut: 0 } });
  expect(diskUsdPerHour(50)).toBeCloseTo(50 * 0.1 / 30 / 24, 10);
  expect(offersOf(typesOf(RTX), 'COMMUNITY', QUERY, undefined)[0]).toMatchObject({ usdPerHour: 0.34 + diskUsdPerHour(50), machine: { secure: false } });
});

test('without known places there is one for wherever, and none without stock, price, memory or a card of NVIDIA', () => {
  expect(offersOf(typesOf({ ...RTX, dataCenters: null }), 'SECURE', QUERY, undefined).map(({ machine }) => machine && 'region' in machine)).toEqual([false]);
  for (const without of [{ dataCenters: [], availability: 'NONE' }, { dataCenters: undefined, availability: undefined }, { price: null }, { price: { secure: 0 } }, { memory: null }, { manufacturer: 'AMD' }, { secure: false }]) {
    expect(offersOf(typesOf({ ...RTX, ...without }), 'SECURE', QUERY, undefined)).toEqual([]);
  }
  expect(offersOf(typesOf(RTX), 'SECURE', { ...QUERY, gpuMemoryGb: 24.1 }, undefined)).toEqual([]);
  expect(typesOf(null, {}, RTX)).toHaveLength(1);
});

test('a bid lies a little over the lowest and never over the fixed price', () => {
  const bids = (minimum: number) => offersOf(typesOf(RTX), 'SECURE', QUERY, new Map([[RTX.id, minimum]])).filter(({ machine }) => machine?.interruptible);
  expect(bids(0.4).map(({ usdPerHour }) => usdPerHour)).toEqual([0.44 + diskUsdPerHour(50), 0.44 + diskUsdPerHour(50)]);
  expect(offerKey(bids(0.4)[0]?.id ?? '')).toMatchObject({ bid: 0.44, dataCenter: 'EU-RO-1' });
  expect(bids(0.73)[0]?.usdPerHour).toBe(0.74 + diskUsdPerHour(50));
});

test('an id says all that a launch needs, and nonsense is none', () => {
  const keys: OfferKey[] = [{ cloud: 'SECURE', gpuId: 'NVIDIA A100/80 GB' }, { cloud: 'COMMUNITY', gpuId: 'x', dataCenter: 'EU-RO-1', minCudaVersion: '12.8', bid: 0.21 }];
  for (const key of keys) expect(offerKey(offerId(key))).toEqual(key);
  for (const id of ['', 'nonsense', 'secure/x', 'secure//-/-/-', 'other/x/-/-/-', 'secure/x/-/-/0', 'secure/x/-/-/-1', 'secure/x/-/-/cheap', 'secure/x/-/-/-/-']) expect(offerKey(id)).toBeUndefined();
});
