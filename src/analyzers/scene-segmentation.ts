/** Divides a film: transitions (fades, dissolves), shots between cuts and transitions, scenes of shots that belong together. */
import type { Observation } from '@aima/contract';
import { clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { createDissolveDetector, type Dissolve } from './lib/scenes/dissolves.ts';
import { findFades, type Fade } from './lib/scenes/fades.ts';
import { createLookRecord } from './lib/scenes/look-record.ts';
import { createNumberSeries, createTimeSeries } from './lib/number-series.ts';
import { round } from './lib/rounding.ts';
import { joinShots, type LinkRules, type ShotLook } from './lib/scenes/scene-links.ts';
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
  /** Of scenes: how alike its least alike linked shots look, 0..1. */
  cohesion: z.number().min(0).max(1).optional(),
  /** Of fades: what the picture goes to or comes from. */
  plain: z.enum(['black', 'white', 'plain']).optional(),
});
type SegmentFinding = z.infer<typeof SegmentFinding>;

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

const shotText = (n: number | undefined): { en: string; de: string } => (n === 1 ? { en: '1 shot', de: '1 Einstellung' } : { en: `${n ?? 0} shots`, de: `${n ?? 0} Einstellungen` });
const PLAIN_DE = { black: 'Schwarz', white: 'Weiß', plain: 'einer Fläche' } as const;
const PLAIN_EN = { black: 'black', white: 'white', plain: 'a plain colour' } as const;

function sentenceEn(f: SegmentFinding): string {
  const span = `from ${clockTime(f.startMs)} to ${clockTime(f.endMs)}`;
  switch (f.label) {
    case 'scene':
      return `Scene ${f.number ?? 1} ${span}, ${shotText(f.shots).en}.`;
    case 'shot':
      return `Shot ${f.number ?? 1} ${span}.`;
    case 'fade_out':
      return `The picture fades to ${PLAIN_EN[f.plain ?? 'plain']} ${span}.`;
    case 'fade_in':
      return `The picture fades in from ${PLAIN_EN[f.plain ?? 'plain']} ${span}.`;
    case 'dissolve':
      return `One picture dissolves into the next ${span}.`;
  }
}

function sentenceDe(f: SegmentFinding): string {
  const span = `von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}`;
  switch (f.label) {
    case 'scene':
      return `Szene ${f.number ?? 1} ${span}, ${shotText(f.shots).de}.`;
    case 'shot':
      return `Einstellung ${f.number ?? 1} ${span}.`;
    case 'fade_out':
      return `Das Bild blendet ${span} zu ${PLAIN_DE[f.plain ?? 'plain']} ab.`;
    case 'fade_in':
      return `Das Bild blendet ${span} aus ${PLAIN_DE[f.plain ?? 'plain']} auf.`;
    case 'dissolve':
      return `Ein Bild geht ${span} in das nächste über.`;
  }
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

/** Shots and scenes as findings, without what rests on ids; scenes come before their first shot. */
function segmentsOf(boundaries: readonly Boundary[], looks: (startMs: number, endMs: number) => Float32Array, endMs: number, rules: LinkRules): SegmentFinding[] {
  const shots: ShotLook[] = boundaries.map(({ atMs }, i) => {
    const end = boundaries[i + 1]?.atMs ?? endMs;
    return { startMs: atMs, endMs: end, look: looks(atMs, Math.max(end, atMs + 1)) };
  });
  return joinShots(shots, rules).flatMap((scene, s) => {
    const inside = boundaries.slice(scene.first, scene.last + 1);
    const basedOn = inside.flatMap((boundary) => boundary.basedOn);
    const found: SegmentFinding[] = [
      {
        startMs: shots[scene.first]?.startMs ?? 0,
        endMs: shots[scene.last]?.endMs ?? endMs,
        label: 'scene',
        number: s + 1,
        shots: inside.length,
        firstShot: scene.first + 1,
        lastShot: scene.last + 1,
        cohesion: round(Math.min(1, scene.cohesion), 3),
        confidence: round(Math.min(...inside.map(({ confidence }) => confidence), 0.5 + scene.cohesion / 2), 3),
        ...(basedOn.length > 0 ? { basedOn } : {}),
      },
    ];
    inside.forEach((boundary, i) => {
      const shot = shots[scene.first + i];
      if (!shot) return;
      const ends = boundaries[scene.first + i + 1];
      const both = [...boundary.basedOn, ...(ends?.basedOn ?? [])];
      found.push({
        startMs: shot.startMs,
        endMs: shot.endMs,
        label: 'shot',
        number: scene.first + i + 1,
        scene: s + 1,
        beginsWith: boundary.beginsWith,
        confidence: round(Math.min(boundary.confidence, ends?.confidence ?? 1), 3),
        ...(both.length > 0 ? { basedOn: both } : {}),
      });
    });
    return found;
  });
}

export const sceneSegmentation = defineAnalyzer({
  name: 'scene_segmentation',
  version: 1,
  reads: { everyFrame: true, after: ['cut_analysis'] },
  parameters: z.object({
    /** Shared colours from which on two shots look alike, 0..1. */
    minAlike: z.number().min(0).max(1).default(0.5),
    /** Shots that may lie between two alike ones of one scene. */
    maxBetween: z.int().min(0).max(10).default(2),
    /** Time that may lie between them. */
    maxGapMs: z.int().min(0).default(15_000),
  }),
  finding: SegmentFinding,
  sentence: { en: sentenceEn, de: sentenceDe },

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
        for (const segment of segmentsOf(boundaries, (from, to) => looks.between(from, to), endMs, parameters)) emit(segment);
      },
    };
  },
});
