/**
 * What kind of sound surrounds one, over time: quiet, speech, music, even noise, a low rumble, single tones. Only
 * what the signal itself shows is told; where it was recorded (a street, a room) is not.
 */
import type { Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, type OpenContext, roleModel, type Session, voiceActivity } from '@aima/sdk';
import { z } from 'zod';
import { withinMedium } from './lib/audio/medium-time.ts';
import { surroundingsOf } from './lib/audio/audioset-words.ts';
import { rounded } from './lib/audio/decibels.ts';
import { createEnvironmentMeter } from './lib/audio/environment.ts';
import { noSound } from './lib/audio/no-sound.ts';
import { soundSpectra, SPECTRA_RATE } from './lib/audio/sound-spectra.ts';
import { taggedSound } from './lib/audio/tagged-sound.ts';
import { createLaneFinder, type Lane } from './lib/audio/tone-lanes.ts';
import { voiceProbabilities } from './lib/audio/voice-probabilities.ts';
import { createVoiceTimes } from './lib/audio/voice-times.ts';

const MODELS = { voice: voiceActivity('silero-vad') };
const FULL_MODELS = { tagger: roleModel('audio-tagger') };
/** What prevails is asked for stretches of this length, and told from this mean score on. */
const STRETCH_MS = 2_000;
const LEAST_SCORE = 0.2;

const Parameters = z.object({
  /** Probability from which on a sound is speech. */
  voiceThreshold: z.number().min(0.1).max(0.95).default(0.5),
});
type Parameters = z.infer<typeof Parameters>;

const Finding = z.object({
  ...FindingFields,
  /**
   * The lite tier says `quiet`, `speech`, `music`, `speech_and_music`, `steady_noise`, `low_rumble`, `tones` (a few
   * that keep their pitch: signals, hum) and `other_sound` (none of these); a tagging network also others.
   */
  label: z.string(),
  /** Median level; absent in digital silence. */
  levelDbfs: z.number().optional(),
});
type Finding = z.infer<typeof Finding>;

const words: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    quiet: 'Hardly any sound.', speech: 'Mostly speech.', music: 'Mostly music.', speech_and_music: 'Speech and music together.',
    steady_noise: 'Even noise, as of wind, rain or a fan.', low_rumble: 'A low, even rumble, as of traffic or an engine.',
    tones: 'Single tones that keep their pitch, such as signals or a hum.', other_sound: 'Changing sounds, neither speech nor music.',
  },
  de: {
    quiet: 'Kaum ein Geräusch.', speech: 'Überwiegend Sprache.', music: 'Überwiegend Musik.', speech_and_music: 'Sprache und Musik zugleich.',
    steady_noise: 'Gleichmäßiges Rauschen, wie von Wind, Regen oder einem Lüfter.', low_rumble: 'Tiefes, gleichmäßiges Brummen, wie von Verkehr oder einem Motor.',
    tones: 'Einzelne Töne gleicher Höhe, etwa Signale oder ein Summen.', other_sound: 'Wechselnde Geräusche, weder Sprache noch Musik.',
  },
};

const sentence = ({ label }: Finding, language: Language): string => words[language][label] ?? (language === 'de' ? `Umgebung: ${label}.` : `Surroundings: ${label}.`);

function openTagged({ models, medium, language, emit }: OpenContext<Parameters, Finding, typeof FULL_MODELS>): Session {
  const sound = taggedSound(models.tagger);
  let baseMs: number | undefined;
  return {
    async audio(window) {
      baseMs ??= window.atMs;
      await sound.hear(window);
    },
    async finish() {
      if (baseMs === undefined) return noSound(language);
      const at = (ms: number): number => withinMedium((baseMs ?? 0) + ms, medium);
      for (const { label, startMs, endMs, confidence } of surroundingsOf(await sound.finish(), STRETCH_MS, LEAST_SCORE)) {
        emit({ label, startMs: at(startMs), endMs: at(endMs), confidence });
      }
      return undefined;
    },
  };
}

export const audioEnvironment = defineAnalyzer({
  name: 'audio_environment',
  version: 1,
  reads: { audio: { sampleRateHz: SPECTRA_RATE, channels: 1, windowMs: 1000 } },
  models: MODELS,
  method: 'signal',
  parameters: Parameters,
  finding: Finding,
  sentence: { en: (finding) => sentence(finding, 'en'), de: (finding) => sentence(finding, 'de') },
  open({ parameters, models, medium, language, emit }: OpenContext<Parameters, Finding, typeof MODELS>): Session {
    const hear = voiceProbabilities(models.voice);
    const spectra = soundSpectra();
    const voice = createVoiceTimes(models.voice.windowSamples);
    const laneFinder = createLaneFinder();
    const meter = createEnvironmentMeter();
    const lanes: Lane[] = [];
    let baseMs: number | undefined;
    return {
      async audio(window) {
        baseMs ??= window.atMs;
        for (const frame of spectra(window)) {
          lanes.push(...laneFinder.add(frame));
          meter.add(frame);
        }
        voice.add((await hear(window)).probabilities);
      },
      finish() {
        if (baseMs === undefined) return noSound(language);
        lanes.push(...laneFinder.finish());
        const base = baseMs;
        const at = (ms: number): number => Math.max(base, withinMedium(Math.round(base + ms), medium));
        for (const { label, startMs, endMs, confidence, levelDbfs } of meter.finish(lanes, (from, to) => voice.voiced(from, to, parameters.voiceThreshold))) {
          emit({ label, startMs: at(startMs), endMs: at(endMs), confidence, ...(levelDbfs === undefined ? {} : { levelDbfs: rounded(levelDbfs, 1) }) });
        }
        return undefined;
      },
    };
  },
  full: { models: FULL_MODELS, open: openTagged },
});
