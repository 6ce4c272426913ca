/** Puts all photos into one order: clocks first, then names, then look; each photo remembers what placed it and how surely. */
import type { PlacedBy } from '@aima/contract';
import type { PhotoTime } from './capture-time.ts';
import type { Duplicates } from './duplicates.ts';
import { lookDistance } from './look.ts';
import { cheapestPlace, lookOrder } from './look-order.ts';
import { nameSequences, type NameSequence } from './name-order.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

export interface Placed {
  photo: number;
  by: PlacedBy;
  confidence: number;
  /** Another photo that its place hangs on: its original, or its neighbour in the numbers. */
  beside?: number;
}

export interface PlacedSeries {
  order: Placed[];
  sequences: NameSequence[];
  /** False where no clock and no name says which end is the first. */
  directionKnown: boolean;
  /** Blocks of names between which nothing says which came first. */
  unrelatedBlocks: number[][];
  /** Photos with the same time to the second and nothing that tells them apart. */
  ties: number[][];
}

const CONFIDENCE = { copy: 0.8, counterAmongTimes: 0.8, counter: 0.88, counterUnfamiliar: 0.7, dayAndNumber: 0.85, dayAmongTimes: 0.4, blockBorder: 0.3, unsetClock: 0.5, tieByName: 0.9, tie: 0.5 } as const;
/** Orders by look are seldom right; more than this is never claimed. */
const MOST_BY_LOOK = 0.45;
const LEAST_BY_LOOK = 0.1;
/** Of neighbours in the numbers that clocks place as well, so many must agree before the numbers may place others. */
const AGREEING = 0.7;
const SECOND_MS = 1_000;

export interface Evidence {
  photos: readonly SeriesPhotoFacts[];
  times: readonly (PhotoTime | undefined)[];
  unsetClock: readonly (number | undefined)[];
  duplicates: readonly Duplicates[];
  /** How different two photos look, 0..1; from embeddings where there are any. Undefined where one must not be looked at. */
  distance?: (a: number, b: number) => number | undefined;
}

/** 0..1 of two photos by their looks alone; 1 where one has none. */
export const plainDistance = (photos: readonly SeriesPhotoFacts[]) => (a: number, b: number): number => {
  const [first, second] = [photos[a]?.look, photos[b]?.look];
  return first && second ? lookDistance(first, second) : 1;
};

const compareNumbers = (photos: readonly SeriesPhotoFacts[], a: number, b: number): number => {
  const [first, second] = [photos[a], photos[b]];
  if (!first || !second || first.name.family !== second.name.family) return 0;
  for (const [i, number] of first.name.numbers.entries()) {
    const step = number - (second.name.numbers[i] ?? 0);
    if (step !== 0) return step;
  }
  return 0;
};

/** Photos with a time, and what could not be told apart among them. */
function byTime({ photos, times }: Evidence): { order: Placed[]; ties: number[][] } {
  const timed = times.flatMap((time, photo) => time ? [{ photo, time }] : []);
  timed.sort((a, b) => {
    // A clock without fractions says no more than the second.
    const coarse = !a.time.subSecond || !b.time.subSecond;
    const step = coarse ? Math.floor(a.time.ms / SECOND_MS) - Math.floor(b.time.ms / SECOND_MS) : a.time.ms - b.time.ms;
    return step || compareNumbers(photos, a.photo, b.photo) || a.time.ms - b.time.ms || (photos[a.photo]?.fileName ?? '').localeCompare(photos[b.photo]?.fileName ?? '', 'en', { numeric: true });
  });
  const ties: number[][] = [];
  const order = timed.map(({ photo, time }, i): Placed => {
    const same = [timed[i - 1], timed[i + 1]].filter((other) => other !== undefined && Math.floor(other.time.ms / SECOND_MS) === Math.floor(time.ms / SECOND_MS) && !(other.time.subSecond && time.subSecond));
    const told = same.every((other) => other !== undefined && compareNumbers(photos, photo, other.photo) !== 0);
    if (!told) {
      const last = ties.at(-1);
      if (last !== undefined && last.at(-1) === timed[i - 1]?.photo) last.push(photo);
      else ties.push([photo]);
    }
    const confidence = same.length === 0 ? time.confidence : Math.min(time.confidence, told ? CONFIDENCE.tieByName : CONFIDENCE.tie);
    return { photo, by: time.source === 'name' ? 'name_time' : 'exif_time', confidence };
  });
  return { order, ties: ties.filter((tie) => tie.length > 1) };
}

