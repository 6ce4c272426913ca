/** Groups of consecutive photos: sittings by time, scenes by look, bursts by both. */
import type { PhotoTime } from './capture-time.ts';
import { kindOf } from './duplicates.ts';
import type { Placed } from './place-photos.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

/**
 * A gap divides where it is so many times the usual one around it, as in PhotoTOC (Platt, Czerwinski and Field, 2003: the
 * logarithm of 17 over a window of 10 gaps on each side); the median in place of their mean of logarithms, as one night
 * between two photos must not raise what is usual.
 */
const TIMES_USUAL = 17;
const WINDOW = 10;
/** Shorter gaps never divide, a night always does. */
const LEAST_GAP_MS = 5 * 60_000;
const ALWAYS_GAP_MS = 6 * 3_600_000;
/** Steps in a burst. */
const BURST_STEP_MS = 3_000;

export interface Group {
  kind: 'sitting' | 'scene' | 'burst';
  /** Places in the order, from 0. */
  places: number[];
  confidence: number;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Gaps in milliseconds → which of them begin a new sitting. */
export function dividingGaps(gaps: readonly number[]): boolean[] {
  return gaps.map((gap, i) => {
    if (gap < LEAST_GAP_MS) return false;
    if (gap >= ALWAYS_GAP_MS) return true;
    const around = [...gaps.slice(Math.max(0, i - WINDOW), i), ...gaps.slice(i + 1, i + 1 + WINDOW)];
    // Seconds of one burst would make every walk look like a pause.
    return around.length > 0 && gap >= TIMES_USUAL * Math.max(median(around), 5_000);
  });
}

function runsOf(count: number, joined: (place: number) => boolean): number[][] {
  const runs: number[][] = [];
  for (let place = 0; place < count; place++) {
    const last = runs.at(-1);
    if (last !== undefined && place > 0 && joined(place)) last.push(place);
    else runs.push([place]);
  }
  return runs;
}

export interface OrderedPhotos {
  order: readonly Placed[];
  photos: readonly SeriesPhotoFacts[];
  times: readonly (PhotoTime | undefined)[];
  /** Likeness of two photos 0..1, undefined where one must not be looked at or has no picture. */
  likeness(a: number, b: number): number | undefined;
  /** From which likeness on two photos pass for one scene. */
  sameFrom: number;
}

export function findGroups({ order, photos, times, likeness, sameFrom }: OrderedPhotos): Group[] {
  const timeAt = (place: number): PhotoTime | undefined => times[order[place]?.photo ?? -1];
  const gaps = order.map((_, place) => {
    const [before, after] = [timeAt(place - 1), timeAt(place)];
    return before && after ? Math.max(0, after.ms - before.ms) : undefined;
  });
  const known = gaps.flatMap((gap, place) => gap === undefined ? [] : [{ gap, place }]);
  const dividing = new Set(dividingGaps(known.map(({ gap }) => gap)).flatMap((divides, i) => divides ? [known[i]?.place ?? -1] : []));
  const alike = (place: number): number | undefined => likeness(order[place - 1]?.photo ?? -1, order[place]?.photo ?? -1);
  const isBurst = (place: number): boolean => {
    const [a, b] = [photos[order[place - 1]?.photo ?? -1], photos[order[place]?.photo ?? -1]];
    if (!a?.look || !b?.look || a.capture.clock !== b.capture.clock) return false;
    const gap = gaps[place];
    const named = a.name.burst && b.name.burst && a.name.family === b.name.family;
    // Copies of one picture are no burst.
    return ((gap !== undefined && gap <= BURST_STEP_MS) || (gap === undefined && named)) && (named || kindOf(a, b) === 'near') && a.sha256 !== b.sha256;
  };
  // Without any time nobody knows of pauses.
  const sittings = order.every((_, place) => timeAt(place) === undefined) ? [] : runsOf(order.length, (place) => !dividing.has(place));
  const scenes = runsOf(order.length, (place) => !dividing.has(place) && (alike(place) ?? -1) >= sameFrom).filter((run) => run.length > 1);
  const bursts = runsOf(order.length, isBurst).filter((run) => run.length > 1);
  const timed = (places: readonly number[]): number => places.filter((place) => timeAt(place)).length / places.length;
  return [
    ...sittings.map((places): Group => ({ kind: 'sitting', places, confidence: 0.3 + 0.6 * timed(places) })),
    ...scenes.map((places): Group => ({ kind: 'scene', places, confidence: Math.min(...places.slice(1).map((place) => alike(place) ?? 0)) })),
    ...bursts.map((places): Group => ({ kind: 'burst', places, confidence: 0.9 })),
  ];
}
