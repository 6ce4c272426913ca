/**
 * Divides a film: transitions (fades, dissolves), shots between cuts and transitions, scenes of shots that belong together:
 * by look, and by place, things, persons, talk and sound where somebody else in this run tells of them.
 */
import type { Observation } from '@aima/contract';
import { defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { createDissolveDetector, type Dissolve } from './lib/scenes/dissolves.ts';
import { findFades, type Fade } from './lib/scenes/fades.ts';
import { alikeness, createLookRecord } from './lib/scenes/look-record.ts';
import { createNumberSeries, createTimeSeries } from './lib/number-series.ts';
import { round } from './lib/rounding.ts';
import { joinShots, SIGNS, type LinkRules, type Sign } from './lib/scenes/scene-links.ts';
import { segmentSentence } from './lib/scenes/segment-sentences.ts';
import { HEARD, shotSigns, type HeardShot } from './lib/scenes/shot-signs.ts';
import { createShrinker, spreadOf } from './lib/shrink.ts';

const SEGMENTS = ['scene', 'shot', 'fade_out', 'fade_in', 'dissolve'] as const;

const SegmentFinding = z.object({
  ...FindingFields,
  label: z.enum(SEGMENTS),
  endMs: z.int().nonnegative(),
  /** Of shots and scenes: counted from 1. */
  number: z.int().positive().optional(),
  /** Of shots: the scene it is in, and what it begins with. */
  scene: z.int().positive().optional(),
  beginsWith: z.enum(['start', 'cut', 'fade', 'dissolve']).optional(),
  /** Of scenes: how many shots, and the numbers of the first and last one. */
  shots: z.int().positive().optional(),
  firstShot: z.int().positive().optional(),
  lastShot: z.int().positive().optional(),
  /** Of scenes: how surely its weakest link holds, 0.5..1. */
  cohesion: z.number().min(0).max(1).optional(),
  /** Of scenes: what holds its shots together, and what sets it apart from the scene before; the weightiest first. */
  joinedBy: z.array(z.enum(SIGNS)).optional(),
  beginsBy: z.array(z.enum(SIGNS)).optional(),
  /** Of fades: what the picture goes to or comes from. */
  plain: z.enum(['black', 'white', 'plain']).optional(),
});
export type SegmentFinding = z.infer<typeof SegmentFinding>;

/** Cells along the longer side of the coarse layout. */
const CELL_SIDE = 32;
/** A fade that begins or ends so near to the film's ends or a cut makes no further boundary. */
const NEAR_MS = 250;
/** A dissolve that lies within a fade by this share is that fade. */
const WITHIN_FADE = 0.4;

interface Boundary {
  atMs: number;
  beginsWith: 'start' | 'cut' | 'fade' | 'dissolve';
  basedOn: string[];
  confidence: number;
}

type Transition = SegmentFinding & { label: 'fade_out' | 'fade_in' | 'dissolve' };

const fadeFinding = (fade: Fade): Transition => ({
  startMs: fade.startMs,
  endMs: fade.endMs,
  label: fade.kind,
  plain: fade.plain,
  confidence: round(fade.confidence, 3),
});

const dissolveFinding = (dissolve: Dissolve): Transition => ({
  startMs: dissolve.startMs,
  endMs: dissolve.endMs,
  label: 'dissolve',
  confidence: round(dissolve.confidence, 3),
});

/** Dissolves that contain no cut and are no fade, and all fades, in time order. */
function transitionsOf(fades: readonly Fade[], dissolves: readonly Dissolve[], cuts: readonly Observation[]): Transition[] {
  const kept = dissolves.filter(({ startMs, endMs }) => {
    const overlap = (fade: Fade): number => Math.min(endMs, fade.endMs) - Math.max(startMs, fade.startMs);
    return !cuts.some((cut) => cut.startMs > startMs && cut.startMs < endMs) && !fades.some((fade) => overlap(fade) > WITHIN_FADE * (endMs - startMs));
  });
  return [...fades.map(fadeFinding), ...kept.map(dissolveFinding)].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

/** Where shots begin: the start, cuts, the middle of dissolves, and where a picture comes up again. Sorted. */
function boundariesOf(cuts: readonly Observation[], transitions: readonly (Transition & { id: string })[], startMs: number, endMs: number): Boundary[] {
  const found: Boundary[] = cuts.map((cut) => ({ atMs: cut.startMs, beginsWith: 'cut', basedOn: [cut.id], confidence: cut.confidence }));
  for (const { label, startMs: from, endMs: to, id, confidence } of transitions) {
    if (label === 'fade_out') continue;
    const atMs = label === 'dissolve' ? Math.round((from + to) / 2) : from;
    if (atMs - startMs < NEAR_MS || endMs - atMs < NEAR_MS || cuts.some((cut) => Math.abs(cut.startMs - atMs) < NEAR_MS)) continue;
    found.push({ atMs, beginsWith: label === 'dissolve' ? 'dissolve' : 'fade', basedOn: [id], confidence });
  }
  const inside = found.filter(({ atMs }) => atMs > startMs && atMs < endMs).sort((a, b) => a.atMs - b.atMs);
  return [{ atMs: startMs, beginsWith: 'start', basedOn: [], confidence: 1 }, ...inside];
}

/** Per frame two numbers, per half second one histogram, and a ring of layouts: bounded for hours. */
function createFilmRecord(width: number, height: number) {
  const shrinker = createShrinker(width, height, CELL_SIDE);
  const n = shrinker.width * shrinker.height;
  const cells = new Float32Array(n * 3);
  const times = createTimeSeries();
  const means = createNumberSeries();
  const deviations = createNumberSeries();
  const looks = createLookRecord();
  const dissolves = createDissolveDetector();
  return {
    looks,
    dissolves,
    brightness: {
      get length() {
        return times.length;
      },
      atMs: (i: number) => times.at(i),
      mean: (i: number) => means.at(i),
      deviation: (i: number) => deviations.at(i),
    },
    push(atMs: number, pixels: Uint8Array): void {
      shrinker.lumaChroma(pixels, cells);
      const { mean, deviation } = spreadOf(cells, n);
      times.push(atMs);
      means.push(mean);
      deviations.push(deviation);
      looks.push(atMs, cells);
      dissolves.push(atMs, cells);
    },
  };
}

/** Log-odds per shared colour above what is neutral, and the most that colours alone may say. */
const LOOK_WEIGHT = 8;
const MOST_BY_LOOK = 2;
/** Observations that a scene names at most. */
const MOST_NAMED = 50;

interface Divided {
  boundaries: readonly Boundary[];
  shots: readonly (HeardShot & { look: Float32Array })[];
}

function divide(boundaries: readonly Boundary[], looks: (startMs: number, endMs: number) => Float32Array, endMs: number): Divided {
  return {
    boundaries,
    shots: boundaries.map(({ atMs, beginsWith }, i) => {
      const end = boundaries[i + 1]?.atMs ?? endMs;
      return { startMs: atMs, endMs: end, beginsWith, look: looks(atMs, Math.max(end, atMs + 1)) };
    }),
  };
}

/** @param minAlike shared colours that speak neither for nor against one scene */
function signsOf({ shots }: Divided, minAlike: number, heard: (analyzer: string) => readonly Observation[]): (earlier: number, later: number) => Sign[] {
  const heardSigns = shotSigns(shots, heard);
  return (earlier, later) => {
    const [a, b] = [shots[earlier], shots[later]];
    if (!a || !b) return [];
    const weight = Math.max(-MOST_BY_LOOK, Math.min(MOST_BY_LOOK, LOOK_WEIGHT * (alikeness(a.look, b.look) - minAlike)));
    return [{ kind: 'look', weight, basedOn: [] }, ...heardSigns(earlier, later)];
  };
}

/** Emits each scene after its shots, whose ids it names. */
function tellScenes({ boundaries, shots }: Divided, scenes: ReturnType<typeof joinShots>, emit: (finding: SegmentFinding) => string): void {
  scenes.forEach((scene, s) => {
    const ids = shots.slice(scene.first, scene.last + 1).map((shot, i) => {
      const [begins, ends] = [boundaries[scene.first + i], boundaries[scene.first + i + 1]];
      const both = [...begins?.basedOn ?? [], ...ends?.basedOn ?? []];
      return emit({
        startMs: shot.startMs, endMs: shot.endMs, label: 'shot', number: scene.first + i + 1, scene: s + 1, beginsWith: shot.beginsWith,
        confidence: round(Math.min(begins?.confidence ?? 1, ends?.confidence ?? 1), 3), ...(both.length > 0 ? { basedOn: both } : {}),
      });
    });
    const evidence = [...new Set([...scene.joinedBy, ...scene.beginsBy].flatMap(({ basedOn }) => basedOn))].slice(0, MOST_NAMED / 2);
    const step = Math.ceil(ids.length / (MOST_NAMED - evidence.length));
    emit({
      startMs: shots[scene.first]?.startMs ?? 0,
      endMs: shots[scene.last]?.endMs ?? 0,
      label: 'scene',
      number: s + 1,
      shots: ids.length,
      firstShot: scene.first + 1,
      lastShot: scene.last + 1,
      cohesion: round(scene.cohesion, 3),
      ...(scene.joinedBy.length > 0 ? { joinedBy: scene.joinedBy.map(({ kind }) => kind) } : {}),
      ...(scene.beginsBy.length > 0 ? { beginsBy: scene.beginsBy.map(({ kind }) => kind) } : {}),
      confidence: round(Math.min(scene.cohesion, scene.apart, scenes[s + 1]?.apart ?? 1), 3),
      basedOn: [...ids.filter((_, i) => i % step === 0), ...evidence],
    });
  });
}

export const sceneSegmentation = defineAnalyzer({
  name: 'scene_segmentation',
  version: 2,
  reads: { everyFrame: true, after: ['cut_analysis'], hears: HEARD },
  parameters: z.object({
    /** Shared colours from which on two shots look alike, 0..1: what speaks neither for nor against one scene. */
    minAlike: z.number().min(0).max(1).default(0.5),
    /** Shots that may lie between two alike ones of one scene. */
    maxBetween: z.int().min(0).max(10).default(2),
    /** Time that may lie between them. */
    maxGapMs: z.int().min(0).default(15_000),
  }),
  finding: SegmentFinding,
  sentence: { en: (found) => segmentSentence(found, 'en'), de: (found) => segmentSentence(found, 'de') },

  open: ({ parameters, emit, upstream }) => {
    let film: ReturnType<typeof createFilmRecord> | undefined;
    return {
      everyFrame(batch) {
        film ??= createFilmRecord(batch.width, batch.height);
        for (const frame of batch.frames) film.push(frame.atMs, frame.pixels);
      },
      finish({ analysedMs }) {
        if (!film || film.brightness.length === 0) return;
        const { brightness, looks, dissolves } = film;
        const startMs = brightness.atMs(0);
        const endMs = Math.max(analysedMs, Math.round(brightness.atMs(brightness.length - 1)));
        const cuts = upstream('cut_analysis').filter((cut) => cut.label === 'cut');
        // Transitions come first: shots and scenes name their ids.
        const transitions = transitionsOf(findFades(brightness, cuts), dissolves.found(), cuts).map((found) => ({ ...found, id: emit(found) }));
        const boundaries = boundariesOf(cuts, transitions, startMs, endMs);
        const divided = divide(boundaries, (from, to) => looks.between(from, to), endMs);
        const rules: LinkRules = parameters;
        tellScenes(divided, joinShots(divided.shots, rules, signsOf(divided, parameters.minAlike, upstream)), emit);
      },
    };
  },
});
