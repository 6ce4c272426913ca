/**
 * How loud a sound is and how it is made: loudness after EBU R 128, true peak, clipping, silence, sudden loud events,
 * spectrum, tempo and key. Shares of speech and music are those that voice_activity and audio_environment tell, where they
 * run; these signal features alone do not separate them reliably. Memory does not grow with the length.
 */
import type { Observation } from '@aima/contract';
import { defineAnalyzer, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { SoundFinding } from './lib/audio/sound-finding.ts';
import { createSoundMeasurement, type HeardShares } from './lib/audio/sound-measurement.ts';
import { soundSentence } from './lib/audio/sound-sentences.ts';

const SAMPLE_RATE = 48_000;

const Parameters = z.object({
  /** Quieter than this in both channels is silence: level of 20 ms, dBFS. */
  silenceBelowDbfs: z.number().min(-100).max(-20).default(-60),
  silenceMinMs: z.int().min(40).default(500),
  /** How far a sudden event stands above the two seconds before it. */
  loudEventRiseLu: z.number().min(6).max(60).default(15),
  /** Below this likeness of the beats no tempo is told: talk and noise reach 0.15, a steady beat 0.7. It may be half or double of what one taps. */
  minTempoStrength: z.number().min(0).max(1).default(0.5),
});
type Parameters = z.infer<typeof Parameters>;

/** Observations that a share names as what it rests on: the longest. */
const MOST_NAMED = 25;
const MUSIC = new Set(['music', 'speech_and_music', 'Music']);

/** Shares of the duration; absent where nothing was told, which may mean that the analyzer did not run. */
function sharesOf(voices: readonly Observation[], surroundings: readonly Observation[], durationMs: number): HeardShares {
  const lengthOf = ({ startMs, endMs }: Observation): number => endMs - startMs;
  const share = (items: readonly Observation[]): number => Math.min(1, items.reduce((sum, item) => sum + lengthOf(item), 0) / Math.max(1, durationMs));
  const longest = (items: readonly Observation[]): string[] => items.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, MOST_NAMED).map(({ id }) => id);
  const speech = voices.filter(({ label }) => label === 'speech');
  const music = surroundings.filter(({ label }) => MUSIC.has(label ?? ''));
  return {
    // Who told of surroundings without music heard none; nobody who heard no voice leaves a trace of having listened.
    shares: { ...(voices.length > 0 ? { speechShare: share(speech) } : {}), ...(surroundings.length > 0 ? { musicShare: share(music) } : {}) },
    basedOn: [...longest(speech), ...longest(music.length > 0 ? music : surroundings)],
  };
}

export const audioAnalysis = defineAnalyzer({
  name: 'audio_analysis',
  version: 2,
  reads: { audio: { sampleRateHz: SAMPLE_RATE, channels: 2, windowMs: 1000 }, whole: true },
  parameters: Parameters,
  finding: SoundFinding,
  sentence: { en: (finding) => soundSentence(finding, 'en'), de: (finding) => soundSentence(finding, 'de') },
  open({ parameters, medium, emit, language, upstream }: OpenContext<Parameters, SoundFinding, Record<never, never>>): Session {
    const measurement = createSoundMeasurement(parameters, { durationMs: medium.durationMs, mono: medium.audioChannels === 1 }, emit);
    return {
      audio({ atMs, channels: [left, right] }) {
        measurement.add(atMs, left, right ?? left);
      },
      finish() {
        if (measurement.finish(sharesOf(upstream('voice_activity'), upstream('audio_environment'), medium.durationMs))) return undefined;
        return { notRun: 'no_audio', message: language === 'de' ? 'Die Tonspur enthält keine lesbaren Daten.' : 'The audio track holds nothing readable.' };
      },
    };
  },
});
