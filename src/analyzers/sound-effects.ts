/**
 * Sounds that mean something by themselves: alarms, ringing telephones, bells. The lite tier tells those by
 * how they are made (tones that keep their pitch, and when they come and go), so it knows no other sounds; the full
 * tier names hundreds by an audio tagging network.
 */
import type { Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, type ModelRef, type OpenContext, roleModel, type Session, voiceActivity } from '@aima/sdk';
import { z } from 'zod';
import { withinMedium } from './lib/audio/medium-time.ts';
import { effectsAmong } from './lib/audio/audioset-words.ts';
import { rounded } from './lib/audio/decibels.ts';
import { effectEvents } from './lib/audio/effect-events.ts';
import { noSound } from './lib/audio/no-sound.ts';
import { soundSpectra, SPECTRA_RATE } from './lib/audio/sound-spectra.ts';
import { createStruckSoundFinder, type StruckSound } from './lib/audio/struck-sounds.ts';
import { taggedSound } from './lib/audio/tagged-sound.ts';
import { taggingFrom } from './lib/audio/tagging.ts';
import { createLaneFinder, type Lane } from './lib/audio/tone-lanes.ts';
import { voiceProbabilities } from './lib/audio/voice-probabilities.ts';
import { createVoiceTimes } from './lib/audio/voice-times.ts';

const MODELS = { voice: voiceActivity('silero-vad') };
const FULL_MODELS = { tagger: roleModel('audio-tagger') };

/** A class goes on at this part of the score at which it begins. */
const KEEP = 2 / 3;

const Parameters = z.object({
  /** Struck sounds are not looked for where speech is this probable: a syllable looks the same. */
  voiceThreshold: z.number().min(0.1).max(0.95).default(0.5),
  minConfidence: z.number().min(0).max(1).default(0.3),
});
type Parameters = z.infer<typeof Parameters>;

const Finding = z.object({
  ...FindingFields,
  /** The lite tier says `alarm`, `phone`, `bell`; a tagging network also others. */
  label: z.string(),
  frequencyHz: z.number().optional(),
  /** Beeps of an alarm, strokes of a ringing telephone. */
  pulses: z.int().optional(),
  /** From one beep to the next, in the middle. */
  intervalMs: z.int().optional(),
  /** Full tier: the network's own names of what it heard (AudioSet), the surest first. */
  classes: z.array(z.string()).optional(),
});
type Finding = z.infer<typeof Finding>;

const words: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { alarm: 'Beeps like an alarm', phone: 'A telephone rings', bell: 'A single struck tone, like a bell' },
  de: { alarm: 'Pieptöne wie von einem Wecker oder Alarm', phone: 'Ein Telefon klingelt', bell: 'Ein einzelner angeschlagener Ton, wie eine Glocke' },
};

function sentence({ label, pulses }: Finding, language: Language): string {
  const word = words[language][label] ?? (language === 'de' ? `Geräusch: ${label}` : `Sound: ${label}`);
  const beeps = label === 'alarm' && pulses !== undefined ? ` (${pulses}-${language === 'de' ? 'mal' : 'fold'})` : '';
  return `${word}${beeps}.`;
}

type Context<M extends Record<string, ModelRef>> = OpenContext<Parameters, Finding, M>;

function openTagged({ parameters, models, medium, language, emit }: Context<typeof FULL_MODELS>): Session {
  const sound = taggedSound(models.tagger);
  let baseMs: number | undefined;
  return {
    async audio(window) {
      baseMs ??= window.atMs;
      await sound.hear(window);
    },
    async finish() {
      if (baseMs === undefined) return noSound(language);
      const events = taggingFrom({ ...await sound.finish(), begin: parameters.minConfidence, keep: parameters.minConfidence * KEEP });
      for (const { label, startMs, endMs, confidence, classes } of effectsAmong(events)) {
        const at = (ms: number): number => withinMedium((baseMs ?? 0) + ms, medium);
        emit({ label, startMs: at(startMs), endMs: at(endMs), confidence, classes });
      }
      return undefined;
    },
  };
}

export const soundEffects = defineAnalyzer({
  name: 'sound_effects',
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
    const struckFinder = createStruckSoundFinder();
    const lanes: Lane[] = [];
    const struck: StruckSound[] = [];
    let baseMs: number | undefined;
    return {
      async audio(window) {
        baseMs ??= window.atMs;
        for (const frame of spectra(window)) {
          lanes.push(...laneFinder.add(frame));
          const sound = struckFinder.add(frame);
          if (sound) struck.push(sound);
        }
        voice.add((await hear(window)).probabilities);
      },
      finish() {
        if (baseMs === undefined) return noSound(language);
        lanes.push(...laneFinder.finish());
        const last = struckFinder.finish();
        if (last) struck.push(last);
        const base = baseMs;
        const at = (ms: number): number => Math.max(base, withinMedium(Math.round(base + ms), medium));
        for (const { label, startMs, endMs, confidence, hz, pulses, intervalMs } of effectEvents({ lanes, struck, speech: (from, to) => voice.speech(from, to, parameters.voiceThreshold) })) {
          if (confidence < parameters.minConfidence) continue;
          emit({
            label, startMs: at(startMs), endMs: at(endMs), confidence,
            ...(hz === undefined ? {} : { frequencyHz: rounded(hz, 0) }),
            ...(pulses > 1 ? { pulses } : {}), ...(intervalMs === undefined ? {} : { intervalMs: Math.round(intervalMs) }),
          });
        }
        return undefined;
      },
    };
  },
  full: { models: FULL_MODELS, open: openTagged },
});