/** A list that photos are put into, next to others. */
function growing(order: Placed[]) {
  const placed = new Set(order.map(({ photo }) => photo));
  const insert = (at: number, items: readonly Placed[]): void => {
    order.splice(at, 0, ...items);
    for (const { photo } of items) placed.add(photo);
  };
  const indexOf = (photo: number): number => order.findIndex((each) => each.photo === photo);
  return { order, has: (photo: number) => placed.has(photo), insert, indexOf };
}
type Growing = ReturnType<typeof growing>;

/** Files of one picture of which another has a time stand behind that one. */
function placeCopies(list: Growing, { duplicates }: Evidence): void {
  for (const { kind, photos: members } of duplicates) {
    if (kind === 'near') continue;
    const original = members.find(list.has);
    if (original === undefined) continue;
    const from = list.order[list.indexOf(original)]?.confidence ?? 0;
    const copies = members.filter((photo) => !list.has(photo));
    list.insert(list.indexOf(original) + 1, copies.map((photo) => ({ photo, by: 'copy', confidence: Math.min(from, CONFIDENCE.copy), beside: original })));
  }
}

/** Part of the neighbours in a sequence, both placed, that stand in the same order there. */
function agreement(list: Growing, sequence: readonly number[]): number {
  const places = sequence.filter(list.has).map(list.indexOf);
  const steps = places.slice(1).map((place, i) => place > (places[i] ?? 0));
  return steps.length === 0 ? 1 : steps.filter(Boolean).length / steps.length;
}

/** Numbered photos without a time go behind the one that their number follows. */
function placeAmongNumbers(list: Growing, sequences: readonly NameSequence[], photos: readonly SeriesPhotoFacts[]): void {
  for (const { photos: members } of sequences) {
    const anchors = members.filter(list.has).length;
    if (anchors === 0 || anchors === members.length || agreement(list, members) < AGREEING) continue;
    for (const [i, photo] of members.entries()) {
      if (list.has(photo)) continue;
      const before = members[i - 1];
      const after = members.slice(i + 1).find(list.has);
      const beside = before !== undefined && list.has(before) ? before : after;
      if (beside === undefined) continue;
      const dayOnly = photos[photo]?.name.dayMs !== undefined;
      list.insert(list.indexOf(beside) + (beside === before ? 1 : 0), [{ photo, by: dayOnly ? 'name_date' : 'name_counter', confidence: dayOnly ? CONFIDENCE.dayAmongTimes : CONFIDENCE.counterAmongTimes, beside }]);
    }
  }
}

const blockOf = ({ photos: members, familiar }: NameSequence, photos: readonly SeriesPhotoFacts[]): Placed[] =>
  members.map((photo) => photos[photo]?.name.dayMs !== undefined
    ? { photo, by: 'name_date', confidence: CONFIDENCE.dayAndNumber }
    : { photo, by: 'name_counter', confidence: familiar ? CONFIDENCE.counter : CONFIDENCE.counterUnfamiliar });

const doubted = (block: readonly Placed[]): Placed[] => block.map((each, i) => i === 0 || i === block.length - 1 ? { ...each, confidence: Math.min(each.confidence, CONFIDENCE.blockBorder) } : each);

/** Photos of a named day stand at its end among those with times; the minute is unknown. */
function placeDay(list: Growing, block: readonly Placed[], { photos, times }: Evidence): void {
  for (const each of block) {
    const nextDay = (photos[each.photo]?.name.dayMs ?? 0) + 86_400_000;
    const at = list.order.findIndex(({ photo }) => (times[photo]?.ms ?? photos[photo]?.name.dayMs ?? -Infinity) >= nextDay);
    list.insert(at < 0 ? list.order.length : at, [{ ...each, confidence: CONFIDENCE.dayAmongTimes }]);
  }
}

/** Whole sequences of names of which nothing has a time yet. @returns blocks that stand beside each other without a reason */
function placeBlocks(list: Growing, sequences: readonly NameSequence[], evidence: Evidence, distance: (a: number, b: number) => number): number[][] {
  const unrelated: number[][] = [];
  for (const sequence of sequences) {
    if (sequence.photos.some(list.has)) continue;
    const block = blockOf(sequence, evidence.photos);
    const dated = evidence.photos[sequence.photos[0] ?? 0]?.name.dayMs !== undefined;
    if (list.order.length === 0) list.insert(0, block);
    else if (dated) placeDay(list, block, evidence);
    else {
      // Blocks stay whole; the end that looks more alike gets them.
      const [first, last] = [sequence.photos[0] ?? 0, sequence.photos.at(-1) ?? 0];
      const before = distance(last, list.order[0]?.photo ?? 0) + 0.1 < distance(list.order.at(-1)?.photo ?? 0, first);
      if (unrelated.length === 0) unrelated.push(list.order.map(({ photo }) => photo));
      unrelated.push(sequence.photos);
      list.insert(before ? 0 : list.order.length, doubted(block));
    }
  }
  return unrelated;
}

