/**
 * How lively something is said. The lite tier knows no emotions: it compares pitch, range of pitch, level and pace of
 * each stretch of speech with what is usual for voices of like pitch in this recording, and says where it is
 * livelier or calmer. Anger, joy and fear all sound livelier; which one it is cannot be told from these.
 */
import type { Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, type OpenContext, type Session, voiceActivity } from '@aima/sdk';
import { z } from 'zod';
import { sampleTimeMs } from './lib/audio/medium-time.ts';
import { rounded } from './lib/audio/decibels.ts';
import { noSound } from './lib/audio/no-sound.ts';
import { compared, type Prosody, prosodyOf } from './lib/audio/prosody.ts';
import { voiceProbabilities } from './lib/audio/voice-probabilities.ts';
import { createVoiceSegmenter, SAMPLE_RATE, type SpeechSegment } from './lib/audio/voice-segmenter.ts';

const MODELS = { voice: voiceActivity('silero-vad') };

const Parameters = z.object({
  voiceThreshold: z.number().min(0.1).max(0.95).default(0.5),
  /** Pauses from which on speech is divided. */
  minPauseMs: z.int().min(100).default(350),
  /** Without so many stretches of like voice nothing is usual. */
  minStretches: z.int().min(3).default(4),
  /** Mean difference, in usual spreads, from which on it is told. */
  minLiveliness: z.number().min(0.2).max(3).default(0.8),
});
type Parameters = z.infer<typeof Parameters>;

const Finding = z.object({
  ...FindingFields,
  /** The lite tier says `livelier` and `calmer`; a network of the full tier also names emotions. */
  label: z.string(),
  /** Differences from what is usual. */
  pitchSemitones: z.number().optional(),
  rangeSemitones: z.number().optional(),
  levelDb: z.number().optional(),
  syllablesPerSecond: z.number().optional(),
});
type Finding = z.infer<typeof Finding>;

const LONGEST_MS = 6000;
/** Stretches this far apart in pitch, with none between, are of different voices and not compared. */
const LIKE_VOICE_ST = 4;
/** Unless they are too few for a voice of their own: then somebody raised or lowered theirs. Pitch alone never decides. */
const RAISED_VOICE_ST = 7;
/** Prosody is a weak sign; nothing here is ever more certain. */
const MOST_CERTAIN = 0.55;

const words: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { livelier: 'Spoken more lively than is usual for this voice (uncertain; no emotion is named).', calmer: 'Spoken more calmly than is usual for this voice (uncertain; no emotion is named).' },
  de: { livelier: 'Lebhafter gesprochen als für diese Stimme üblich (unsicher; ein Gefühl wird nicht benannt).', calmer: 'Ruhiger gesprochen als für diese Stimme üblich (unsicher; ein Gefühl wird nicht benannt).' },
};
const sentence = ({ label }: Finding, language: Language): string => words[language][label] ?? (language === 'de' ? `Stimmlage: ${label} (unsicher).` : `Tone of voice: ${label} (uncertain).`);

interface Said { from: number; to: number; prosody: Prosody }

/** How far a stretch lies from the nearest of a voice, in semitones. */
const distance = (each: Said, voice: readonly Said[]): number => Math.min(...voice.map(({ prosody }) => Math.abs(prosody.pitchSt - each.prosody.pitchSt)));

/** Stretches by voices of like pitch: sorted by pitch, cut where a gap is wide; what is left over goes to the nearest voice. */
function byVoice(said: readonly Said[], minStretches: number): Said[][] {
  const groups: Said[][] = [];
  let before: Said | undefined;
  for (const each of said.toSorted((a, b) => a.prosody.pitchSt - b.prosody.pitchSt)) {
    if (before === undefined || each.prosody.pitchSt - before.prosody.pitchSt > LIKE_VOICE_ST) groups.push([]);
    groups.at(-1)?.push(each);
    before = each;
  }
  const voices = groups.filter(({ length }) => length >= minStretches);
  const joined = voices.map((voice) => [...voice]);
  for (const each of groups.filter(({ length }) => length < minStretches).flat()) {
    const near = voices.map((voice, i) => ({ i, st: distance(each, voice) })).sort((a, b) => a.st - b.st)[0];
    if (near && near.st <= RAISED_VOICE_ST) joined[near.i]?.push(each);
  }
  return joined;
}

export const speechEmotion = defineAnalyzer({
  name: 'speech_emotion',
  version: 1,
  reads: { audio: { sampleRateHz: SAMPLE_RATE, channels: 1, windowMs: 1000 } },
  models: MODELS,
  method: 'signal',
  parameters: Parameters,
  finding: Finding,
  sentence: { en: (finding) => sentence(finding, 'en'), de: (finding) => sentence(finding, 'de') },
  open({ parameters, models, medium, language, emit }: OpenContext<Parameters, Finding, typeof MODELS>): Session {
    const hear = voiceProbabilities(models.voice);
    const segmenter = createVoiceSegmenter({
      windowSamples: models.voice.windowSamples, threshold: parameters.voiceThreshold, minSpeechMs: 800,
      minSilenceMs: parameters.minPauseMs, pauseMs: parameters.minPauseMs, maxSpeechMs: LONGEST_MS, padMs: 0,
    });
    const said: Said[] = [];
    let baseMs: number | undefined;

    const take = (segments: readonly SpeechSegment[]): void => {
      for (const segment of segments) {
        const prosody = prosodyOf(segment);
        if (prosody) said.push({ from: segment.from, to: segment.to, prosody });
      }
    };
    const at = (sample: number): number => sampleTimeMs(sample, baseMs ?? 0, SAMPLE_RATE, medium);

    return {
      async audio(window) {
        baseMs ??= window.atMs;
        const { samples, probabilities } = await hear(window);
        take(segmenter.add(samples, probabilities));
      },
      finish() {
        if (baseMs === undefined) return noSound(language);
        take(segmenter.finish());
        const told = byVoice(said, parameters.minStretches)
          .flatMap((voice) => compared(voice.map(({ prosody }) => prosody)).map((comparison, i) => ({ ...comparison, ...voice[i] })))
          .filter(({ liveliness }) => Math.abs(liveliness) >= parameters.minLiveliness)
          .toSorted((a, b) => (a.from ?? 0) - (b.from ?? 0));
        for (const { from = 0, to = 0, liveliness, difference } of told) {
          emit({
            label: liveliness > 0 ? 'livelier' : 'calmer', startMs: at(from), endMs: at(to), confidence: Math.min(MOST_CERTAIN, 0.2 + 0.2 * Math.abs(liveliness)),
            pitchSemitones: rounded(difference.pitchSt, 1), rangeSemitones: rounded(difference.rangeSt, 1), levelDb: rounded(difference.levelDb, 1), syllablesPerSecond: rounded(difference.paceHz, 1),
          });
        }
        return undefined;
      },
    };
  },
});
