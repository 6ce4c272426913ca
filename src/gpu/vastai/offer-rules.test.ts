import { expect, test } from 'vitest';
import { fits, NO_WISH, offerOf, readOfferId, searchBody } from './offer-rules.ts';
import { WireOffer } from './wire-schemas.ts';

const NOW_MS = 1_763_700_000_000;
const ROW = {
  id: 21873344, ask_contract_id: 21873344, machine_id: 41207, hosting_type: 1, gpu_name: 'RTX 4090', num_gpus: 1, gpu_ram: 24564, disk_space: 612.4,
  dph_base: 0.4, dph_total: 0.4139, storage_cost: 0.2, min_bid: 0.21, inet_up: 812.3, inet_down: 905.1, inet_up_cost: 0.003, inet_down_cost: 0.002,
  reliability2: 0.9952, cuda_max_good: 12.8, compute_cap: 890, direct_port_count: 40, geolocation: 'Quebec, CA', verification: 'verified',
  rentable: true, rented: false, duration: 2592000, end_date: 1766200000,
};
const WISH = { gpuMemoryGb: 20, diskGb: 50, interruptible: false };
const row = (changes: Record<string, unknown> = {}) => WireOffer.parse({ ...ROW, ...changes });

test('an offer of the market is told in our units, with the disk that is asked for', () => {
  expect(offerOf(row(), WISH, 'ondemand', NOW_MS)).toEqual({
    id: '21873344', provider: 'vastai', description: '1 × RTX 4090, Quebec, CA', usdPerHour: 0.4139,
    machine: {
      gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 24.564, cudaVersion: 12.8, region: 'CA', secure: true, reliability: 0.9952, machineId: '41207',
      downMbps: 905.1, upMbps: 812.3, usdPerGbIn: 0.002, usdPerGbOut: 0.003, interruptible: false, endsAt: 1_766_200_000_000,
    },
  });
});

test('a server that prices another disk does not make ours cheaper', () => {
  const offer = offerOf(row({ dph_total: 0.4014 }), { ...WISH, diskGb: 500 }, 'ondemand', NOW_MS);
  expect(offer?.usdPerHour).toBeCloseTo(0.4 + 500 * 0.2 / 720, 9);
});

test('a bid lies above the floor, is part of the id, and its price holds the disk too', () => {
  const offer = offerOf(row(), WISH, 'bid', NOW_MS);
  expect(offer?.machine?.interruptible).toBe(true);
  const read = readOfferId(offer?.id ?? '');
  expect(read?.ask).toBe(21873344);
  expect(read?.bid).toBeGreaterThan(0.21);
  expect(offer?.usdPerHour).toBeCloseTo((read?.bid ?? 0) + 50 * 0.2 / 720, 9);
  expect(offerOf(row({ min_bid: null }), WISH, 'bid', NOW_MS)).toBeUndefined();
  expect(readOfferId('../1')).toBeUndefined();
});

test('a home, a price as text and fields of tomorrow are read', () => {
  const offer = offerOf(row({ hosting_type: 0, dph_total: '0.5000', num_gpus: '2', reliability2: null, geolocation: null, end_date: null, duration: null, tomorrow: {} }), WISH, 'ondemand', NOW_MS);
  expect(offer).toMatchObject({ usdPerHour: 0.5, description: '2 × RTX 4090', machine: { secure: false, gpuCount: 2 } });
  expect(offer?.machine).not.toHaveProperty('region');
  expect(offer?.machine).not.toHaveProperty('reliability');
  expect(offer?.machine).not.toHaveProperty('endsAt');
});

test.each([
  ['too little memory', { gpu_ram: 16384 }], ['too little disk', { disk_space: 49 }], ['unverified', { verification: 'unverified' }],
  ['deverified', { verification: 'deverified' }], ['rented', { rented: true }], ['not for rent', { rentable: false }], ['external', { external: true }],
  ['an old GPU', { compute_cap: 520 }], ['no direct port', { direct_port_count: 0 }], ['another processor', { cpu_arch: 'arm64' }],
  ['its time is over', { end_date: NOW_MS / 1000 - 1 }],
])('what breaks a condition is left out although the server gave it: %s', (_, changes) => {
  expect(fits(row(), WISH, NOW_MS)).toBe(true);
  expect(fits(row(changes), WISH, NOW_MS)).toBe(false);
});

test('a search names type, disk and every condition', () => {
  expect(searchBody(WISH, 'bid', { gte: 0.5 }, 64)).toMatchObject({
    type: 'bid', limit: 64, allocated_storage: 50, order: [['dph_total', 'asc']], dph_total: { gte: 0.5 }, gpu_ram: { gte: 20_000 }, disk_space: { gte: 50 },
    verified: { eq: true }, external: { eq: false }, rentable: { eq: true }, rented: { eq: false },
  });
  expect(searchBody(NO_WISH, 'ondemand', undefined, 64)).toMatchObject({ allocated_storage: 8 });
});
