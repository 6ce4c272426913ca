/**
 * Waving: a raised hand that goes from side to side. Clapping: two hands before the body that come together and part,
 * each meeting with an onset of sound where there is sound.
 */
import type { HandSeries } from '../movement/follow-arms.ts';
import { oscillations, type Oscillation } from '../movement/oscillation.ts';

export interface HandMovement {
  label: 'waving' | 'clapping';
  personTrackId: string;
  startMs: number;
  endMs: number;
  swings: number;
  hz: number;
  /** Share of the meetings with an onset; undefined without sound. */
  heard?: number;
  confidence: number;
}

/** Ways in widths of the shoulders; what the gradients tell of fast hands is less than they go. */
const WAVE = { minSwing: 0.05, minSwings: 4, minHz: 0.8, maxHz: 4 };
const CLAP = { minSwing: 0.04, minSwings: 5, minHz: 1.2, maxHz: 5.5 };
const PICTURES_PER_CYCLE = 4;
/** Share of the region that moves on average. */
const LEAST_MOVING = 0.05;
/** Up and down against side to side; a knocking fist goes up and down. */
const SIDEWAYS = 0.9;
/** Between a meeting of the hands and its sound. Pictures are 40 ms apart, and turning points are a picture or two late. */
const MEETING_MS = 120;
const HEARD = 0.6;
const SILENT = 0.6;

const within = (times: readonly number[], values: readonly number[], { startMs, endMs }: Oscillation): number[] => values.filter((_, i) => (times[i] ?? 0) >= startMs && (times[i] ?? 0) <= endMs);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const travelled = (values: readonly number[]): number => values.slice(1).reduce((sum, value, i) => sum + Math.abs(value - (values[i] ?? 0)), 0);

const limitsFor = <L extends { maxHz: number }>(limits: L, { times }: HandSeries): L => {
  const fps = ((times.length - 1) * 1000) / Math.max(1, (times.at(-1) ?? 0) - (times[0] ?? 0));
  return { ...limits, maxHz: Math.min(limits.maxHz, fps / PICTURES_PER_CYCLE) };
};

const certainty = ({ swings, swing, regularity }: Oscillation, limits: { minSwing: number; minSwings: number }): number =>
  0.3 + 0.25 * Math.min(1, (swings - limits.minSwings + 1) / 4) + 0.15 * Math.min(1, swing / limits.minSwing - 1) + 0.2 * regularity;

function waves(series: HandSeries): HandMovement[] {
  const limits = limitsFor(WAVE, series);
  return oscillations(series.times, series.x, limits).flatMap((each): HandMovement[] => {
    if (mean(within(series.times, series.moving, each)) < LEAST_MOVING) return [];
    if (travelled(within(series.times, series.y, each)) > SIDEWAYS * travelled(within(series.times, series.x, each))) return [];
    const { startMs, endMs, swings, hz } = each;
    return [{ label: 'waving', personTrackId: series.personTrackId, startMs, endMs, swings, hz, confidence: certainty(each, limits) }];
  });
}

/** Times at which the distance turns from falling to rising. */
function meetings(times: readonly number[], apart: readonly number[], { startMs, endMs }: Oscillation): number[] {
  return [...times.keys()].filter((i) => {
    const at = times[i] ?? 0;
    if (at <= startMs || at >= endMs) return false;
    const here = apart[i] ?? 0;
    return [...times.keys()].every((k) => Math.abs((times[k] ?? 0) - at) > 90 || k === i || (apart[k] ?? 0) > here || ((apart[k] ?? 0) === here && k > i));
  }).map((i) => times[i] ?? 0);
}

function claps(series: HandSeries, onsets: readonly number[] | undefined): HandMovement[] {
  const limits = limitsFor(CLAP, series);
  const axes = [series.apartX, series.apartY];
  return axes.flatMap((apart) => oscillations(series.times, apart, limits).flatMap((each): HandMovement[] => {
    if (mean(within(series.times, series.moving, each)) < LEAST_MOVING) return [];
    const met = meetings(series.times, apart, each);
    const heard = onsets && met.length > 0 ? met.filter((atMs) => onsets.some((onset) => Math.abs(onset - atMs) <= MEETING_MS)).length / met.length : undefined;
    const sounds = onsets?.filter((onset) => onset >= each.startMs && onset <= each.endMs).length ?? 0;
    // Onsets all the time, as in speech and music, meet everything.
    if (heard !== undefined && (heard < HEARD || sounds > 1.7 * met.length)) return [];
    const { startMs, endMs, swings, hz } = each;
    return [{ label: 'clapping', personTrackId: series.personTrackId, startMs, endMs, swings, hz, ...(heard === undefined ? {} : { heard }), confidence: certainty(each, limits) * (heard === undefined ? SILENT : 1) }];
  }));
}

/** `onsets`: times of sounds that begin suddenly; undefined without sound. */
export function handMovements(series: readonly HandSeries[], onsets: readonly number[] | undefined): HandMovement[] {
  const found = series.flatMap((each) => (each.place === 'both' ? claps(each, onsets) : waves(each)));
  const together = (a: HandMovement, b: HandMovement): boolean => a !== b && a.personTrackId === b.personTrackId && a.startMs < b.endMs && b.startMs < a.endMs;
  // Both arms of one waving person, both axes of one clapping one; and hands that clap do not wave.
  return found.filter((one, i) => !found.some((other, k) => together(one, other) && (other.label === one.label
    ? other.confidence > one.confidence || (other.confidence === one.confidence && k < i)
    : other.label === 'clapping')));
}
