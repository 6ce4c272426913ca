/** Checks the order: do clock, names, light and look agree with each other, and what does the order really rest on? */
import type { PhotoTime } from './capture-time.ts';
import type { Doubt } from './doubt.ts';
import type { Duplicates } from './duplicates.ts';
import { usualDistance, type PlacedSeries } from './place-photos.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

/** Names and clocks may differ by saving, and by whole quarters of an hour of zones. */
const SAVING_MS = 120_000;
const QUARTER_MS = 900_000;
const WIDEST_ZONE_MS = 14 * 3_600_000;
/** Numbers of which so few follow the clock are no counter. */
const LEAST_IN_ORDER = 0.5;
/** EV at ISO 100 of daylight, and hours of the wall clock that are dark in most places and seasons. */
const DAYLIGHT_EV = 11.5;
const NIGHT = { from: 23, to: 4 } as const;
/** Steps of light between photos taken shortly after each other. */
const LIGHT_STEPS = 5;
const SHORTLY_MS = 60_000;
/** Nearly the same picture, and yet so far apart by the clock. */
const FAR_APART_MS = 2 * 3_600_000;
/** An order by names of which neighbours look no more alike than any two photos. */
const LEAST_TO_JUDGE = 12;
const NO_BETTER = 0.97;

export interface Checked {
  photos: readonly SeriesPhotoFacts[];
  times: readonly (PhotoTime | undefined)[];
  placed: PlacedSeries;
  duplicates: readonly Duplicates[];
  distance(a: number, b: number): number | undefined;
}

/** Longest run of places in rising order (patience sorting); gives the items that do not fit into it. */
export function misfits(values: readonly number[]): number[] {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [i, value] of values.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? tails[low - 1] ?? -1 : -1;
    tails[low] = i;
  }
  const kept = new Set<number>();
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i] ?? -1) kept.add(i);
  return values.flatMap((_, i) => kept.has(i) ? [] : [i]);
}

/** EXIF against a time in the name: equal but for whole zones, or one of them is not the moment of taking. */
function nameAgainstTime({ photos }: Checked): Doubt[] {
  const which = photos.flatMap(({ capture, name }, i) => {
    if (capture.wallMs === undefined || capture.field === 'modified' || !name.time) return [];
    const apart = Math.abs(capture.wallMs - name.time.ms);
    const beyondZones = Math.abs(apart - Math.round(apart / QUARTER_MS) * QUARTER_MS);
    const explained = apart <= SAVING_MS || (apart <= WIDEST_ZONE_MS && beyondZones <= SAVING_MS / 4);
    return explained ? [] : [i];
  });
  return which.length === 0 ? [] : [{ kind: 'name_against_time', weight: 'contradiction', photos: which, confidence: 0.85, values: {} }];
}

function countersAgainstTime({ placed, photos, times }: Checked): Doubt[] {
  const doubts: Doubt[] = [];
  for (const { photos: members, overflowAt } of placed.sequences) {
    // Messengers number what they receive, not what was taken.
    const timed = members.filter((photo) => times[photo]?.source === 'exif' && photos[photo]?.name.dayMs === undefined);
    if (overflowAt !== undefined) doubts.push({ kind: 'number_overflow', weight: 'note', photos: [members[overflowAt] ?? 0], confidence: 0.85, values: {} });
    if (timed.length < 2) continue;
    const out = misfits(timed.map((photo) => times[photo]?.ms ?? 0)).map((i) => timed[i] ?? 0);
    if (out.length === 0) continue;
    const inOrder = 1 - out.length / timed.length;
    if (inOrder < LEAST_IN_ORDER || (timed.length > 8 && inOrder < 2.5 / Math.sqrt(timed.length))) doubts.push({ kind: 'names_without_order', weight: 'note', photos: timed, confidence: 0.8, values: {} });
    else doubts.push({ kind: 'counter_against_time', weight: 'contradiction', photos: out, confidence: 0.7, values: {} });
  }
  return doubts;
}

