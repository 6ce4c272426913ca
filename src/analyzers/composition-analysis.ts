/**
 * How people are placed in the picture, shot by shot: shot scale, thirds, headroom, look room, balance, and the likeness
 * of the picture to its mirror image. Told only where a face or a body was found. Rules of the craft (Bowen and Thompson
 * 2013, "Grammar of the Shot"), told as numbers and words without judging; scale assumes an adult who is not
 * bent. Of films shot by shot, with the shots of scene_segmentation; a photo is one shot. How it is layered in depth is
 * told where depth_estimation runs.
 */
import { certaintyWords, clockTime, defineAnalyzer, FindingFields, type FrameBatch } from '@aima/sdk';
import { z } from 'zod';
import { DepthLayers, depthLayersIn } from './lib/composition/depth-layers.ts';
import { measureShot, PLACEMENTS, SCALES, type Scale } from './lib/composition/measure-shot.ts';
import { subjectsByMoment } from './lib/composition/subject.ts';
import { createNumberSeries, createTimeSeries } from './lib/number-series.ts';
import { round } from './lib/rounding.ts';
import { createShrinker, spreadOf } from './lib/shrink.ts';

const Share = z.number().min(0).max(1);
const CompositionFinding = z.object({
  ...FindingFields,
  /** How near the main subject is. */
  label: z.enum(SCALES),
  endMs: z.int().nonnegative(),
  placement: z.enum(PLACEMENTS),
  /** Of the main subject, in shares of the picture: height of the head, and where the eyes (without a face: the shoulders) are. */
  headHeight: z.number().positive(),
  subjectX: z.number(),
  subjectY: z.number(),
  /** From the eyes to the nearest crossing of the lines at thirds. */
  thirdsDistance: z.number().min(0),
  /** 1: the subjects' weight lies in the middle of the width. */
  balance: Share,
  /** Above the head, share of the height; with a face only. */
  headroom: Share.optional(),
  /** Before a face that looks to a side, share of the width. */
  lookRoom: Share.optional(),
  /** Likeness of left and right, correlation of the mirrored layout cut off at 0. */
  symmetry: Share.optional(),
  depth: DepthLayers.optional(),
  /** Subjects at a time, and moments in which one was seen. */
  subjects: z.int().positive(),
  samples: z.int().positive(),
  basedOn: z.array(z.string()).min(1),
});
type CompositionFinding = z.infer<typeof CompositionFinding>;

/** The mirror image is compared this often, on so many cells along the longer side. */
const MIRROR_EVERY_MS = 500;
const MIRROR_SIDE = 32;
/** Pixels; the view would be no better for a mirror image of 32 cells. */
const PHOTO_SIDE = 96;
/** A shot of minutes rests on more; these show it. */
const MOST_NAMED = 24;

const WORDS: Readonly<Record<Scale, { en: string; de: string }>> = {
  extreme_close_up: { en: 'Extreme close-up', de: 'Detailaufnahme' },
  close_up: { en: 'Close-up', de: 'Großaufnahme' },
  medium_close_up: { en: 'Medium close-up', de: 'Nahaufnahme' },
  medium_shot: { en: 'Medium shot', de: 'Halbnahe' },
  medium_long_shot: { en: 'Medium long shot', de: 'Amerikanische Einstellung' },
  long_shot: { en: 'Long shot', de: 'Halbtotale' },
  extreme_long_shot: { en: 'Extreme long shot', de: 'Totale' },
};
const PLACES = {
  centred: { en: 'in the middle', de: 'in der Mitte' },
  left_third: { en: 'on the left third', de: 'auf dem linken Drittel' },
  right_third: { en: 'on the right third', de: 'auf dem rechten Drittel' },
  elsewhere: { en: 'on no line of thirds', de: 'auf keiner Drittellinie' },
} as const;

