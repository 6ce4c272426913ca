/**
 * Whether a film runs evenly: cadence, repeated and missing frames, flicker of light and colour, jumps of exposure and white
 * balance inside shots, loops and backwards repetition, and tracks of things that jump. From every frame in small; each
 * part's file names its method. Where next to nothing moves, no cadence can be told; broken blocks are not told.
 */
import type { Observation } from '@aima/contract';
import { certaintyWords, clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { findFlicker } from './lib/quality/flicker.ts';
import { round } from './lib/rounding.ts';
import { stretchesBetween, type Stretch } from './lib/scenes/shots.ts';
import { cadenceOf, frameKinds, type Cadence } from './lib/temporal/cadence.ts';
import { recordFrames, type FrameRecord, type FrameRecorder } from './lib/temporal/frame-record.ts';
import { findGaps, findStutter, usualIntervalOf } from './lib/temporal/irregular-frames.ts';
import { findLightJumps } from './lib/temporal/light-jumps.ts';
import { findRepetitions } from './lib/temporal/repetition.ts';
import { findTrackJumps } from './lib/temporal/track-jumps.ts';

const LABELS = ['cadence', 'dropped_frames', 'stutter', 'light_flicker', 'colour_flicker', 'exposure_jump', 'white_balance_jump', 'loop', 'reversed', 'track_jump'] as const;

const UnevenFinding = z.object({
  ...FindingFields,
  label: z.enum(LABELS),
  endMs: z.int().nonnegative(),
  /** Of `cadence`, one per shot: how long pictures stand; see lib/temporal/cadence.ts. */
  pattern: z.enum(['even', 'repeating', 'pulldown', 'uneven', 'not_told']).optional(),
  /** Frames for which each picture stands: `1`, `2`, `3:2`. */
  standsFrames: z.string().optional(),
  repeatedShare: z.number().min(0).max(1).optional(),
  picturesPerSecond: z.number().nonnegative().optional(),
  /** Usual distance of the frames' times, and whether those vary (variable frame rate). */
  intervalMs: z.number().nonnegative().optional(),
  variableRate: z.boolean().optional(),
  /** Of `dropped_frames` and `stutter`: how many are missing, or stand. */
  frames: z.int().positive().optional(),
  /** Flicker: root mean square; jumps of light: the step. Levels of 255. */
  levels: z.number().optional(),
  /** Of `loop` and `reversed`: where the same was to be seen before. */
  firstFromMs: z.int().nonnegative().optional(),
  firstToMs: z.int().nonnegative().optional(),
  /** Of `track_jump`: distance over the time between, in widths or heights of the picture a second. */
  jumpPerSecond: z.number().nonnegative().optional(),
});
type UnevenFinding = z.infer<typeof UnevenFinding>;

const CADENCE_WORDS = {
  even: { en: 'every frame is a new picture', de: 'jedes Bild ist neu' },
  repeating: { en: 'each picture stands for several frames', de: 'jedes Bild steht mehrere Bilder lang' },
  pulldown: { en: 'pictures stand for unequal times in turn (pulldown)', de: 'die Bilder stehen abwechselnd verschieden lang (Pulldown)' },
  uneven: { en: 'pictures come unevenly', de: 'die Bilder kommen ungleichmäßig' },
  not_told: { en: 'too little moves to tell', de: 'es bewegt sich zu wenig, um es zu sagen' },
} as const;

const WORDS: Record<Exclude<(typeof LABELS)[number], 'cadence'>, { en: string; de: string }> = {
  dropped_frames: { en: 'Frames are missing', de: 'Es fehlen Bilder' },
  stutter: { en: 'The movement stands for a moment', de: 'Die Bewegung stockt' },
  light_flicker: { en: 'The brightness flickers', de: 'Die Helligkeit flackert' },
  colour_flicker: { en: 'The colour flickers', de: 'Die Farbe flackert' },
  exposure_jump: { en: 'The exposure jumps within the shot', de: 'Die Belichtung springt innerhalb der Einstellung' },
  white_balance_jump: { en: 'The white balance jumps within the shot', de: 'Der Weißabgleich springt innerhalb der Einstellung' },
  loop: { en: 'The same is to be seen again', de: 'Dasselbe ist noch einmal zu sehen' },
  reversed: { en: 'The same is to be seen backwards', de: 'Dasselbe ist rückwärts zu sehen' },
  track_jump: { en: 'A followed thing jumps', de: 'Ein verfolgtes Ding springt' },
};

function sentence(f: UnevenFinding, language: 'en' | 'de'): string {
  const span = language === 'de' ? `von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}` : `from ${clockTime(f.startMs)} to ${clockTime(f.endMs)}`;
  if (f.label !== 'cadence') return `${WORDS[f.label][language]} ${span}, ${certaintyWords(f.confidence, language)}.`;
  const what = CADENCE_WORDS[f.pattern ?? 'not_told'][language];
  const rate = f.picturesPerSecond === undefined ? '' : language === 'de' ? `, etwa ${Math.round(f.picturesPerSecond)} in der Sekunde` : `, about ${Math.round(f.picturesPerSecond)} a second`;
  return language === 'de' ? `Bildfolge ${span}: ${what}${rate}.` : `Cadence ${span}: ${what}${rate}.`;
}

/** Share of intervals that differ from the usual one by more than a sixth, from which on the rate varies. */
const VARIABLE_SHARE = 0.2;

function isVariable(record: FrameRecord, usual: number): boolean {
  let others = 0;
  // A millisecond of rounding is no variation.
  for (let i = 1; i < record.length; i++) if (Math.abs(record.atMs(i) - record.atMs(i - 1) - usual) > Math.max(1.5, usual / 6)) others++;
  return others > VARIABLE_SHARE * (record.length - 1);
}

/** Frames from `first` on that lie before the end of a shot. */
function framesOf(record: FrameRecord, first: number, shot: Stretch): number {
  let to = first;
  while (to < record.length && record.atMs(to) < shot.endMs) to++;
  return to;
}

/** All findings about one film; those of a shot name the cut it begins with. */
function uneven(record: FrameRecord, cuts: readonly Observation[], elsewhere: readonly Observation[], endMs: number, minFlicker: number): UnevenFinding[] {
  const found: UnevenFinding[] = [];
  const usual = usualIntervalOf(record);
  const variableRate = isVariable(record, usual);
  const kinds = frameKinds(record);
  const cadences: Cadence[] = [];
  const cutTimes = new Set(cuts.map((cut) => cut.startMs));
  let first = 0;
  for (const shot of stretchesBetween(cuts, record.atMs(0), endMs)) {
    const to = framesOf(record, first, shot);
    const cadence = cadenceOf(record, kinds, first, to);
    if (cadence) cadences.push(cadence);
    const basedOn = cuts.filter((cut) => cut.startMs === shot.startMs || cut.startMs === shot.endMs).map(({ id }) => id);
    const rest = basedOn.length > 0 ? { basedOn } : {};
    found.push({
      label: 'cadence', startMs: Math.round(shot.startMs), endMs: Math.round(shot.endMs), confidence: cadence ? 0.9 : 1, pattern: cadence?.pattern ?? 'not_told', intervalMs: round(usual, 2), variableRate, ...rest,
      ...(cadence ? { standsFrames: cadence.frames, repeatedShare: round(cadence.repeatedShare, 3), picturesPerSecond: round(cadence.picturesPerSecond, 2) } : {}),
    });
    for (const { label, startMs, endMs: until, levels } of findLightJumps(record, first, to)) {
      if (elsewhere.some((other) => other.startMs - NEAR_MS < until && other.endMs + NEAR_MS > startMs)) continue;
      found.push({ label, startMs, endMs: until, levels: round(levels, 2), confidence: round(Math.min(0.9, 0.55 + Math.abs(levels) / (label === 'exposure_jump' ? 60 : 30)), 3), ...rest });
    }
    first = to;
  }
  const even = cadences.filter(({ pattern }) => pattern === 'even');
  const gaps = findGaps(record, variableRate);
  const stutter = variableRate ? [] : findStutter(record, kinds, even, cutTimes);
  found.push(...gaps, ...stutter.filter((one) => !gaps.some((gap) => gap.endMs === one.endMs)));
  found.push(...flickers(record, minFlicker));
  for (const { distance, ...repetition } of findRepetitions(record)) found.push({ ...repetition, confidence: round(Math.max(0.6, 0.95 - distance / 5), 3) });
  return found;
}

/** Cuts, fades and dissolves so near change the light themselves. */
const NEAR_MS = 300;

/** Chroma has the smaller range. */
const CHROMA = 0.3;

function flickers(record: FrameRecord, least: number): UnevenFinding[] {
  const of = (label: 'light_flicker' | 'colour_flicker', mean: (i: number) => number, leastLevels: number): UnevenFinding[] =>
    findFlicker({ length: record.length, atMs: record.atMs, mean }, leastLevels).map(({ startMs, endMs, levels }) => ({
      label, startMs: Math.round(startMs), endMs: Math.round(endMs), levels: round(levels, 2), confidence: round(0.6 + 0.4 * Math.min(1, levels / leastLevels / 4), 3),
    }));
  const light = of('light_flicker', (i) => record.luma.at(i), least);
  // What flickers in both is told once, as light.
  const colour = [...of('colour_flicker', (i) => record.blue.at(i), least * CHROMA), ...of('colour_flicker', (i) => record.red.at(i), least * CHROMA)];
  const alone = colour.filter((one, i) => ![...light, ...colour.slice(0, i)].some((other) => one.startMs < other.endMs && other.startMs < one.endMs));
  return [...light, ...alone];
}

export const temporalConsistency = defineAnalyzer({
  name: 'temporal_consistency',
  version: 2,
  reads: { everyFrame: true, after: ['cut_analysis'], hears: ['scene_segmentation', 'object_detection', 'face_detection'] },
  parameters: z.object({
    /** Root mean square of the brightness, levels of 255; 0.3 of it for colour. */
    minFlicker: z.number().positive().default(2.5),
    /** Findings below this are left out. */
    minConfidence: z.number().min(0).max(1).default(0.5),
  }),
  finding: UnevenFinding,
  sentence: { en: (f) => sentence(f, 'en'), de: (f) => sentence(f, 'de') },

  open: ({ parameters, emit, upstream }) => {
    let film: FrameRecorder | undefined;
    return {
      everyFrame(batch) {
        film ??= recordFrames(batch.width, batch.height);
        for (const { atMs, pixels } of batch.frames) film.push(atMs, pixels);
      },
      finish({ analysedMs }) {
        if (!film || film.record.length === 0) return;
        const { record } = film;
        const endMs = Math.max(analysedMs, Math.round(record.atMs(record.length - 1)));
        const cuts = upstream('cut_analysis').filter(({ label }) => label === 'cut');
        const transitions = upstream('scene_segmentation').filter(({ label }) => label === 'fade_in' || label === 'fade_out' || label === 'dissolve');
        const found = uneven(record, cuts, transitions, endMs, parameters.minFlicker);
        for (const { basedOn, ...jump } of findTrackJumps([...upstream('object_detection'), ...upstream('face_detection')], cuts)) found.push({ label: 'track_jump', ...jump, basedOn });
        for (const finding of found.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) if (finding.confidence >= parameters.minConfidence) emit(finding);
      },
    };
  },
});
