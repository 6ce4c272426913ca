/**
 * English speech as text: voice activity finds where somebody speaks, a recogniser that knows English only writes
 * down what. Where its text is not plausible it is not shown; if most of what is spoken is like that, the run ends
 * `not_run: language_needs_full_tier` instead of inventing English. In the full tier a served model, such as Whisper,
 * writes down any language that it knows, with the times of its words.
 */
import type { Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, type ModelRef, type NotRun, type OpenContext, servedModel, type Session, speechToText, voiceActivity } from '@aima/sdk';
import { z } from 'zod';
import { sampleTimeMs } from './lib/audio/medium-time.ts';
import { noSound } from './lib/audio/no-sound.ts';
import { round } from './lib/rounding.ts';
import { hearServed, type HeardPhrase } from './lib/audio/served-speech.ts';
import { type Heard, judge, listen } from './lib/audio/speech-hearing.ts';
import { expectedWordErrorRate, qualityOf, TRANSCRIPT_QUALITIES } from './lib/audio/transcript-quality.ts';
import { voiceProbabilities } from './lib/audio/voice-probabilities.ts';
import { createVoiceSegmenter, SAMPLE_RATE, type SpeechSegment, type VoiceSegmenter } from './lib/audio/voice-segmenter.ts';

const MODELS = { voice: voiceActivity('silero-vad'), recogniser: speechToText('moonshine-tiny-en') };

const FULL_MODELS = { voice: MODELS.voice, recogniser: servedModel('timed_speech_to_text') };

const Parameters = z.object({
  /** Probability from which on a sound is speech. */
  voiceThreshold: z.number().min(0.1).max(0.95).default(0.5),
  minSpeechMs: z.int().min(32).default(250),
  /** Speech with shorter pauses is understood together; context makes the words right. */
  joinPausesMs: z.int().min(100).default(1200),
  /** Longer pauses divide what is understood together into phrases, each a finding of its own. */
  pauseMs: z.int().min(100).default(500),
  /** The recogniser takes at most 30 s. */
  maxSpeechMs: z.int().min(2000).max(28_000).default(14_000),
  /** Sound kept on both sides of the speech. */
  padMs: z.int().min(0).max(1000).default(300),
});
type Parameters = z.infer<typeof Parameters>;

const Finding = z.object({
  ...FindingFields,
  /** `speech`: with its text. `speech_unrecognised`: somebody speaks, but what is not plausibly English. */
  label: z.enum(['speech', 'speech_unrecognised']),
  /** ISO 639-1; the lite tier knows English alone. */
  language: z.string().optional(),
  /** How many of its words are probably wrong, 0..1, and that in a word; lite tier, whose recogniser it is calibrated for. */
  expectedWordErrorRate: z.number().min(0).max(1).optional(),
  transcriptQuality: z.enum(TRANSCRIPT_QUALITIES).optional(),
  /** Of each word, where the model tells. */
  words: z.array(z.object({ text: z.string(), startMs: z.int(), endMs: z.int() })).optional(),
  /** Where within the finding speech is heard, if there are pauses in it and the words could not be told apart. */
  spans: z.array(z.object({ startMs: z.int(), endMs: z.int() })).optional(),
});
type Finding = z.infer<typeof Finding>;

const message: Readonly<Record<Language, (spokenS: number, plausibleS: number) => string>> = {
  en: (spoken, plausible) => `Of ${spoken} s of speech only ${plausible} s are plausibly English; other languages need the full tier.`,
  de: (spoken, plausible) => `Von ${spoken} s Sprache sind nur ${plausible} s plausibel Englisch; andere Sprachen brauchen die volle Stufe.`,
};

/** Of what was understood together, which its phrases share. */
function rated({ confidence, evidence }: Heard): Pick<Finding, 'expectedWordErrorRate' | 'transcriptQuality'> {
  const expected = expectedWordErrorRate(confidence, evidence.disagreement);
  return { expectedWordErrorRate: round(expected, 2), transcriptQuality: qualityOf(expected) };
}

type Context<M extends Record<string, ModelRef>> = OpenContext<Parameters, Finding, M>;

const segmenterFor = (parameters: Parameters, windowSamples: number): VoiceSegmenter => createVoiceSegmenter({
  windowSamples,
  threshold: parameters.voiceThreshold,
  minSpeechMs: parameters.minSpeechMs,
  minSilenceMs: parameters.joinPausesMs,
  pauseMs: parameters.pauseMs,
  maxSpeechMs: parameters.maxSpeechMs,
  padMs: parameters.padMs,
});

