/** The skeleton of a story: beats in order, each with what was seen in it. It invents nothing and joins nothing by a plot. */
import type { StoryBeat } from '@aima/contract';
import type { LinkDraft } from './links.ts';
import type { PhotoTime } from './capture-time.ts';
import type { Placed } from './place-photos.ts';
import type { SeenInPhoto } from './seen-in-photo.ts';
import type { Group } from './sittings.ts';

/** More beats than a describer, or a person, takes in at once. */
const MOST_BEATS = 60;
const MOST_SEEN = 8;
const MOST_IDS = 10;

export type BeatDraft = Omit<StoryBeat, 'sentence' | 'links' | 'seen' | 'texts'> & {
  seen: { label: string; count: number; basedOn: string[]; confidence: number }[];
  texts: { what: string; basedOn: string[]; confidence: number }[];
  /** Indices into the list of links. */
  links: number[];
};

export interface Told {
  order: readonly Placed[];
  times: readonly (PhotoTime | undefined)[];
  seen: readonly (SeenInPhoto | undefined)[];
  groups: readonly Group[];
  links: readonly LinkDraft[];
}

/** Scenes and single photos, sitting by sitting; neighbours nearest in time are joined while there are too many. */
function beatPlaces({ order, groups, times }: Told): number[][] {
  const sceneOf = new Map(groups.filter(({ kind }) => kind === 'scene').flatMap(({ places }, scene) => places.map((place) => [place, scene] as const)));
  const begins = new Set(groups.filter(({ kind }) => kind === 'sitting').map(({ places }) => places[0]));
  const beats: number[][] = [];
  for (const place of order.keys()) {
    const scene = sceneOf.get(place);
    const last = beats.at(-1);
    if (last !== undefined && !begins.has(place) && scene !== undefined && scene === sceneOf.get(place - 1)) last.push(place);
    else beats.push([place]);
  }
  const timeAt = (place: number | undefined): number | undefined => times[order[place ?? -1]?.photo ?? -1]?.ms;
  const gapBefore = (beat: readonly number[]): number => {
    const [from, to] = [timeAt((beat[0] ?? 0) - 1), timeAt(beat[0])];
    return (begins.has(beat[0]) ? 1e12 : 0) + (from !== undefined && to !== undefined ? to - from : beat.length);
  };
  if (beats.length <= MOST_BEATS) return beats;
  const kept = new Set(beats.slice(1).toSorted((a, b) => gapBefore(b) - gapBefore(a)).slice(0, MOST_BEATS - 1));
  return beats.reduce<number[][]>((joined, beat, i) => i === 0 || kept.has(beat) ? [...joined, [...beat]] : [...joined.slice(0, -1), [...joined.at(-1) ?? [], ...beat]], []);
}

function seenIn(photos: readonly number[], seen: Told['seen']): BeatDraft['seen'] {
  const found = new Map<string, BeatDraft['seen'][number]>();
  const add = (label: string, thing: { count: number; ids: readonly string[]; confidence: number }): void => {
    const known = found.get(label) ?? { label, count: 0, basedOn: [], confidence: 0 };
    // Nobody knows whether two photos show the same three people, so the most at once is told, not the sum.
    found.set(label, { label, count: Math.max(known.count, thing.count), basedOn: [...known.basedOn, ...thing.ids].slice(0, MOST_IDS), confidence: Math.max(known.confidence, thing.confidence) });
  };
  for (const photo of photos) {
    const { people, things } = seen[photo] ?? {};
    if (people) add('person', people);
    for (const [label, thing] of things ?? []) add(label, thing);
  }
  return [...found.values()].sort((a, b) => b.confidence - a.confidence).slice(0, MOST_SEEN);
}

function textsIn(photos: readonly number[], seen: Told['seen']): BeatDraft['texts'] {
  const found = new Map<string, BeatDraft['texts'][number]>();
  for (const { text, id, confidence } of photos.flatMap((photo) => seen[photo]?.texts ?? [])) {
    const known = found.get(text) ?? { what: text, basedOn: [], confidence: 0 };
    found.set(text, { what: text, basedOn: [...known.basedOn, id].slice(0, MOST_IDS), confidence: Math.max(known.confidence, confidence) });
  }
  return [...found.values()].sort((a, b) => b.confidence - a.confidence).slice(0, MOST_SEEN);
}

export function storyBeats(told: Told): BeatDraft[] {
  const { order, times, seen, groups, links } = told;
  const begins = new Set(groups.filter(({ kind }) => kind === 'sitting').map(({ places }) => places[0]));
  return beatPlaces(told).map((places, i) => {
    const photos = places.map((place) => order[place]?.photo ?? 0);
    const timed = photos.flatMap((photo) => times[photo] ?? []);
    const first = places[0] ?? 0;
    const gap = links.find(({ kind, to }) => kind === 'time' && to === first + 1)?.gapSeconds;
    const positions = places.map((place) => place + 1);
    const inside = new Set(positions);
    return {
      number: i + 1, positions, opensSitting: begins.has(first), seen: seenIn(photos, seen), texts: textsIn(photos, seen),
      links: links.flatMap(({ to, kind }, link) => inside.has(to) && kind !== 'time' ? [link] : []),
      ...(timed[0] ? { from: timed[0].shown } : {}), ...(timed.at(-1) ? { to: timed.at(-1)?.shown ?? '' } : {}), ...(gap === undefined ? {} : { gapBeforeSeconds: gap }),
    };
  });
}