function light({ photos, times, placed }: Checked): Doubt[] {
  const atNight = photos.flatMap(({ capture: { wallMs, exposureValue, flash } }, i) => {
    const hour = wallMs === undefined ? 12 : new Date(wallMs).getUTCHours();
    return times[i]?.source === 'exif' && exposureValue !== undefined && exposureValue >= DAYLIGHT_EV && flash !== true && (hour >= NIGHT.from || hour < NIGHT.to) ? [i] : [];
  });
  const jumps = placed.order.flatMap(({ photo }, place) => {
    const before = placed.order[place - 1]?.photo ?? -1;
    const [a, b, from, to] = [photos[before]?.capture, photos[photo]?.capture, times[before], times[photo]];
    if (a?.exposureValue === undefined || b?.exposureValue === undefined || !from || !to || a.clock !== b.clock || a.flash === true || b.flash === true) return [];
    return Math.abs(b.exposureValue - a.exposureValue) >= LIGHT_STEPS && to.ms - from.ms <= SHORTLY_MS ? [photo] : [];
  });
  return [
    ...atNight.length > 0 ? [{ kind: 'daylight_at_night', weight: 'contradiction', photos: atNight, confidence: 0.6, values: {} } as const] : [],
    ...jumps.length > 0 ? [{ kind: 'light_jump', weight: 'note', photos: jumps, confidence: 0.5, values: {} } as const] : [],
  ];
}

function look({ photos, times, placed, duplicates, distance }: Checked): Doubt[] {
  const doubts: Doubt[] = [];
  for (const { photos: members, kind } of duplicates) {
    const timed = members.flatMap((photo) => times[photo] && photos[photo]?.look ? [{ photo, ms: times[photo].ms }] : []).sort((a, b) => a.ms - b.ms);
    const apart = (timed.at(-1)?.ms ?? 0) - (timed[0]?.ms ?? 0);
    if (kind !== 'exact' && apart >= FAR_APART_MS) doubts.push({ kind: 'look_against_time', weight: 'doubt', photos: timed.map(({ photo }) => photo), confidence: 0.5, values: { hours: String(Math.round(apart / 3_600_000)) } });
  }
  const named = placed.order.filter(({ photo, by }) => by === 'name_counter' && photos[photo]?.look).map(({ photo }) => photo);
  if (named.length >= LEAST_TO_JUDGE) {
    const near = named.slice(1).map((photo, i) => distance(named[i] ?? 0, photo) ?? 1).sort((a, b) => a - b);
    const usual = usualDistance(named, (a, b) => distance(a, b) ?? 1);
    if ((near[Math.floor(near.length / 2)] ?? 0) >= NO_BETTER * usual) doubts.push({ kind: 'look_against_names', weight: 'doubt', photos: named, confidence: 0.5, values: {} });
  }
  return doubts;
}

/** What was found, contradictions first. `clocks`: what reading the times has already found. */
export function checkCoherence(checked: Checked, clocks: readonly Doubt[]): Doubt[] {
  const { order, directionKnown, unrelatedBlocks, ties } = checked.placed;
  const byLook = order.filter(({ by }) => by === 'look').map(({ photo }) => photo);
  const nowhere = order.filter(({ by }) => by === 'none').map(({ photo }) => photo);
  const found: Doubt[] = [
    ...clocks, ...nameAgainstTime(checked), ...countersAgainstTime(checked), ...light(checked), ...look(checked),
    ...ties.length > 0 ? [{ kind: 'same_second', weight: 'doubt', photos: ties.flat(), confidence: 0.9, values: {} } as const] : [],
    ...unrelatedBlocks.length > 0 ? [{ kind: 'families_unrelated', weight: 'doubt', photos: unrelatedBlocks.flatMap((block) => block.slice(0, 1)), confidence: 0.9, values: { count: String(unrelatedBlocks.length) } } as const] : [],
    ...byLook.length > 0 ? [{ kind: 'look_only', weight: 'doubt', photos: byLook, confidence: 0.9, values: { direction: directionKnown ? 'known' : 'unknown' } } as const] : [],
    ...nowhere.length > 0 ? [{ kind: 'place_unknown', weight: 'doubt', photos: nowhere, confidence: 1, values: {} } as const] : [],
  ];
  const weights = { contradiction: 0, doubt: 1, note: 2 } as const;
  return found.sort((a, b) => weights[a.weight] - weights[b.weight]);
}

/** Photos that a contradiction names stand less surely. */
export function lowered(placed: PlacedSeries, doubts: readonly Doubt[]): PlacedSeries['order'] {
  const against = new Set(doubts.filter(({ weight, kind }) => weight === 'contradiction' && kind !== 'clock_reset').flatMap(({ photos }) => photos));
  return placed.order.map((each) => against.has(each.photo) ? { ...each, confidence: each.confidence * 0.7 } : each);
}