function openServed({ parameters, models, medium, language, signal, emit }: Context<typeof FULL_MODELS>): Session {
  const segmenter = segmenterFor(parameters, models.voice.windowSamples);
  const hear = voiceProbabilities(models.voice);
  const heard: HeardPhrase[] = [];
  let baseMs: number | undefined;
  const take = async (segments: readonly SpeechSegment[]): Promise<void> => {
    for (const segment of segments) heard.push(...await hearServed(segment, models.recogniser, signal));
  };
  return {
    async audio(window) {
      baseMs ??= window.atMs;
      const { samples, probabilities } = await hear(window);
      await take(segmenter.add(samples, probabilities));
    },
    async finish(): Promise<NotRun | undefined> {
      if (baseMs === undefined) return noSound(language);
      await take(segmenter.finish());
      const from = baseMs;
      const at = (sample: number): number => sampleTimeMs(sample, from, SAMPLE_RATE, medium);
      for (const { from, to, text, confidence, words, language: spoken } of heard) {
        emit({
          label: 'speech', text, startMs: at(from), endMs: Math.max(at(from), at(to)), confidence, ...(spoken === undefined ? {} : { language: spoken }),
          ...(words.length > 0 ? { words: words.map((word) => ({ text: word.text, startMs: at(word.from), endMs: at(word.to) })) } : {}),
        });
      }
      return undefined;
    },
  };
}

export const speechTranscription = defineAnalyzer({
  name: 'speech_transcription',
  version: 2,
  reads: { audio: { sampleRateHz: SAMPLE_RATE, channels: 1, windowMs: 1000 } },
  models: MODELS,
  parameters: Parameters,
  finding: Finding,
  sentence: {
    en: ({ text, transcriptQuality }) => (text === undefined ? 'Speech that was not understood.' : `Speech: “${text}”${transcriptQuality === 'poor' ? ' (many of these words may be wrong)' : ''}`),
    de: ({ text, transcriptQuality }) => (text === undefined ? 'Sprache, die nicht verstanden wurde.' : `Gesprochen: „${text}“${transcriptQuality === 'poor' ? ' (viele dieser Wörter können falsch sein)' : ''}`),
  },
  open({ parameters, models, medium, language, signal, emit }: OpenContext<Parameters, Finding, typeof MODELS>): Session {
    const segmenter = segmenterFor(parameters, models.voice.windowSamples);
    const hear = voiceProbabilities(models.voice);
    const heard: Heard[] = [];
    let baseMs: number | undefined;

    const take = async (segments: readonly SpeechSegment[]): Promise<void> => {
      for (const segment of segments) heard.push(await listen(segment, (samples) => models.recogniser.transcribe(samples, signal)));
    };
    const at = (sample: number): number => sampleTimeMs(sample, baseMs ?? 0, SAMPLE_RATE, medium);
    const place = ({ from, to }: { from: number; to: number }): { startMs: number; endMs: number } => ({ startMs: at(from), endMs: at(to) });

    function say(each: Heard, shown: boolean): void {
      const spans = each.spans.length > 1 ? { spans: each.spans.map(place) } : {};
      if (!shown) emit({ label: 'speech_unrecognised', ...place(each), ...spans, confidence: each.voice });
      else if (each.phrases) for (const phrase of each.phrases) emit({ label: 'speech', text: phrase.text, language: 'en', ...rated(each), ...place(phrase), confidence: each.confidence });
      else emit({ label: 'speech', text: each.text, language: 'en', ...rated(each), ...place(each), ...spans, confidence: each.confidence });
    }

    return {
      async audio(window) {
        baseMs ??= window.atMs;
        const { samples, probabilities } = await hear(window);
        await take(segmenter.add(samples, probabilities));
      },
      async finish(): Promise<NotRun | undefined> {
        if (baseMs === undefined) return noSound(language);
        await take(segmenter.finish());
        const { spokenMs, plausibleMs, english, shown } = judge(heard);
        if (!english) return { notRun: 'language_needs_full_tier', message: message[language](Math.round(spokenMs / 1000), Math.round(plausibleMs / 1000)) };
        // Nothing plausible, and too little for speech in another language: no speech.
        if (plausibleMs > 0) for (const [i, each] of heard.entries()) say(each, shown[i] ?? false);
        return undefined;
      },
    };
  },
  full: { models: FULL_MODELS, open: openServed },
});
