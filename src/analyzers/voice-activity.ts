/** Where somebody speaks, whatever the language: stretches of speech by a voice activity model (Silero VAD). */
import { defineAnalyzer, FindingFields, type OpenContext, type Session, voiceActivity as voiceModel } from '@aima/sdk';
import { z } from 'zod';
import { sampleTimeMs } from './lib/audio/medium-time.ts';
import { noSound } from './lib/audio/no-sound.ts';
import { voiceProbabilities } from './lib/audio/voice-probabilities.ts';
import { createVoiceSegmenter, SAMPLE_RATE } from './lib/audio/voice-segmenter.ts';

const MODELS = { voice: voiceModel('silero-vad') };

const Parameters = z.object({
  /** Probability from which on a sound is speech. */
  voiceThreshold: z.number().min(0.1).max(0.95).default(0.5),
  minSpeechMs: z.int().min(32).default(250),
  /** Shorter pauses belong to the speech around them. */
  minPauseMs: z.int().min(32).default(500),
});
type Parameters = z.infer<typeof Parameters>;

const Finding = z.object({ ...FindingFields, label: z.literal('speech') });
type Finding = z.infer<typeof Finding>;

/** The sound itself is not kept, so speech without a pause may last as long as it likes. */
const NO_LONGEST_MS = 24 * 3_600_000;

const seconds = (finding: Finding): number => ((finding.endMs ?? finding.startMs) - finding.startMs) / 1000;

export const voiceActivity = defineAnalyzer({
  name: 'voice_activity',
  version: 1,
  reads: { audio: { sampleRateHz: SAMPLE_RATE, channels: 1, windowMs: 1000 } },
  models: MODELS,
  parameters: Parameters,
  finding: Finding,
  sentence: {
    en: (finding) => `Somebody speaks for ${seconds(finding).toFixed(1)} s.`,
    de: (finding) => `Jemand spricht ${seconds(finding).toFixed(1).replace('.', ',')} s lang.`,
  },
  open({ parameters, models, medium, language, emit }: OpenContext<Parameters, Finding, typeof MODELS>): Session {
    const hear = voiceProbabilities(models.voice);
    const segmenter = createVoiceSegmenter({
      windowSamples: models.voice.windowSamples,
      threshold: parameters.voiceThreshold,
      minSpeechMs: parameters.minSpeechMs,
      minSilenceMs: parameters.minPauseMs,
      pauseMs: parameters.minPauseMs,
      maxSpeechMs: NO_LONGEST_MS,
      padMs: 0,
      keepSound: false,
    });
    let baseMs: number | undefined;

    const say = (segments: ReturnType<typeof segmenter.finish>): void => {
      const at = (sample: number): number => sampleTimeMs(sample, baseMs ?? 0, SAMPLE_RATE, medium);
      for (const { from, to, voice } of segments) emit({ label: 'speech', startMs: at(from), endMs: at(to), confidence: voice });
    };
    return {
      async audio(window) {
        baseMs ??= window.atMs;
        const { samples, probabilities } = await hear(window);
        say(segmenter.add(samples, probabilities));
      },
      finish() {
        if (baseMs === undefined) return noSound(language);
        say(segmenter.finish());
        return undefined;
      },
    };
  },
});
