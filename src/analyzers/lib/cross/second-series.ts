/** What analyzers measured, as one value per second; NaN where nothing is known. */
import type { Observation } from '@aima/contract';
import { z } from 'zod';
import type { Heard } from './claim.ts';
import { overlapMs } from './time-index.ts';

export const SERIES = ['motion', 'loudness', 'cut_rate', 'speech', 'people', 'brightness'] as const;
export type SeriesName = (typeof SERIES)[number];

export interface SecondSeries {
  name: SeriesName;
  analyzer: string;
  values: number[];
  /** What the values are made of. */
  items: readonly Observation[];
}

const SECOND_MS = 1000;
/** Cuts are counted around each second over so many of them to both sides. */
const CUTS_AROUND = 2;
/** What is measured at one moment counts as so long. */
const MOMENT_MS = 100;
const SILENT_LUFS = -70;

const numberOf = (item: Observation, name: string): number => z.number().catch(Number.NaN).parse(item.attributes?.[name]);

/** Mean of a value over each second, by how much of it each item covers. */
function covered(items: readonly Observation[], seconds: number, valueOf: (item: Observation) => number): number[] {
  const [sums, weights] = [new Float64Array(seconds), new Float64Array(seconds)];
  for (const item of items) {
    const value = valueOf(item);
    if (Number.isNaN(value)) continue;
    for (let s = Math.floor(item.startMs / SECOND_MS); s < seconds && s * SECOND_MS <= item.endMs; s++) {
      const weight = item.endMs === item.startMs ? MOMENT_MS : overlapMs(item, { startMs: s * SECOND_MS, endMs: (s + 1) * SECOND_MS });
      sums[s] = (sums[s] ?? 0) + value * weight;
      weights[s] = (weights[s] ?? 0) + weight;
    }
  }
  return Array.from(sums, (sum, s) => ((weights[s] ?? 0) > 0 ? sum / (weights[s] ?? 1) : Number.NaN));
}

/** Share of each second with speech in it. */
function shareOf(items: readonly Observation[], seconds: number): number[] {
  const values = new Array<number>(seconds).fill(0);
  for (const item of items) {
    for (let s = Math.floor(item.startMs / SECOND_MS); s < seconds && s * SECOND_MS < item.endMs; s++) values[s] = Math.min(1, (values[s] ?? 0) + overlapMs(item, { startMs: s * SECOND_MS, endMs: (s + 1) * SECOND_MS }) / SECOND_MS);
  }
  return values;
}

/** Most people at one moment of each second. */
function peopleOf(items: readonly Observation[], seconds: number): number[] {
  const moments = new Map<number, number>();
  for (const { startMs } of items) moments.set(startMs, (moments.get(startMs) ?? 0) + 1);
  const values = new Array<number>(seconds).fill(0);
  for (const [atMs, count] of moments) {
    const s = Math.floor(atMs / SECOND_MS);
    if (s < seconds) values[s] = Math.max(values[s] ?? 0, count);
  }
  return values;
}

function cutRate(cuts: readonly Observation[], seconds: number): number[] {
  const values = new Array<number>(seconds).fill(0);
  for (const { startMs } of cuts) {
    const at = Math.floor(startMs / SECOND_MS);
    for (let s = Math.max(0, at - CUTS_AROUND); s <= Math.min(seconds - 1, at + CUTS_AROUND); s++) values[s] = (values[s] ?? 0) + 1;
  }
  return values;
}

/** Of analyzers that found something; in the order of SERIES. */
export function secondSeries(heard: Heard): SecondSeries[] {
  const seconds = Math.floor(heard.durationMs / SECOND_MS);
  const of = (name: SeriesName, analyzer: string, label: string | undefined, values: (items: readonly Observation[]) => number[]): SecondSeries[] => {
    const items = heard.of(analyzer).filter((item) => label === undefined || item.label === label);
    return items.length === 0 ? [] : [{ name, analyzer, items, values: values(items) }];
  };
  return [
    ...of('motion', 'camera_analysis', undefined, (items) => covered(items, seconds, (item) => numberOf(item, 'strength'))),
    ...of('loudness', 'audio_analysis', 'loudness', (items) => covered(items, seconds, (item) => (item.attributes?.['silent'] === true ? SILENT_LUFS : numberOf(item, 'momentaryMeanLufs')))),
    ...of('cut_rate', 'cut_analysis', 'cut', (items) => cutRate(items, seconds)),
    ...of('speech', 'voice_activity', 'speech', (items) => shareOf(items, seconds)),
    ...of('people', 'object_detection', 'person', (items) => peopleOf(items, seconds)),
    ...of('brightness', 'content_quality', 'quality', (items) => covered(items, seconds, (item) => numberOf(item, 'brightness'))),
  ];
}
