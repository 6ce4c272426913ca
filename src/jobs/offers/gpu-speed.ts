/**
 * How long machines take, relative to the one whose times the estimate speaks of: measured on machines of that kind before
 * (GPU-16), else assumed. The assumptions are no measurements: where models run on the CPU and decoding is most of the work, a
 * faster GPU hardly shows, hence ranges over a factor of ten.
 */
import type { EstimateRange } from '@aima/contract';
import type { MachineMeasureRow } from '../../db/index.ts';
import { spread } from '../estimate-range.ts';

export interface Measured {
  range: EstimateRange;
  basis: 'measured' | 'assumed';
}

export interface MachineSpeed {
  /** Time of the work, as a multiple of the time here. */
  work: Measured;
  bootSeconds: Measured;
  /** Without what is transferred. */
  provisionSeconds: Measured;
  /** From here to there, in megabits a second. */
  transferMbps: Measured;
}

/** By memory bandwidth and age, strongest first; the first that matches counts. Multiples of two CPU cores' time. */
const CLASSES: readonly (readonly [RegExp, EstimateRange])[] = [
  [/\b(?:B200|H200|H100|GH200)\b/i, { low: 0.05, likely: 0.18, high: 0.6 }],
  [/\b(?:RTX 5090|A100|RTX PRO 6000)\b/i, { low: 0.06, likely: 0.2, high: 0.7 }],
  [/\b(?:RTX 4090|L40S?|RTX 6000 ?Ada|6000ADA)\b/i, { low: 0.06, likely: 0.22, high: 0.7 }],
  [/\b(?:RTX 4080|RTX 3090|RTX 5080|A40|A6000|A10|A5000|RTX 5000)\b/i, { low: 0.08, likely: 0.28, high: 0.8 }],
  [/\b(?:RTX 40\d0|RTX 30\d0|L4|A4000|A4500|V100)\b/i, { low: 0.1, likely: 0.35, high: 1 }],
];
const UNKNOWN_GPU: EstimateRange = { low: 0.1, likely: 0.5, high: 1.5 };

/** Pulling an image takes minutes, with a tail of hours that the saga cuts off. */
const BOOT: Readonly<Record<string, EstimateRange>> = { runpod: { low: 20, likely: 120, high: 900 }, vastai: { low: 20, likely: 100, high: 600 }, ssh: { low: 1, likely: 2, high: 10 } };
const ANY_BOOT: EstimateRange = { low: 20, likely: 120, high: 900 };
const PROVISION: EstimateRange = { low: 10, likely: 40, high: 240 };
/** What a connection at home or in an office gives upwards. */
const TRANSFER_MBPS: EstimateRange = { low: 800, likely: 150, high: 20 };

const assumed = (range: EstimateRange): Measured => ({ range, basis: 'assumed' });
const isKnown = (value: number | undefined): value is number => value !== undefined;

const known = (samples: readonly (number | undefined)[], otherwise: EstimateRange): Measured => {
  const range = spread(samples.filter(isKnown));
  return range ? { range, basis: 'measured' } : assumed(otherwise);
};

const assumedWork = (gpu: string): EstimateRange => CLASSES.find(([name]) => name.test(gpu))?.[1] ?? UNKNOWN_GPU;

/** What is faster takes less time: low time belongs to high speed. */
const turned = ({ low, likely, high }: EstimateRange): EstimateRange => ({ low: high, likely, high: low });

export function machineSpeed(provider: string, gpu: string, measures: readonly MachineMeasureRow[]): MachineSpeed {
  const ofProvider = measures.filter((each) => each.provider === provider);
  const ofKind = ofProvider.filter((each) => each.gpu === gpu);
  const speeds = spread(measures.flatMap(({ transferMbps }) => transferMbps ?? []));
  return {
    // The same GPU is the same GPU at another provider, but its host is not: only its own kind counts as measured.
    work: known(ofKind.map(({ workFactor }) => workFactor), assumedWork(gpu)),
    bootSeconds: known(ofProvider.map(({ bootSeconds }) => bootSeconds), BOOT[provider] ?? ANY_BOOT),
    provisionSeconds: known(ofProvider.map(({ provisionSeconds }) => provisionSeconds), PROVISION),
    transferMbps: speeds ? { range: turned(speeds), basis: 'measured' } : assumed(TRANSFER_MBPS),
  };
}
