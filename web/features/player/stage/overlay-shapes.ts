/** What is drawn over a frame, from the observations: boxes that move between their samples, skeletons, points of faces and hands. */
import { familyOfFinding, type FamilyId } from '../model/families.ts';
import type { Observation, ObservationIndex } from '../model/observation-index.ts';
import { boxBetween, overlap } from './geometry.ts';

type Box = NonNullable<Observation['box']>;
export interface Point { readonly x: number; readonly y: number }

export interface Shape {
  /** The observation that a click chooses. */
  readonly id: string;
  /** The same over time, so that nothing jumps. */
  readonly key: string;
  readonly analyzer: string;
  readonly family: FamilyId;
  readonly box: Box;
  /** What it is, in words of the observations; several analyzers may speak of one box. */
  readonly labels: readonly { readonly word: string; readonly isText: boolean }[];
  /** By the names that the analyzer gave them. */
  readonly points?: ReadonlyMap<string, Point>;
  readonly ids: readonly string[];
  readonly trackId: string | undefined;
}

export interface OverlayModel {
  /** @param hidden analyzers that are not drawn */
  at(ms: number, hidden: ReadonlySet<string>): Shape[];
}

/** Longest time between two samples of one track over which it is assumed to have moved straight. */
const MOST_BETWEEN_MS = 2_000;
/** How long a sample without a neighbour is shown, to both sides. */
const HOLD_MS = 250;
/** Boxes that cover each other so much are one box with two labels. */
const SAME_BOX = 0.8;
/** Whatever they are about. */
const VERY_SAME_BOX = 0.97;
const BY_TRACK = '\n';

function pointsOf({ attributes }: Observation): ReadonlyMap<string, Point> | undefined {
  const given = attributes?.['keypoints'] ?? attributes?.['landmarks'];
  const points = new Map<string, Point>();
  const add = (name: unknown, value: unknown): void => {
    if (typeof name !== 'string' || typeof value !== 'object' || value === null || !('x' in value) || !('y' in value)) return;
    if (typeof value.x === 'number' && typeof value.y === 'number') points.set(name, { x: value.x, y: value.y });
  };
  if (Array.isArray(given)) for (const each of given as unknown[]) add(typeof each === 'object' && each !== null && 'name' in each ? each.name : undefined, each);
  else if (typeof given === 'object' && given !== null) for (const [name, value] of Object.entries(given)) add(name, value);
  return points.size > 0 ? points : undefined;
}

