/**
 * Tells how the camera moves: still, panning, tilting, zooming, moving in and out (dolly), shaking. Directions are the camera's,
 * not the content's. A zoom and a dolly both make things grow; a dolly is named where near things are seen to grow faster than
 * far ones. Where they do not, it was a zoom or all is equally far; where that cannot be told, `zoom_in` and `zoom_out` name
 * either. The sentences say which.
 */
import type { Observation } from '@aima/contract';
import { certaintyWords, clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { CAMERA_MOVES, moveStretches, speedOf, type CameraMove, type MoveStretch } from './lib/camera/camera-moves.ts';
import { cameraPath, type MotionRecord } from './lib/camera/camera-path.ts';
import { createMotionEstimator, type MotionEstimator } from './lib/camera/global-motion.ts';
import { createParallaxWatch, PARALLAX, type ParallaxWatch } from './lib/camera/parallax.ts';
import { createNumberSeries, createTimeSeries } from './lib/number-series.ts';
import { round } from './lib/rounding.ts';
import { stretchesBetween } from './lib/scenes/shots.ts';

const LABELS = [...CAMERA_MOVES, 'dolly_in', 'dolly_out'] as const;
type Label = (typeof LABELS)[number];

const MoveFinding = z.object({
  ...FindingFields,
  label: z.enum(LABELS),
  endMs: z.int().nonnegative(),
  /** How fast the edges of the picture move: shares of the longer side per second; for `shake` the jitter times ten. */
  strength: z.number().min(0),
  /** Right and up are positive; shares of the width and of the height per second. */
  panPerSecond: z.number(),
  tiltPerSecond: z.number(),
  /** Growth of things per second: 0.1 = ten percent nearer. */
  zoomPerSecond: z.number(),
  /** Clockwise turn of the camera. */
  rollDegreesPerSecond: z.number(),
  /** Root mean square distance from the smoothed path; share of the longer side. */
  jitter: z.number().min(0),
  /** For zooms and dollies: whether near things grow faster than far ones; `none` also before something flat. */
  parallax: z.enum(PARALLAX).optional(),
});
type MoveFinding = z.infer<typeof MoveFinding>;

const WORDS: Record<Label, { en: string; de: string }> = {
  static: { en: 'The camera stands still', de: 'Die Kamera steht still' },
  pan_left: { en: 'The camera pans left', de: 'Die Kamera schwenkt nach links' },
  pan_right: { en: 'The camera pans right', de: 'Die Kamera schwenkt nach rechts' },
  tilt_up: { en: 'The camera tilts up', de: 'Die Kamera neigt sich nach oben' },
  tilt_down: { en: 'The camera tilts down', de: 'Die Kamera neigt sich nach unten' },
  zoom_in: { en: 'The camera zooms or moves in', de: 'Die Kamera fährt oder zoomt heran' },
  zoom_out: { en: 'The camera zooms or moves out', de: 'Die Kamera fährt oder zoomt zurück' },
  dolly_in: { en: 'The camera moves in', de: 'Die Kamera fährt heran' },
  dolly_out: { en: 'The camera moves back', de: 'Die Kamera fährt zurück' },
  shake: { en: 'The camera shakes', de: 'Die Kamera wackelt' },
  moving: { en: 'The camera moves', de: 'Die Kamera bewegt sich' },
};

const WORDS_WITHOUT_PARALLAX: Partial<Record<Label, { en: string; de: string }>> = {
  zoom_in: { en: 'The camera zooms in, or moves towards something flat,', de: 'Die Kamera zoomt heran oder fährt auf etwas Flaches zu' },
  zoom_out: { en: 'The camera zooms out, or moves away from something flat,', de: 'Die Kamera zoomt zurück oder fährt von etwas Flachem weg' },
};

const wordsFor = ({ label, parallax }: MoveFinding): { en: string; de: string } => (parallax === 'none' ? WORDS_WITHOUT_PARALLAX[label] : undefined) ?? WORDS[label];

const DOLLY: Partial<Record<CameraMove, Label>> = { zoom_in: 'dolly_in', zoom_out: 'dolly_out' };

/** What is known where nothing in the picture could be compared. */
const BLIND_CONFIDENCE = 0.2;

/** All motions of the film, some 50 bytes a frame. */
function createRecord(longSide: number): MotionRecord & { push(atMs: number, motion: ReturnType<MotionEstimator['push']>): void } {
  const times = createTimeSeries();
  const [dx, dy, zoom, roll, support] = [createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries()];
  return {
    get length() {
      return times.length;
    },
    atMs: (i) => times.at(i),
    dx: (i) => dx.at(i) / longSide,
    dy: (i) => dy.at(i) / longSide,
    zoom: (i) => zoom.at(i),
    roll: (i) => roll.at(i),
    support: (i) => support.at(i),
    push(atMs, motion) {
      times.push(atMs);
      dx.push(motion.dx);
      dy.push(motion.dy);
      zoom.push(motion.zoom);
      roll.push(motion.roll);
      support.push(motion.support);
    },
  };
}

function confidenceOf(stretch: MoveStretch, minSpeed: number): number {
  if (stretch.support === 0) return BLIND_CONFIDENCE;
  const speed = speedOf(stretch.velocity);
  const clear = stretch.move === 'static' ? 1 - speed / minSpeed / 2 : stretch.move === 'shake' ? 1 : Math.min(1, speed / minSpeed / 2);
  return Math.min(1, stretch.support * (0.6 + 0.4 * Math.max(0, clear)));
}

export const cameraAnalysis = defineAnalyzer({
  name: 'camera_analysis',
  version: 3,
  reads: { everyFrame: true, after: ['cut_analysis'] },
  parameters: z.object({
    /** Slower movements count as standing still; shares of the longer side per second. */
    minSpeed: z.number().positive().default(0.012),
    /** Jitter from here on is shaking; share of the longer side. */
    minJitter: z.number().positive().default(0.003),
    /** Shorter stretches join a neighbour. */
    minMs: z.number().nonnegative().default(500),
  }),
  finding: MoveFinding,
  sentence: {
    en: (f) => `${wordsFor(f).en} from ${clockTime(f.startMs)} to ${clockTime(f.endMs)}, ${certaintyWords(f.confidence, 'en')}.`,
    de: (f) => `${wordsFor(f).de}, von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}, ${certaintyWords(f.confidence, 'de')}.`,
  },

  open: ({ parameters, emit, upstream }) => {
    let estimator: MotionEstimator | undefined;
    let record: ReturnType<typeof createRecord> | undefined;
    let watch: ParallaxWatch | undefined;
    let size = { width: 1, height: 1, long: 1 };

    const report = (stretch: MoveStretch, shot: { startMs: number; endMs: number }, basedOn: readonly Observation[]): void => {
      const { velocity, jitter, move } = stretch;
      const dolly = DOLLY[move];
      const parallax = dolly && watch?.between(stretch, shot);
      const strength = move === 'shake' ? jitter * 10 : move === 'static' ? 0 : speedOf(velocity);
      const finding: MoveFinding = {
        startMs: Math.round(stretch.startMs),
        endMs: Math.round(stretch.endMs),
        label: dolly && parallax === 'seen' ? dolly : move,
        confidence: round(confidenceOf(stretch, parameters.minSpeed), 3),
        strength: round(strength, 4),
        panPerSecond: round((velocity.pan * size.long) / size.width, 4),
        tiltPerSecond: round((velocity.tilt * size.long) / size.height, 4),
        zoomPerSecond: round(Math.expm1(velocity.zoom), 4),
        rollDegreesPerSecond: round((velocity.roll * 180) / Math.PI, 2),
        jitter: round(jitter, 5),
      };
      if (parallax) finding.parallax = parallax;
      if (basedOn.length > 0) finding.basedOn = basedOn.map((cut) => cut.id);
      emit(finding);
    };

    return {
      everyFrame(batch) {
        const long = Math.max(batch.width, batch.height);
        size = { width: batch.width, height: batch.height, long };
        estimator ??= createMotionEstimator(batch.width, batch.height);
        record ??= createRecord(long);
        watch ??= createParallaxWatch(batch.width, batch.height);
        for (const frame of batch.frames) {
          const motion = estimator.push(frame.pixels);
          record.push(frame.atMs, motion);
          watch.push(frame.atMs, frame.pixels, motion);
        }
      },
      finish({ analysedMs }) {
        if (!record || record.length === 0) return;
        const cuts = upstream('cut_analysis').filter((cut) => cut.label === 'cut');
        const lastMs = record.atMs(record.length - 1);
        let first = 0;
        for (const shot of stretchesBetween(cuts, record.atMs(0), Math.max(analysedMs, lastMs))) {
          let last = first;
          while (last + 1 < record.length && record.atMs(last + 1) < shot.endMs) last++;
          const path = cameraPath(record, first, last);
          const basedOn = cuts.filter((cut) => cut.startMs === shot.startMs);
          for (const stretch of moveStretches(path, shot.endMs, parameters)) report(stretch, shot, basedOn);
          first = last + 1;
        }
      },
    };
  },
});