function createMirrorRecord(width: number, height: number) {
  const shrinker = createShrinker(width, height, MIRROR_SIDE);
  const cells = new Float32Array(shrinker.width * shrinker.height);
  const [times, values] = [createTimeSeries(), createNumberSeries()];
  let nextMs = 0;
  const symmetry = (): number => {
    const { mean, deviation } = spreadOf(cells, cells.length);
    let sum = 0;
    for (let i = 0; i < cells.length; i++) {
      const row = Math.floor(i / shrinker.width);
      sum += ((cells[i] ?? 0) - mean) * ((cells[(2 * row + 1) * shrinker.width - 1 - i] ?? 0) - mean);
    }
    return deviation < 1 ? Number.NaN : Math.max(0, Math.min(1, sum / cells.length / deviation ** 2));
  };
  return {
    push(atMs: number, pixels: Uint8Array): void {
      if (atMs < nextMs) return;
      nextMs = atMs + MIRROR_EVERY_MS;
      shrinker.luma(pixels, cells);
      times.push(atMs);
      values.push(symmetry());
    },
    /** Mean over a stretch; undefined where nothing could be compared. */
    between(startMs: number, endMs: number): number | undefined {
      let [sum, count] = [0, 0];
      for (let i = 0; i < times.length; i++) {
        if (times.at(i) < startMs || times.at(i) >= endMs || Number.isNaN(values.at(i))) continue;
        sum += values.at(i);
        count++;
      }
      return count === 0 ? undefined : sum / count;
    },
  };
}

const timeOf = ({ startMs, endMs }: CompositionFinding, from: string, to: string): string => (endMs > startMs ? `, ${from} ${clockTime(startMs)} ${to} ${clockTime(endMs)}` : '');

export const compositionAnalysis = defineAnalyzer({
  name: 'composition_analysis',
  version: 2,
  method: 'rule',
  // A photo has no shots, so scene_segmentation is not needed there; its picture comes as color_analysis gets it, one stream for both.
  reads: { video: { everyMs: MIRROR_EVERY_MS, width: PHOTO_SIDE, height: PHOTO_SIDE, fit: 'inside' }, everyFrame: true, photo: true, after: ['body_pose'], afterAny: ['face_detection', 'scene_segmentation'], hears: ['depth_estimation'] },
  finding: CompositionFinding,
  sentence: {
    en: (f) => `${WORDS[f.label].en}, the main person ${PLACES[f.placement].en}${timeOf(f, 'from', 'to')}, ${certaintyWords(f.confidence, 'en')}.`,
    de: (f) => `${WORDS[f.label].de}, die Hauptperson ${PLACES[f.placement].de}${timeOf(f, 'von', 'bis')}, ${certaintyWords(f.confidence, 'de')}.`,
  },

  open: ({ medium, emit, upstream }) => {
    let mirror: ReturnType<typeof createMirrorRecord> | undefined;
    const isPhoto = medium.kind === 'image';
    const record = ({ width, height, frames }: FrameBatch): void => {
      mirror ??= createMirrorRecord(width, height);
      for (const { atMs, pixels } of frames) mirror.push(atMs, pixels);
    };
    return {
      frames(batch) {
        if (isPhoto) record(batch);
      },
      everyFrame: record,
      finish({ analysedMs }) {
        const moments = [...subjectsByMoment(upstream('face_detection'), upstream('body_pose'))];
        const whole = { id: undefined, startMs: 0, endMs: isPhoto ? 0 : analysedMs };
        const shots = upstream('scene_segmentation').filter(({ label }) => label === 'shot');
        for (const { id, startMs, endMs } of shots.length > 0 ? shots : [whole]) {
          // A photo is a moment.
          const untilMs = Math.max(endMs, startMs + 1);
          const inside = moments.filter(([atMs]) => atMs >= startMs && atMs < untilMs).map(([, subjects]) => subjects);
          const shot = measureShot(inside);
          if (!shot) continue;
          const { scale, ids, headHeight, subjectX, subjectY, thirdsDistance, balance, headroom, lookRoom, confidence, ...rest } = shot;
          const symmetry = mirror?.between(startMs, untilMs);
          const layered = depthLayersIn(upstream('depth_estimation'), startMs, endMs);
          const step = Math.ceil(ids.length / MOST_NAMED);
          emit({
            ...rest, startMs, endMs, label: scale, confidence: round(confidence, 3), headHeight: round(headHeight, 4), subjectX: round(subjectX, 4), subjectY: round(subjectY, 4),
            thirdsDistance: round(thirdsDistance, 4), balance: round(balance, 3), ...(headroom === undefined ? {} : { headroom: round(Math.min(1, headroom), 4) }),
            ...(lookRoom === undefined ? {} : { lookRoom: round(lookRoom, 4) }), ...(symmetry === undefined ? {} : { symmetry: round(symmetry, 3) }), ...(layered ? { depth: layered.depth } : {}),
            basedOn: [...(id === undefined ? [] : [id]), ...ids.filter((_, i) => i % step === 0), ...(layered?.ids ?? [])],
          });
        }
      },
    };
  },
});
