/**
 * How noisy the speech is, and what noise reduction does to it: the noise is estimated before, and again after a
 * network (RNNoise; DTLN or GTCRN in the full tier) has cleaned the stretch. A preparation step whose
 * effect is measured and not assumed: the recogniser of the lite tier understands the raw sound better than what RNNoise
 * cleaned, so it is given the raw; GTCRN's it understood better, on one recording (docs/ACCURACY.md).
 */
import type { Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, type ModelRef, type OpenContext, type Session, speechEnhancement, speechEnhancer, type SpeechEnhancement, type VoiceActivity, voiceActivity } from '@aima/sdk';
import { z } from 'zod';
import { sampleTimeMs } from './lib/audio/medium-time.ts';
import { rounded } from './lib/audio/decibels.ts';
import { noSound } from './lib/audio/no-sound.ts';
import { type NoiseLevel, noiseLevelOf } from './lib/audio/noise-level.ts';
import { voiceProbabilities } from './lib/audio/voice-probabilities.ts';
import { createVoiceSegmenter, SAMPLE_RATE, type SpeechSegment } from './lib/audio/voice-segmenter.ts';

const VOICE = voiceActivity('silero-vad');
const MODELS = { voice: VOICE, enhancer: speechEnhancement('rnnoise') };
const FULL_MODELS = { voice: VOICE, enhancer: speechEnhancer() };

const Parameters = z.object({
  voiceThreshold: z.number().min(0.1).max(0.95).default(0.5),
  /** Speech that stands less than this above the noise is noisy, dB. */
  noisyBelowDb: z.number().min(0).max(40).default(15),
  /** Of each noisy stretch so much is cleaned to measure the effect, … */
  measuredMs: z.int().min(1000).max(30_000).default(4000),
  /** … but not more often than this: it costs an eighth of real time. */
  everyMs: z.int().min(0).default(10_000),
});
type Parameters = z.infer<typeof Parameters>;

const Finding = z.object({
  ...FindingFields,
  label: z.enum(['clean_speech', 'noisy_speech']),
  /** Estimated speech over noise, dB, at most 40; and the noise's level, dBFS. */
  snrDb: z.number(),
  noiseDbfs: z.number(),
  /**
   * By how much noise reduction lowers the noise in the pauses, dB, at most 40; where it was tried. What is left
   * under the words cannot be estimated from the sound alone: on made mixes the whole gain is 0 (hardly noisy) to 11 dB (SI-SDR).
   */
  pausesReducedByDb: z.number().optional(),
});
type Finding = z.infer<typeof Finding>;

const LONGEST_MS = 10_000;
const PAD_MS = 400;

const number = (value: number): string => value.toFixed(0).replace('-', '−');

function sentence({ label, snrDb, pausesReducedByDb }: Finding, language: Language): string {
  const before = number(snrDb);
  const less = pausesReducedByDb === undefined ? undefined : number(pausesReducedByDb);
  if (language === 'de') {
    if (label === 'clean_speech') return `Die Sprache steht deutlich über dem Geräusch (etwa ${before} dB).`;
    return `Die Sprache steht nur etwa ${before} dB über dem Geräusch${less === undefined ? '' : `; Geräuschminderung senkt es in den Pausen um ${less} dB`}.`;
  }
  if (label === 'clean_speech') return `The speech stands well above the noise (about ${before} dB).`;
  return `The speech stands only about ${before} dB above the noise${less === undefined ? '' : `; noise reduction lowers it in the pauses by ${less} dB`}.`;
}

const MOST_REDUCED_DB = 40;

type Context<M extends Record<string, ModelRef>> = Pick<OpenContext<Parameters, Finding, M>, 'parameters' | 'medium' | 'language' | 'emit'>;

function openWith({ parameters, medium, language, emit }: Context<Record<string, ModelRef>>, model: VoiceActivity, enhancer: SpeechEnhancement): Session {
  const hear = voiceProbabilities(model);
  const segmenter = createVoiceSegmenter({
    windowSamples: model.windowSamples, threshold: parameters.voiceThreshold, minSpeechMs: 500,
    minSilenceMs: 800, pauseMs: 800, maxSpeechMs: LONGEST_MS, padMs: PAD_MS,
  });
  let baseMs: number | undefined;
  let measuredAt = -Infinity;

  const at = (sample: number): number => sampleTimeMs(sample, baseMs ?? 0, SAMPLE_RATE, medium);

  async function afterwards(segment: SpeechSegment): Promise<NoiseLevel | undefined> {
    const startMs = (segment.from * 1000) / SAMPLE_RATE;
    if (startMs - measuredAt < parameters.everyMs) return undefined;
    measuredAt = startMs;
    return noiseLevelOf(await enhancer.enhance(segment.samples.slice(0, (parameters.measuredMs * SAMPLE_RATE) / 1000)));
  }

  async function take(segments: readonly SpeechSegment[]): Promise<void> {
    for (const segment of segments) {
      const before = noiseLevelOf(segment.samples);
      if (before === undefined) continue;
      const noisy = before.snrDb < parameters.noisyBelowDb;
      const after = noisy ? await afterwards(segment) : undefined;
      emit({
        label: noisy ? 'noisy_speech' : 'clean_speech', startMs: at(segment.from), endMs: at(segment.to), confidence: segment.voice,
        snrDb: rounded(before.snrDb, 1), noiseDbfs: rounded(before.noiseDbfs, 1),
        ...(after === undefined ? {} : { pausesReducedByDb: rounded(Math.min(MOST_REDUCED_DB, Math.max(0, before.noiseDbfs - after.noiseDbfs)), 1) }),
      });
    }
  }

  return {
    async audio(window) {
      baseMs ??= window.atMs;
      const { samples, probabilities } = await hear(window);
      await take(segmenter.add(samples, probabilities));
    },
    async finish() {
      if (baseMs === undefined) return noSound(language);
      await take(segmenter.finish());
      return undefined;
    },
  };
}

export const noiseReduction = defineAnalyzer({
  name: 'noise_reduction',
  version: 1,
  reads: { audio: { sampleRateHz: SAMPLE_RATE, channels: 1, windowMs: 1000 } },
  models: MODELS,
  parameters: Parameters,
  finding: Finding,
  sentence: { en: (finding) => sentence(finding, 'en'), de: (finding) => sentence(finding, 'de') },
  open: (context: OpenContext<Parameters, Finding, typeof MODELS>) => openWith(context, context.models.voice, context.models.enhancer),
  full: {
    models: FULL_MODELS,
    open: (context: OpenContext<Parameters, Finding, typeof FULL_MODELS>) => openWith(context, context.models.voice, context.models.enhancer),
  },
});
