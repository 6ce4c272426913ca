/**
 * Measures how good the picture is: sharpness, exposure, contrast, noise, blocking, flicker; as a curve, with findings for bad
 * stretches. Stability, loudness and clipping are those of camera_analysis and audio_analysis, where they run. The score is a
 * formula over the picture's measures, no opinion of viewers.
 */
import { certaintyWords, clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { findFlicker } from './lib/quality/flicker.ts';
import { heardQuality } from './lib/quality/heard-quality.ts';
import { createNumberSeries, createTimeSeries } from './lib/number-series.ts';
import { DEFECTS, defectsOf, measureQuality, type Quality } from './lib/quality/quality-score.ts';
import { round } from './lib/rounding.ts';
import { createStretchJoiner, type LevelStretch } from './lib/stretches.ts';

const SIDE = 640; // pixels; sharpness and noise are those at this size
const EVERY_MS = 1000;

const LABELS = ['quality', 'overall', ...DEFECTS, 'flicker'] as const;
type Label = (typeof LABELS)[number];

const Share = z.number().min(0).max(1);
const QualityFinding = z.object({
  ...FindingFields,
  label: z.enum(LABELS),
  /** Of `quality` and `overall`. 0..1: weighted geometric mean of sharpness, exposure, noise and contrast; see lib/quality-score.ts. */
  score: Share.optional(),
  sharpness: Share.optional(),
  /** Standard deviation of the edges' blur, pixels at the size looked at; absent where there are no edges. */
  blurPixels: z.number().optional(),
  brightness: Share.optional(),
  contrast: Share.optional(),
  /** Shares of pixels that are all but black or white. */
  clippedDark: Share.optional(),
  clippedBright: Share.optional(),
  /** Standard deviation, levels of 255. */
  noise: z.number().optional(),
  /** Only where the picture could be looked at in its own size. */
  blocking: z.number().optional(),
  /** Of `overall`, from camera_analysis: share of the time without shaking, and the mean jitter, a share of the longer side. */
  stability: Share.optional(),
  jitter: z.number().nonnegative().optional(),
  /** Of `overall`, from audio_analysis; EBU R 128, and the time within clipped stretches. */
  loudnessLufs: z.number().optional(),
  truePeakDbtp: z.number().optional(),
  soundClippedDurationMs: z.number().nonnegative().optional(),
  /** Of the findings for stretches: how bad, 0..1; of flicker: root mean square in levels of 255. */
  severity: Share.optional(),
  flickerLevels: z.number().optional(),
});
type QualityFinding = z.infer<typeof QualityFinding>;

const WORDS: Record<Exclude<Label, 'quality' | 'overall'>, { en: string; de: string }> = {
  blurred: { en: 'The picture is blurred', de: 'Das Bild ist unscharf' },
  too_dark: { en: 'The picture is too dark', de: 'Das Bild ist zu dunkel' },
  too_bright: { en: 'The picture is too bright', de: 'Das Bild ist zu hell' },
  noisy: { en: 'The picture is noisy', de: 'Das Bild rauscht' },
  low_contrast: { en: 'The picture has little contrast', de: 'Das Bild hat wenig Kontrast' },
  blocky: { en: 'The picture shows compression blocks', de: 'Das Bild zeigt Kompressionsblöcke' },
  flicker: { en: 'The brightness flickers', de: 'Die Helligkeit flackert' },
};

/** What others measured, after the picture's own words. */
function heardWords({ stability, loudnessLufs, soundClippedDurationMs }: QualityFinding, language: 'en' | 'de'): string {
  const de = language === 'de';
  const number = (value: number): string => (de ? value.toFixed(1).replace('.', ',') : value.toFixed(1)).replace('-', '−');
  return [
    stability === undefined ? '' : `, ${de ? 'Ruhe der Kamera' : 'steadiness'} ${percent(stability)}`,
    loudnessLufs === undefined ? '' : `, ${de ? 'Lautheit' : 'loudness'} ${number(loudnessLufs)} LUFS`,
    soundClippedDurationMs === undefined || soundClippedDurationMs === 0 ? '' : `, ${de ? 'Ton übersteuert' : 'sound clipped'} ${number(soundClippedDurationMs / 1000)} s`,
  ].join('');
}

const percent = (share: number | undefined): string => String(Math.round((share ?? 0) * 100));

function sentenceEn(f: QualityFinding): string {
  if (f.label === 'quality') return `Picture quality at ${clockTime(f.startMs)}: ${percent(f.score)} of 100.`;
  if (f.label === 'overall') return `Overall picture quality: ${percent(f.score)} of 100, sharpness ${percent(f.sharpness)}, contrast ${percent(f.contrast)}${heardWords(f, 'en')}.`;
  const span = f.endMs === undefined || f.endMs === f.startMs ? '' : ` from ${clockTime(f.startMs)} to ${clockTime(f.endMs)}`;
  return `${WORDS[f.label].en}${span}, ${certaintyWords(f.confidence, 'en')}.`;
}

function sentenceDe(f: QualityFinding): string {
  if (f.label === 'quality') return `Bildqualität bei ${clockTime(f.startMs)}: ${percent(f.score)} von 100.`;
  if (f.label === 'overall') return `Bildqualität insgesamt: ${percent(f.score)} von 100, Schärfe ${percent(f.sharpness)}, Kontrast ${percent(f.contrast)}${heardWords(f, 'de')}.`;
  const span = f.endMs === undefined || f.endMs === f.startMs ? '' : ` von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}`;
  return `${WORDS[f.label].de}${span}, ${certaintyWords(f.confidence, 'de')}.`;
}

type Numbers = Pick<QualityFinding, 'score' | 'sharpness' | 'blurPixels' | 'brightness' | 'contrast' | 'clippedDark' | 'clippedBright' | 'noise' | 'blocking'>;

function numbersOf(q: Quality): Numbers {
  return {
    score: round(q.score, 3),
    sharpness: round(q.sharpness, 3),
    ...(q.blurPixels === undefined ? {} : { blurPixels: round(q.blurPixels, 2) }),
    brightness: round(q.brightness, 3),
    contrast: round(q.contrast, 3),
    clippedDark: round(q.clippedDark, 3),
    clippedBright: round(q.clippedBright, 3),
    noise: round(q.noise, 2),
    ...(q.blocking === undefined ? {} : { blocking: round(q.blocking, 3) }),
  };
}

/** Running means of everything that has a number. */
function createMean() {
  const sums = new Map<keyof Quality, { sum: number; count: number }>();
  return {
    add(q: Quality): void {
      for (const [key, value] of Object.entries(q) as [keyof Quality, number][]) { // Object.entries forgets the keys of an interface
        const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
        sums.set(key, { sum: sum + value, count: count + 1 });
      }
    },
    get(): Numbers {
      const mean = (key: keyof Quality): number | undefined => {
        const entry = sums.get(key);
        return entry && entry.sum / entry.count;
      };
      const known = (key: keyof Quality): number => mean(key) ?? 0;
      const [blurPixels, blocking] = [mean('blurPixels'), mean('blocking')];
      return numbersOf({
        score: known('score'),
        sharpness: known('sharpness'),
        brightness: known('brightness'),
        contrast: known('contrast'),
        clippedDark: known('clippedDark'),
        clippedBright: known('clippedBright'),
        noise: known('noise'),
        dark: known('dark'),
        bright: known('bright'),
        ...(blurPixels === undefined ? {} : { blurPixels }),
        ...(blocking === undefined ? {} : { blocking }),
      });
    },
  };
}

/** Mean brightness of every frame: 12 bytes each. */
function createBrightnessRecord() {
  const times = createTimeSeries();
  const means = createNumberSeries();
  return {
    get length() {
      return times.length;
    },
    atMs: (i: number) => times.at(i),
    mean: (i: number) => means.at(i),
    push(atMs: number, pixels: Uint8Array): void {
      let sum = 0;
      for (let at = 0; at < pixels.length; at += 3) sum += 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
      times.push(atMs);
      means.push(pixels.length > 0 ? sum / (pixels.length / 3) : 0);
    },
  };
}

export const contentQuality = defineAnalyzer({
  name: 'content_quality',
  version: 2,
  reads: { video: { everyMs: EVERY_MS, width: SIDE, height: SIDE, fit: 'inside' }, everyFrame: true, photo: true, hears: ['camera_analysis', 'audio_analysis'] },
  parameters: z.object({
    /** Blur of the edges from which a picture counts as blurred, in pixels at 640 pixels. */
    maxBlurPixels: z.number().positive().default(1.7),
    /** Standard deviation of noise, levels of 255. */
    maxNoise: z.number().positive().default(6),
    /** Brightest minus darkest twentieth, 0..1. */
    minContrast: z.number().min(0).max(1).default(0.25),
    /** Steps that stick out on the block grid; 3 is plain to see. */
    maxBlocking: z.number().positive().default(2),
    /** Root mean square of the brightness, levels of 255. */
    minFlicker: z.number().positive().default(2.5),
    /** Shorter stretches of a defect are not reported. */
    minStretchMs: z.number().nonnegative().default(1500),
  }),
  finding: QualityFinding,
  sentence: { en: sentenceEn, de: sentenceDe },

  open: ({ parameters, medium, emit, upstream }) => {
    const isPhoto = medium.kind === 'image';
    const joiner = createStretchJoiner(DEFECTS);
    const mean = createMean();
    const brightness = createBrightnessRecord();
    let samples = 0;

    const reportStretches = (stretches: readonly LevelStretch<(typeof DEFECTS)[number]>[]): void => {
      for (const { kind, startMs, endMs, level } of stretches) {
        if (!isPhoto && endMs - startMs < parameters.minStretchMs) continue;
        emit({ startMs, endMs: isPhoto ? startMs : endMs, label: kind, confidence: round(level, 3), severity: round(level, 3) });
      }
    };

    return {
      frames(batch) {
        const scaled = batch.width !== medium.width || batch.height !== medium.height;
        for (const { atMs, pixels } of batch.frames) {
          const quality = measureQuality(pixels, batch.width, batch.height, scaled);
          samples++;
          mean.add(quality);
          reportStretches(joiner.push(atMs, defectsOf(quality, parameters)));
          if (!isPhoto) emit({ startMs: atMs, endMs: atMs, label: 'quality', confidence: 1, ...numbersOf(quality) });
        }
      },
      everyFrame(batch) {
        for (const { atMs, pixels } of batch.frames) brightness.push(atMs, pixels);
      },
      finish({ analysedMs }) {
        const endMs = isPhoto ? 0 : analysedMs;
        reportStretches(joiner.end(endMs));
        for (const { startMs, endMs: until, levels } of findFlicker(brightness, parameters.minFlicker)) {
          const severity = round(Math.min(1, levels / parameters.minFlicker / 4), 3);
          emit({ startMs: Math.round(startMs), endMs: Math.round(until), label: 'flicker', confidence: round(0.6 + 0.4 * severity, 3), severity, flickerLevels: round(levels, 2) });
        }
        if (samples === 0) return;
        const { basedOn, ...heard } = heardQuality(upstream('camera_analysis'), upstream('audio_analysis'));
        emit({ startMs: 0, endMs, label: 'overall', confidence: 1, ...mean.get(), ...heard, ...(basedOn.length > 0 ? { basedOn } : {}) });
      },
    };
  },
});
