/** Things that a medium shows as products do appear: large, in the middle, for long, or in somebody's hands. */
import type { Box, Observation } from '@aima/contract';
import { insideShare } from '../detection/boxes.ts';
import { evenlySpread } from '../evenly-spread.ts';
import { round } from '../rounding.ts';
import { PRODUCT_CLASSES } from './product-classes.ts';

export interface ShownThing {
  label: string;
  trackId: string;
  startMs: number;
  endMs: number;
  /** Where it is shown largest. */
  box: Box;
  confidence: number;
  /** 0..1 from its size, its place, its time, and whether somebody holds it. */
  prominence: number;
  /** The person in front of whom it is, where it is small enough to be held. */
  heldBy?: string;
  basedOn: string[];
}

/** Area, in parts of the picture, and time from which more of it does not make a thing more prominent. */
const FULL_AREA = 0.12;
const FULL_MS = 3_000;
/** Distance from the middle at which a thing lies at the edge. */
const EDGE = 0.55;
const WEIGHTS = { size: 0.45, place: 0.25, time: 0.3, held: 0.2 };
/** What is held is smaller than who holds it by at least this factor, mostly inside, and so in at least half of the samples. */
const HELD_SIZE = 0.3;
const HELD_INSIDE = 0.6;
const HELD_SAMPLES = 0.5;
/** As many evidences as a finding names at most. */
const MOST_EVIDENCE = 12;

const area = ({ w, h }: Box): number => w * h;
const EVERYWHERE: Box = { x: 0, y: 0, w: 1, h: 1 };

function holder(samples: readonly Observation[], persons: ReadonlyMap<number, readonly Observation[]>): string | undefined {
  const counts = new Map<string, number>();
  for (const { startMs, box = EVERYWHERE } of samples) {
    const holding = (persons.get(startMs) ?? []).filter((person) => person.box && area(box) <= HELD_SIZE * area(person.box) && insideShare(box, person.box) >= HELD_INSIDE);
    const nearest = holding.toSorted((a, b) => area(a.box ?? EVERYWHERE) - area(b.box ?? EVERYWHERE))[0];
    if (nearest?.trackId !== undefined) counts.set(nearest.trackId, (counts.get(nearest.trackId) ?? 0) + 1);
  }
  const [best] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return best && best[1] >= HELD_SAMPLES * samples.length ? best[0] : undefined;
}

function shownThing(samples: readonly Observation[], persons: ReadonlyMap<number, readonly Observation[]>, options: { photo: boolean; sampleMs: number }): ShownThing | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  const largest = samples.toSorted((a, b) => area(b.box ?? EVERYWHERE) - area(a.box ?? EVERYWHERE))[0];
  if (!first?.label || !first.trackId || !last || !largest?.box) return undefined;
  const { box } = largest;
  const heldBy = holder(samples, persons);
  const durationMs = last.startMs - first.startMs + options.sampleMs;
  const scores = {
    size: Math.min(1, area(box) / FULL_AREA),
    place: Math.max(0, 1 - Math.hypot(box.x + box.w / 2 - 0.5, box.y + box.h / 2 - 0.5) / EDGE),
    time: options.photo ? 1 : Math.min(1, durationMs / FULL_MS),
    held: heldBy === undefined ? 0 : 1,
  };
  const prominence = Math.min(1, WEIGHTS.size * scores.size + WEIGHTS.place * scores.place + WEIGHTS.time * scores.time + WEIGHTS.held * scores.held);
  return {
    label: first.label, trackId: first.trackId, startMs: first.startMs, endMs: last.endMs, box,
    confidence: round(samples.reduce((sum, { confidence }) => sum + confidence, 0) / samples.length, 3),
    prominence: round(prominence, 3),
    ...(heldBy === undefined ? {} : { heldBy }),
    basedOn: evenlySpread(samples, MOST_EVIDENCE).map(({ id }) => id),
  };
}

/** @param things observations of object_detection; a track is one thing and ends at a cut */
export function shownThings(things: readonly Observation[], options: { photo: boolean; sampleMs: number; minProminence: number }): ShownThing[] {
  const persons = new Map<number, Observation[]>();
  const tracks = new Map<string, Observation[]>();
  for (const thing of things) {
    if (thing.label === 'person') persons.set(thing.startMs, [...persons.get(thing.startMs) ?? [], thing]);
    else if (thing.trackId !== undefined && PRODUCT_CLASSES.has(thing.label ?? '')) tracks.set(thing.trackId, [...tracks.get(thing.trackId) ?? [], thing]);
  }
  return [...tracks.values()].map((samples) => shownThing(samples.toSorted((a, b) => a.startMs - b.startMs), persons, options))
    .filter((shown) => shown !== undefined).filter(({ prominence }) => prominence >= options.minProminence)
    .sort((a, b) => a.startMs - b.startMs);
}
