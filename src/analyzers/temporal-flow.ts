/**
 * The course of a medium: its pace over time (cuts, motion, loudness, talk, faces) and, where there is one, the arc of it:
 * an opening that asks for attention, build-up, high point, resolution. Everything is relative to the length. A medium
 * whose pace hardly changes, or changes without order, is told to have no arc.
 */
import type { Observation } from '@aima/contract';
import { defineAnalyzer, FindingFields, type MediumFacts } from '@aima/sdk';
import { z } from 'zod';
import { findArc, FORMS, type Arc, type Stretch } from './lib/flow/arc.ts';
import { flowSentence } from './lib/flow/flow-sentences.ts';
import { findHook, HOOK_SIGNS, openingMs } from './lib/flow/hook.ts';
import { paceCurve, type PaceCurve, type PaceInput, type PacePart, type TimedValue } from './lib/flow/pace-curve.ts';
import { round } from './lib/rounding.ts';

const LABELS = ['pace', 'course', 'hook', 'build_up', 'climax', 'resolution'] as const;
const ENDINGS = ['call', 'fade_out', 'silence'] as const;

const Flow = z.object({
  ...FindingFields,
  /** `pace`: one part of the curve. `course`: the whole. The others are phases of it. */
  label: z.enum(LABELS),
  endMs: z.int().nonnegative(),
  /** `course`: its form; `even` and `unordered` mean that no arc is recognisable. */
  form: z.enum(FORMS).optional(),
  /** `hook`: by what the opening asks for attention. */
  signs: z.array(z.enum(HOOK_SIGNS)).optional(),
  /** `resolution`: what it ends with. */
  endsWith: z.array(z.enum(ENDINGS)).optional(),
  cutsPerMinute: z.number().optional(),
  /** Camera and things; shares of the picture's longer side per second. */
  motion: z.number().optional(),
  loudnessLufs: z.number().optional(),
  speechShare: z.number().optional(),
  faceShare: z.number().optional(),
  /** 0..1, by anchors that are the same for all media; of phases and the course the mean. */
  intensity: z.number().optional(),
  /** `course`: between its calm and its lively parts. */
  intensityRange: z.number().optional(),
});
type Flow = z.infer<typeof Flow>;

const HEARD = ['camera_analysis', 'object_detection', 'face_detection', 'voice_activity', 'speech_transcription', 'text_overlay', 'comment_cta_detection', 'scene_segmentation'] as const;
type Heard = (analyzer: string) => readonly Observation[];

const SILENT_LUFS = -70;
const MOST_NAMED = 40;
const MOST_NAMED_OF_PART = 12;
/** Phases begin at a border of a scene or shot that lies so near, as a share of the length. */
const NEAR_BORDER = 0.04;
const ENDING_SHARE = 0.15;
const Loudness = z.object({ momentaryMeanLufs: z.number() });
const Move = z.object({ strength: z.number() });

/** How fast things move on the displayed picture, between two sightings of a track. */
function thingSpeeds(things: readonly Observation[], { width, height }: MediumFacts): TimedValue[] {
  const longer = Math.max(1, width, height);
  const last = new Map<string, Observation>();
  const speeds: TimedValue[] = [];
  for (const item of [...things].sort((a, b) => a.startMs - b.startMs)) {
    const before = item.trackId === undefined ? undefined : last.get(item.trackId);
    if (before?.box && item.box && item.startMs > before.startMs) {
      const dx = (item.box.x + item.box.w / 2 - before.box.x - before.box.w / 2) * width / longer;
      const dy = (item.box.y + item.box.h / 2 - before.box.y - before.box.h / 2) * height / longer;
      speeds.push({ startMs: before.startMs, endMs: item.startMs, value: Math.hypot(dx, dy) * 1000 / (item.startMs - before.startMs) });
    }
    if (item.trackId !== undefined) last.set(item.trackId, item);
  }
  return speeds;
}