/** Runs of one unset clock keep their own order and go in as a whole, where they look to belong. */
function placeUnsetClocks(list: Growing, { photos, unsetClock }: Evidence, distance: (a: number, b: number) => number): void {
  const left = unsetClock.flatMap((ms, photo) => ms === undefined || list.has(photo) ? [] : [{ ms, photo, clock: photos[photo]?.capture.clock ?? '' }]);
  for (const run of Map.groupBy(left, ({ clock }) => clock).values()) {
    const sorted = run.toSorted((a, b) => a.ms - b.ms || compareNumbers(photos, a.photo, b.photo));
    const at = list.order.length === 0 ? 0 : cheapestPlace(list.order.map(({ photo }) => photo), sorted[0]?.photo ?? 0, distance);
    list.insert(at, doubted(sorted.map(({ photo }) => ({ photo, by: 'exif_time' as const, confidence: CONFIDENCE.unsetClock }))));
  }
}

/** The nearer to its neighbours, compared with what is usual between any two, the surer. */
function lookConfidence(near: number, usual: number): number {
  const contrast = usual <= 0 ? 0 : Math.max(0, 1 - near / usual);
  return LEAST_BY_LOOK + (MOST_BY_LOOK - LEAST_BY_LOOK) * contrast;
}

function placeByLook(list: Growing, photos: readonly SeriesPhotoFacts[], distance: (a: number, b: number) => number): void {
  const left = photos.flatMap(({ look }, photo) => look && !list.has(photo) ? [photo] : []);
  if (left.length === 0) return;
  const base = list.order.length === 0;
  const usual = usualDistance(photos.flatMap(({ look }, photo) => look ? [photo] : []), distance);
  const placed = (photo: number, near: number): Placed => ({ photo, by: 'look', confidence: lookConfidence(near, usual) });
  if (base) {
    const path = lookOrder(left.length, (a, b) => distance(left[a] ?? 0, left[b] ?? 0)).map((i) => left[i] ?? 0);
    list.insert(0, path.map((photo, i) => placed(photo, Math.max(...[path[i - 1], path[i + 1]].map((other) => other === undefined ? 0 : distance(photo, other))))));
    return;
  }
  for (const photo of left) {
    const path = list.order.map((each) => each.photo);
    const at = cheapestPlace(path, photo, distance);
    list.insert(at, [placed(photo, Math.min(...[path[at - 1], path[at]].map((other) => other === undefined ? 1 : distance(photo, other))))]);
  }
}

/** Median over at most some thousand pairs, spread over the list. */
export function usualDistance(items: readonly number[], distance: (a: number, b: number) => number): number {
  const pairs = Math.min(2_000, (items.length * (items.length - 1)) / 2);
  const values = Array.from({ length: Math.max(0, pairs) }, (_, k) => {
    const a = (k * 7_919) % items.length;
    const b = (a + 1 + ((k * 104_729) % Math.max(1, items.length - 1))) % items.length;
    return distance(items[a] ?? 0, items[b] ?? 0);
  }).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}

export function placePhotos(evidence: Evidence): PlacedSeries {
  const { photos } = evidence;
  const plain = plainDistance(photos);
  const distance = (a: number, b: number): number => evidence.distance?.(a, b) ?? plain(a, b);
  const { order, ties } = byTime(evidence);
  const list = growing(order);
  const sequences = nameSequences(photos.map(({ name }) => name));
  placeCopies(list, evidence);
  placeAmongNumbers(list, sequences, photos);
  const unrelatedBlocks = placeBlocks(list, sequences, evidence, distance);
  placeUnsetClocks(list, evidence, distance);
  placeCopies(list, evidence);
  const directionKnown = list.order.length > 0;
  placeByLook(list, photos, distance);
  const lost = photos.flatMap((_, photo) => list.has(photo) ? [] : [photo]);
  list.insert(list.order.length, lost.map((photo) => ({ photo, by: 'none', confidence: 0 })));
  return { order: list.order, sequences, directionKnown: directionKnown || list.order.length < 2, unrelatedBlocks, ties };
}
