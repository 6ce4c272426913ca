import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { offerName, roundedSeconds, usdRange } from './offer-names.ts';

beforeAll(() => i18next.init({ lng: 'de', fallbackLng: false, resources: {}, interpolation: { escapeValue: false, prefix: '{', suffix: '}' } }));

test('a machine is called by its GPU and its provider, this one by itself', () => {
  const machine = { gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 24, secure: true, interruptible: false };
  expect([
    offerName({ provider: 'local', description: 'x' }), offerName({ provider: 'ssh', description: 'cellar' }), offerName({ provider: 'runpod', description: 'x', machine }), offerName({ provider: 'new', description: 'x', machine: { ...machine, gpuCount: 4 } }),
  ]).toEqual(['Diese Maschine', 'cellar bei SSH', 'RTX 4090 bei RunPod', '4 × RTX 4090 bei new']);
});

test('a range of amounts that read the same is one amount', () => {
  const said = (low: number, high: number): string => usdRange({ low, high }).replaceAll('\u00a0', ' ');
  expect([said(0.061, 0.089), said(0.061, 0.064), said(0.0041, 0.07)]).toEqual(['0,06 $ bis 0,09 $', '0,06 $', '0,0041 $ bis 0,07 $']);
});

test('estimated times are as round as they are unsure', () => {
  expect([0, 26.01, 181, 229, 1086, 5000].map(roundedSeconds)).toEqual([1, 26, 180, 230, 1080, 5100]);
});