function pointsBetween(a: ReadonlyMap<string, Point> | undefined, b: ReadonlyMap<string, Point> | undefined, share: number): ReadonlyMap<string, Point> | undefined {
  if (!a || !b) return share < 0.5 ? a : b;
  const points = new Map<string, Point>();
  for (const [name, from] of a) {
    const to = b.get(name);
    if (to) points.set(name, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
  }
  return points;
}

type Boxed = Observation & { box: Box };
const isBoxed = (row: Observation): row is Boxed => row.box !== undefined;

function shapeOf(row: Boxed, key: string, box: Box, points: ReadonlyMap<string, Point> | undefined): Shape {
  const word = row.text ?? row.label;
  return { id: row.id, key, analyzer: row.analyzer, family: familyOfFinding(row), box, labels: word === undefined ? [] : [{ word, isText: row.text !== undefined }], ids: [row.id], trackId: row.trackId, ...(points && { points }) };
}

/** Index of the last sample that began at `ms` or before; -1 before the first. */
function lastUntil(samples: readonly Observation[], ms: number): number {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.startMs ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether a picture changes to another one after `fromMs`, not later than `toMs`. */
function cutBetween(cuts: readonly number[], fromMs: number, toMs: number): number | undefined {
  return cuts.find((cut) => cut > fromMs && cut <= toMs);
}

function shapeOfTrack(key: string, samples: readonly Boxed[], ms: number, cuts: readonly number[]): Shape | undefined {
  const i = lastUntil(samples, ms);
  const [before, after] = [samples[i], samples[i + 1]];
  if (before && ms < before.endMs) return shapeOf(before, key, before.box, pointsOf(before));
  const gap = before && after ? after.startMs - before.endMs : Infinity;
  if (before && after && gap <= MOST_BETWEEN_MS) {
    const cut = cutBetween(cuts, before.endMs, after.startMs);
    if (cut !== undefined) return ms < cut ? shapeOf(before, key, before.box, pointsOf(before)) : shapeOf(after, key, after.box, pointsOf(after));
    const share = gap > 0 ? (ms - before.endMs) / gap : 0;
    return shapeOf(share < 0.5 ? before : after, key, boxBetween(before.box, after.box, share), pointsBetween(pointsOf(before), pointsOf(after), share));
  }
  if (before && ms - before.endMs <= HOLD_MS && cutBetween(cuts, before.endMs, ms) === undefined) return shapeOf(before, key, before.box, pointsOf(before));
  if (after && after.startMs - ms <= HOLD_MS && cutBetween(cuts, ms, after.startMs) === undefined) return shapeOf(after, key, after.box, pointsOf(after));
  return undefined;
}

/** They tell something of a face that another one found; alone they draw nothing. */
const ABOUT_FACES = new Set(['age_estimation', 'emotion_detection', 'eye_tracking']);

function isSame(a: Shape, b: Shape): boolean {
  if (a.family === b.family && a.trackId !== undefined && a.trackId === b.trackId) return true;
  return overlap(a.box, b.box) >= (a.family === b.family ? SAME_BOX : VERY_SAME_BOX);
}

/** What several analyzers say of one thing is one box; the first of them is what a click chooses. */
function joined(shapes: readonly Shape[]): Shape[] {
  const kept: Shape[] = [];
  for (const shape of shapes) {
    const same = kept.findIndex((each) => isSame(each, shape));
    const first = kept[same];
    if (!first) {
      if (!ABOUT_FACES.has(shape.analyzer)) kept.push(shape);
      continue;
    }
    const labels = [...first.labels, ...shape.labels.filter(({ word }) => !first.labels.some((each) => each.word === word))];
    kept[same] = { ...first, labels, ids: [...first.ids, ...shape.ids], ...(!first.points && shape.points && { points: shape.points }) };
  }
  return kept;
}

/** Those whose box says most come first. */
const ORDER = ['face_detection', 'hand_gesture', 'object_detection', 'text_overlay'];
const rankOf = (analyzer: string): number => { const rank = ORDER.indexOf(analyzer); return rank < 0 ? ORDER.length : rank; };

export function overlayModel({ all, between }: ObservationIndex): OverlayModel {
  const boxed = all.filter(isBoxed);
  const tracks = Map.groupBy(boxed.filter(({ trackId }) => trackId !== undefined), ({ analyzer, trackId }) => `${analyzer}${BY_TRACK}${trackId ?? ''}`);
  const cuts = all.filter(({ analyzer, label }) => (analyzer === 'cut_analysis' && label === 'cut') || (analyzer === 'scene_segmentation' && label === 'shot')).map(({ startMs }) => startMs);
  return {
    at(ms, hidden) {
      const shapes: Shape[] = [];
      const seen = new Set<string>();
      // Whatever could be shown now has a sample near enough.
      for (const row of between(ms - MOST_BETWEEN_MS, ms + MOST_BETWEEN_MS)) {
        if (!isBoxed(row) || hidden.has(row.analyzer)) continue;
        if (row.trackId === undefined) {
          const holdMs = row.startMs === row.endMs ? HOLD_MS : 0;
          if (ms >= row.startMs - holdMs && ms < Math.max(row.endMs, row.startMs + 1) + holdMs) shapes.push(shapeOf(row, row.id, row.box, pointsOf(row)));
          continue;
        }
        const key = `${row.analyzer}${BY_TRACK}${row.trackId}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const shape = shapeOfTrack(key, tracks.get(key) ?? [], ms, cuts);
        if (shape) shapes.push(shape);
      }
      return joined(shapes.sort((a, b) => rankOf(a.analyzer) - rankOf(b.analyzer)));
    },
  };
}