function inputOf(heard: Heard, medium: MediumFacts): PaceInput {
  const loudness = heard('audio_analysis').filter(({ label }) => label === 'loudness').map(({ startMs, endMs, attributes }): TimedValue => ({ startMs, endMs, value: Loudness.safeParse(attributes ?? {}).data?.momentaryMeanLufs ?? SILENT_LUFS }));
  const speech = [heard('voice_activity'), heard('speech_transcription')].find((list) => list.length > 0);
  const [moves, things, faces] = [heard('camera_analysis'), heard('object_detection'), heard('face_detection')];
  return {
    durationMs: medium.durationMs,
    ...(medium.kind === 'video' ? { cutsAtMs: heard('cut_analysis').map(({ startMs }) => startMs) } : {}),
    ...(moves.length > 0 ? { camera: moves.map(({ startMs, endMs, attributes }) => ({ startMs, endMs, value: Move.safeParse(attributes ?? {}).data?.strength ?? 0 })) } : {}),
    ...(things.length > 0 ? { things: thingSpeeds(things, medium) } : {}),
    ...(loudness.length > 0 ? { loudness } : {}),
    ...(speech ? { speech } : {}),
    ...(faces.length > 0 ? { facesAtMs: faces.map(({ startMs }) => startMs) } : {}),
  };
}

const roundedPart = ({ startMs, endMs, intensity, ...rest }: PacePart): Omit<Flow, 'label' | 'confidence'> => ({
  startMs, endMs, ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, round(value, key === 'motion' ? 4 : 2)])), intensity: round(intensity, 3),
});

/** Some of what lies in the stretch, evenly taken of each kind. */
function evidence(heard: Heard, startMs: number, endMs: number, most: number): string[] {
  const lists = ['cut_analysis', 'audio_analysis', 'camera_analysis', 'voice_activity'].map((name) => heard(name).filter((item) => item.startMs < endMs && item.endMs >= startMs && item.label !== 'overall').map(({ id }) => id)).filter((ids) => ids.length > 0);
  const each = Math.floor(most / Math.max(1, lists.length));
  return lists.flatMap((ids) => ids.filter((_, i) => i % Math.ceil(ids.length / each) === 0));
}

function endingsOf(heard: Heard, durationMs: number): (typeof ENDINGS)[number][] {
  const late = (analyzer: string, label?: string): boolean => heard(analyzer).some((item) => item.endMs >= durationMs * (1 - ENDING_SHARE / 2) && item.startMs >= durationMs * (1 - 2 * ENDING_SHARE) && (label === undefined || item.label === label));
  return [...(late('comment_cta_detection') ? ['call' as const] : []), ...(late('scene_segmentation', 'fade_out') ? ['fade_out' as const] : []), ...(late('audio_analysis', 'silence') ? ['silence' as const] : [])];
}

/** The nearest border of a scene, else of a shot, where one is near. */
function snapped(atMs: number, heard: Heard, durationMs: number): number {
  const near = (times: readonly number[]): number | undefined => times.filter((time) => Math.abs(time - atMs) <= NEAR_BORDER * durationMs).sort((a, b) => Math.abs(a - atMs) - Math.abs(b - atMs))[0];
  return near(heard('scene_segmentation').filter(({ label }) => label === 'scene').map(({ startMs }) => startMs)) ?? near(heard('cut_analysis').map(({ startMs }) => startMs)) ?? atMs;
}

const meanIntensity = ({ smooth }: PaceCurve, { first, last }: Stretch): number => smooth.slice(first, last + 1).reduce((sum, value) => sum + value, 0) / Math.max(1, last - first + 1);

