/** Offset of the voice against one face, in one stretch of time, or why it cannot be told. */
import type { HeadSeries } from '../movement/follow-heads.ts';
import { agreementOf, evenly, prepared, STEP_MS } from './mouth-and-voice.ts';
import { mouthMotion } from './mouth-motion.ts';
import type { SpeechEnvelope } from './speech-envelope.ts';

export const REASONS = ['no_face', 'too_short', 'face_too_small', 'mouth_still', 'no_agreement'] as const;
export type Reason = (typeof REASONS)[number];

export interface Span {
  startMs: number;
  endMs: number;
}

export interface StretchSync extends Span {
  trackId: string;
  offsetMs: number;
  correlation: number;
  /** In standard deviations of chance. */
  overChance: number;
  confidence: number;
}

/** Voice and face together, at least: with less, chance agrees as well as lips do. */
const LEAST_VOICE_MS = 3_000;
/** Longer stretches are judged in pieces of this length. */
const PIECE_MS = 30_000;
/** Heights of the face in pixels of the tiny picture below which lips are less than two of them. */
const LEAST_FACE = 20;
/** Change of the lower face over that of the cheeks, from which a mouth moves. */
const MOUTH_MOVES = 1.25;
/** What a shift must reach: over chance, as a correlation, and with no other shift nearly as good. */
const OVER_CHANCE = 3.2;
const CORRELATED = 0.2;
const RIVAL = 0.7;
const AROUND_VOICE_MS = 600;
const MARGIN_MS = 1_000;

export const sharedMs = (a: Span, b: Span): number => Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));
const voicedMs = (span: Span, voice: readonly Span[]): number => voice.reduce((sum, each) => sum + sharedMs(span, each), 0);

/** The part of a series in a span. */
function partOf(series: HeadSeries, { startMs, endMs }: Span): HeadSeries {
  const inside = (_: unknown, i: number): boolean => (series.times[i] ?? 0) >= startMs && (series.times[i] ?? 0) <= endMs;
  return { ...series, times: series.times.filter(inside), mouth: series.mouth.filter(inside), cheeks: series.cheeks.filter(inside), samples: series.samples.filter(({ atMs }) => atMs >= startMs && atMs <= endMs) };
}

function voiceBetween(envelope: SpeechEnvelope, startMs: number, endMs: number): Float64Array {
  const [times, levels]: [number[], number[]] = [[], []];
  for (let i = 0; i < envelope.length; i++) {
    const at = envelope.atMs(i);
    if (at < startMs - STEP_MS || at > endMs + STEP_MS) continue;
    times.push(at);
    levels.push(envelope.level(i));
  }
  return evenly(times, levels, startMs, endMs);
}

/** `voice`: where somebody speaks. */
export function syncOf(series: HeadSeries, within: Span, voice: readonly Span[], envelope: SpeechEnvelope): (StretchSync | Reason)[] {
  if (series.facePixels < LEAST_FACE) return ['face_too_small'];
  const spoken = voice.filter((each) => sharedMs(each, within) > 0);
  const startMs = Math.max(within.startMs, series.times[0] ?? 0, Math.min(...spoken.map((each) => each.startMs)) - AROUND_VOICE_MS);
  const endMs = Math.min(within.endMs, series.times.at(-1) ?? 0, Math.max(...spoken.map((each) => each.endMs)) + AROUND_VOICE_MS);
  const pieces = Math.max(1, Math.ceil((endMs - startMs) / PIECE_MS));
  return Array.from({ length: pieces }, (_, i) => {
    const lengthMs = (endMs - startMs) / pieces;
    return pieceSync(series, { startMs: Math.round(startMs + i * lengthMs), endMs: Math.round(startMs + (i + 1) * lengthMs) }, spoken, envelope);
  });
}

function pieceSync(series: HeadSeries, span: Span, voice: readonly Span[], envelope: SpeechEnvelope): StretchSync | Reason {
  if (voicedMs(span, voice) < LEAST_VOICE_MS) return 'too_short';
  const motion = mouthMotion(partOf(series, span));
  if (!motion) return 'too_short';
  if (motion.overCheeks < MOUTH_MOVES) return 'mouth_still';
  const mouth = prepared(evenly(motion.times, motion.values, span.startMs, span.endMs));
  const heard = prepared(voiceBetween(envelope, span.startMs - MARGIN_MS, span.endMs + MARGIN_MS));
  const { offsetMs, correlation, overChance, rival } = agreementOf(mouth, heard, MARGIN_MS / STEP_MS);
  if (correlation < CORRELATED || overChance < OVER_CHANCE || rival > RIVAL) return 'no_agreement';
  const confidence = Math.min(0.95, 0.5 + 0.25 * Math.min(1, (overChance - OVER_CHANCE) / 4) + 0.2 * Math.min(1, (1 - rival) / 0.6));
  return { ...span, trackId: series.trackId, offsetMs, correlation, overChance, confidence };
}
