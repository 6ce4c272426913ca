/**
 * How loud a sound is and how it is made: loudness after EBU R 128, true peak, clipping, silence, sudden loud
 * events, spectrum and tempo. What kind of sound it is (music, speech, noise) is not told: these signal features do
 * not separate them reliably.
 */
import { defineAnalyzer, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { SoundFinding } from './lib/audio/sound-finding.ts';
import { createSoundMeasurement } from './lib/audio/sound-measurement.ts';
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

export const audioAnalysis = defineAnalyzer({
  name: 'audio_analysis',
  version: 1,
  reads: { audio: { sampleRateHz: SAMPLE_RATE, channels: 2, windowMs: 1000 } },
  parameters: Parameters,
  finding: SoundFinding,
  sentence: { en: (finding) => soundSentence(finding, 'en'), de: (finding) => soundSentence(finding, 'de') },
  open({ parameters, medium, emit, language }: OpenContext<Parameters, SoundFinding, Record<never, never>>): Session {
    const measurement = createSoundMeasurement(parameters, { durationMs: medium.durationMs, mono: medium.audioChannels === 1 }, emit);
    return {
      audio({ atMs, channels: [left, right] }) {
        measurement.add(atMs, left, right ?? left);
      },
      finish() {
        if (measurement.finish()) return undefined;
        return { notRun: 'no_audio', message: language === 'de' ? 'Die Tonspur enthält keine lesbaren Daten.' : 'The audio track holds nothing readable.' };
      },
    };
  },
});