/** How much livelier the opening is than the rest before the high point. */
function livelierAtFirst({ parts, smooth }: PaceCurve, arc: Arc, durationMs: number): number {
  const opening = parts.filter(({ endMs }) => endMs <= openingMs(durationMs) + 1).length;
  const end = arc.climax && arc.climax.first > opening ? arc.climax.first - 1 : parts.length - 1;
  if (opening < 1 || opening > end) return 0;
  // Smoothing would mix the opening with what follows.
  const intensity = (first: number, last: number): number => meanIntensity({ parts, smooth: parts.map((part) => part.intensity) }, { first, last });
  return smooth.length === 0 ? 0 : intensity(0, opening - 1) - intensity(opening, end);
}

function phases(curve: PaceCurve, arc: Arc, hookEndMs: number, heard: Heard, durationMs: number): Omit<Flow, 'confidence'>[] {
  const border = (stretch: Stretch): { startMs: number; endMs: number } => ({
    startMs: stretch.first === 0 ? 0 : snapped(curve.parts[stretch.first]?.startMs ?? 0, heard, durationMs),
    endMs: stretch.last === curve.parts.length - 1 ? durationMs : snapped(curve.parts[stretch.last]?.endMs ?? durationMs, heard, durationMs),
  });
  const endsWith = endingsOf(heard, durationMs);
  const found: Omit<Flow, 'confidence'>[] = [];
  for (const [label, stretch] of [['build_up', arc.buildUp], ['climax', arc.climax], ['resolution', arc.resolution]] as const) {
    if (!stretch) continue;
    const { startMs, endMs } = border(stretch);
    const from = label === 'build_up' && hookEndMs < endMs ? Math.max(startMs, hookEndMs) : startMs;
    if (endMs <= from) continue;
    found.push({ label, startMs: from, endMs, intensity: round(meanIntensity(curve, stretch), 3), ...(label === 'resolution' && endsWith.length > 0 ? { endsWith } : {}), basedOn: evidence(heard, from, endMs, MOST_NAMED) });
  }
  return found;
}

export const temporalFlow = defineAnalyzer({
  name: 'temporal_flow',
  version: 1,
  method: 'rule',
  reads: { afterAny: ['cut_analysis', 'audio_analysis'], hears: HEARD },
  finding: Flow,
  sentence: { en: (found) => flowSentence(found, 'en'), de: (found) => flowSentence(found, 'de') },
  open: ({ medium, language, upstream, emit }) => ({
    finish({ analysedMs }) {
      if (medium.kind === 'image') return { notRun: 'unsupported_media', message: language === 'de' ? 'Ein Foto hat keinen Verlauf.' : 'A photo has no course.' };
      const durationMs = medium.durationMs > 0 ? medium.durationMs : analysedMs;
      if (durationMs <= 0) return undefined;
      const curve = paceCurve(inputOf(upstream, { ...medium, durationMs }));
      const arc = findArc(curve.parts.map(({ intensity }) => intensity), curve.smooth);
      const confidence = round(Math.min(0.85, arc.clarity), 3);
      const pace = curve.parts.map((part) => {
        const basedOn = evidence(upstream, part.startMs, part.endMs, MOST_NAMED_OF_PART);
        return emit({ ...roundedPart(part), label: 'pace', confidence: 1, ...(basedOn.length > 0 ? { basedOn } : {}) });
      });
      const hook = findHook(durationMs, upstream, livelierAtFirst(curve, arc, durationMs));
      if (hook) emit({ label: 'hook', startMs: 0, endMs: hook.endMs, signs: hook.signs, confidence: hook.confidence, basedOn: [...hook.basedOn, ...pace.slice(0, 1)] });
      for (const phase of phases(curve, arc, hook?.endMs ?? 0, upstream, durationMs)) emit({ ...phase, confidence });
      emit({ label: 'course', startMs: 0, endMs: durationMs, form: arc.form, intensity: round(meanIntensity(curve, { first: 0, last: curve.parts.length - 1 }), 3), intensityRange: round(arc.range, 3), confidence, basedOn: pace });
      return undefined;
    },
  }),
});
