/**
 * What analyses took on this machine, the last few of each kind: for estimates, which need a range and not one number.
 * Beside `speeds.json`, which keeps the last run of each analyzer for people.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Tier } from '@aima/contract';
import { z } from 'zod';
import { writeFileAtomically } from '../kernel/atomic-file.ts';

/** Newest last. */
const Samples = z.array(z.number().nonnegative());

const MeasuredTimes = z.object({
  /** Own time of an analyzer as a multiple of a film's or sound's length, by `analyzer/tier`. */
  perSecond: z.record(z.string(), Samples),
  /** Own time in one photo in seconds, by `analyzer/tier`. */
  perPhoto: z.record(z.string(), Samples),
  /** What passes on the clock as a share of all own times: analyzers run side by side, models are shared. */
  clockShare: Samples,
});
export type MeasuredTimes = z.infer<typeof MeasuredTimes>;

const KEPT = 8;
const timesFile = (data: string): string => path.join(data, 'measured-times.json');
const key = (analyzer: string, tier: Tier): string => `${analyzer}/${tier}`;

export async function readMeasuredTimes(data: string): Promise<MeasuredTimes> {
  try {
    return MeasuredTimes.parse(JSON.parse(await readFile(timesFile(data), 'utf8')));
  } catch {
    return { perSecond: {}, perPhoto: {}, clockShare: [] }; // nothing measured yet, or by another version
  }
}

export interface TimesOfMedium {
  kind: 'video' | 'image' | 'audio';
  durationMs: number;
  runs: readonly { analyzer: string; tier: Tier; seconds: number }[];
  /** On the clock, where all runs of the medium took part. */
  clockSeconds?: number;
}

/** Shorter ones tell more of starting than of working. */
export const SHORTEST_MS = 5_000;
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;

/** Adds what one medium took. Never fails its job; of two processes at the same moment one may go unheard. */
export async function noteTimes(data: string, { kind, durationMs, runs, clockSeconds }: TimesOfMedium): Promise<void> {
  const isPhoto = kind === 'image';
  if (runs.length === 0 || (!isPhoto && durationMs < SHORTEST_MS)) return;
  const times = await readMeasuredTimes(data);
  const into = isPhoto ? times.perPhoto : times.perSecond;
  for (const { analyzer, tier, seconds } of runs) {
    const name = key(analyzer, tier);
    into[name] = [...into[name] ?? [], rounded(isPhoto ? seconds : seconds * 1000 / durationMs)].slice(-KEPT);
  }
  const own = runs.reduce((sum, { seconds }) => sum + seconds, 0);
  if (clockSeconds !== undefined && own > 0 && !isPhoto) times.clockShare = [...times.clockShare, rounded(clockSeconds / own)].slice(-KEPT);
  await writeFileAtomically(timesFile(data), JSON.stringify(times)).catch(() => undefined);
}

export const samplesOf = ({ perSecond, perPhoto }: MeasuredTimes, analyzer: string, tier: Tier, isPhoto: boolean): readonly number[] => (isPhoto ? perPhoto : perSecond)[key(analyzer, tier)] ?? [];
