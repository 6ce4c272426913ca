/**
 * Whether sound and picture run together where a face talks: the shift at which the opening of a mouth and the loudness
 * of the voice agree best (after Hershey and Movellan 1999, and Slaney and Covell 2000), shot by shot. Where no face is
 * seen while somebody speaks, where the voice belongs to nobody in the picture, or where there is too little of both, it
 * says that it cannot be told. Mouths open before they sound: offsets up to about 100 ms are usual in true recordings.
 */
import type { Language, Observation } from '@aima/contract';
import { certaintyWords, clockTime, defineAnalyzer, FindingFields, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { soundSpectra, SPECTRA_RATE } from './lib/audio/sound-spectra.ts';
import { FACE_MODELS, FaceParameters, FULL_FACE_MODELS } from './lib/faces/share-faces.ts';
import { namedOf, ofTrack } from './lib/gestures/named-evidence.ts';
import type { HeadSeries } from './lib/movement/follow-heads.ts';
import { sharedHeads } from './lib/movement/share-heads.ts';
import { round } from './lib/rounding.ts';
import { speechEnvelope, type SpeechEnvelope } from './lib/sync/speech-envelope.ts';
import { REASONS, sharedMs, syncOf, type Reason, type Span, type StretchSync } from './lib/sync/sync-of-stretch.ts';
import { VIEW } from './lib/view/view.ts';

const LABELS = ['in_sync', 'audio_late', 'audio_early', 'not_determinable'] as const;

const Sync = z.object({
  ...FindingFields,
  label: z.enum(LABELS),
  endMs: z.int().nonnegative(),
  /** Positive: the sound comes after the picture. Absent where it cannot be told. */
  offsetMs: z.int().optional(),
  /** Of mouth and voice at that shift. */
  correlation: z.number().optional(),
  reason: z.enum(REASONS).optional(),
  basedOn: z.array(z.string()).min(1),
});
type Sync = z.infer<typeof Sync>;

/** What people notice: sound 45 ms before or 125 ms after the picture (Recommendation ITU-R BT.1359-1, detectability). */
const EARLY_MS = -45;
const LATE_MS = 125;
/** Less speech than this in a shot is not worth a word. */
const LEAST_SPEECH_MS = 1_000;
const PLAIN = 0.9;
const UNCLEAR = 0.6;

const REASON_WORDS: Readonly<Record<Reason, Readonly<Record<Language, string>>>> = {
  no_face: { en: 'no face is seen while somebody speaks', de: 'während jemand spricht, ist kein Gesicht zu sehen' },
  too_short: { en: 'face and speech are together too shortly', de: 'Gesicht und Sprache sind zu kurz zusammen' },
  face_too_small: { en: 'the face is too small', de: 'das Gesicht ist zu klein' },
  mouth_still: { en: 'the mouth hardly moves', de: 'der Mund bewegt sich kaum' },
  no_agreement: { en: 'no mouth moves with the voice', de: 'kein Mund bewegt sich zur Stimme' },
};

function sentence({ label, offsetMs = 0, reason = 'no_face', startMs, endMs, confidence }: Sync, language: Language): string {
  const de = language === 'de';
  const time = `${clockTime(startMs)} ${de ? 'bis' : 'to'} ${clockTime(endMs)}`;
  if (label === 'not_determinable') return de ? `Ob Ton und Bild zusammenpassen, ist nicht bestimmbar: ${REASON_WORDS[reason].de}, ${time}.` : `Whether sound and picture go together cannot be told: ${REASON_WORDS[reason].en}, ${time}.`;
  const far = Math.abs(offsetMs);
  const words = {
    in_sync: de ? `Ton und Bild laufen zusammen (Abstand ${offsetMs} ms)` : `Sound and picture run together (${offsetMs} ms apart)`,
    audio_late: de ? `Der Ton kommt ${far} ms nach dem Bild` : `The sound comes ${far} ms after the picture`,
    audio_early: de ? `Der Ton kommt ${far} ms vor dem Bild` : `The sound comes ${far} ms before the picture`,
  };
  return `${words[label]}, ${time}, ${certaintyWords(confidence, language)}.`;
}

interface Heard {
  faces: readonly Observation[];
  voice: readonly Observation[];
  heads: readonly HeadSeries[];
  envelope: SpeechEnvelope;
}

const labelOf = (offsetMs: number): Sync['label'] => (offsetMs < EARLY_MS ? 'audio_early' : offsetMs > LATE_MS ? 'audio_late' : 'in_sync');

/** The most telling of the reasons: who was looked at most closely. */
const strongest = (reasons: readonly Reason[]): Reason => [...REASONS].reverse().find((reason) => reasons.includes(reason)) ?? 'no_face';

function ofShot(shot: Span, shotId: string | undefined, { faces, voice, heads, envelope }: Heard): Sync[] {
  const spoken = voice.filter((each) => sharedMs(each, shot) > 0);
  if (spoken.reduce((sum, each) => sum + sharedMs(each, shot), 0) < LEAST_SPEECH_MS) return [];
  const seen = heads.filter(({ times }) => sharedMs({ startMs: times[0] ?? 0, endMs: times.at(-1) ?? 0 }, shot) > 0);
  const judged = seen.flatMap((series) => syncOf(series, shot, spoken, envelope));
  const told = judged.filter((each): each is StretchSync => typeof each !== 'string');
  const common = [...(shotId === undefined ? [] : [shotId]), ...namedOf(spoken)];
  if (told.length === 0) {
    const present = faces.filter(({ startMs }) => startMs >= shot.startMs && startMs < shot.endMs);
    const reason = strongest([...judged.filter((each) => typeof each === 'string'), ...(present.length > 0 ? ['too_short' as const] : [])]);
    return [{ ...shot, label: 'not_determinable', reason, confidence: reason === 'no_agreement' || reason === 'mouth_still' ? UNCLEAR : PLAIN, basedOn: [...common, ...namedOf(present)] }];
  }
  return told.flatMap(({ trackId, startMs, endMs, offsetMs, correlation, confidence }): Sync[] => {
    const named = namedOf(ofTrack(faces, trackId, { startMs, endMs }));
    if (named.length === 0) return [];
    const whole = Math.round(offsetMs);
    return [{ label: labelOf(whole), startMs, endMs, trackId, offsetMs: whole, correlation: round(correlation, 3), confidence: round(confidence, 3), basedOn: [...common, ...named] }];
  });
}

function watch(context: OpenContext<FaceParameters, Sync, typeof FACE_MODELS>, tier: 'lite' | 'full'): Session {
  const heads = sharedHeads(context, tier);
  const spectra = soundSpectra();
  const envelope = speechEnvelope();
  return {
    frames: heads.frames,
    everyFrame: heads.everyFrame,
    audio(window) {
      envelope.push(spectra(window));
    },
    finish({ analysedMs }) {
      const heard: Heard = { faces: context.upstream('face_detection'), voice: context.upstream('voice_activity'), heads: heads.finish(), envelope };
      const shots = context.upstream('scene_segmentation').filter(({ label }) => label === 'shot');
      const spans = shots.length > 0 ? shots : [{ id: undefined, startMs: 0, endMs: analysedMs }];
      for (const { id, startMs, endMs } of spans) for (const finding of ofShot({ startMs, endMs }, id, heard)) context.emit(finding);
    },
  };
}

export const audioVisualSync = defineAnalyzer({
  name: 'audio_visual_sync',
  version: 1,
  method: 'signal',
  reads: { video: VIEW, everyFrame: true, audio: { sampleRateHz: SPECTRA_RATE, channels: 1, windowMs: 1000 }, after: ['face_detection', 'voice_activity', 'scene_segmentation'] },
  models: FACE_MODELS,
  parameters: FaceParameters,
  finding: Sync,
  sentence: { en: (finding) => sentence(finding, 'en'), de: (finding) => sentence(finding, 'de') },
  open: (context) => watch(context, 'lite'),
  full: { models: FULL_FACE_MODELS, open: (context) => watch(context, 'full') },
});
