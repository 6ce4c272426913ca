/** Speech in any language by a served model: voice activity says where somebody speaks, the model what and when exactly. */
import type { TimedSpeechToText, TimedTranscript } from '@aima/sdk';
import { SAMPLE_RATE, type SpeechSegment } from './voice-segmenter.ts';

export interface HeardPhrase {
  /** Samples from the start of the medium. */
  from: number;
  to: number;
  text: string;
  language?: string;
  confidence: number;
  words: { from: number; to: number; text: string }[];
}

const samplesOf = (ms: number): number => Math.round((ms * SAMPLE_RATE) / 1000);

/** A served model that is silent about it is as sure as the voice activity. */
function phrasesOf({ segments, words, language }: TimedTranscript, { samplesFrom, voice }: SpeechSegment): HeardPhrase[] {
  const within = (atMs: number, { startMs, endMs }: { startMs: number; endMs: number }): boolean => atMs >= startMs && atMs <= endMs;
  return segments.map((segment) => ({
    from: samplesFrom + samplesOf(segment.startMs), to: samplesFrom + samplesOf(segment.endMs), text: segment.text,
    ...(language === undefined ? {} : { language }), confidence: segment.confidence ?? voice,
    words: words.filter((word) => within((word.startMs + word.endMs) / 2, segment)).map((word) => ({ from: samplesFrom + samplesOf(word.startMs), to: samplesFrom + samplesOf(word.endMs), text: word.text })),
  }));
}

export const hearServed = async (segment: SpeechSegment, model: TimedSpeechToText, signal: AbortSignal): Promise<HeardPhrase[]> =>
  phrasesOf(await model.transcribe(segment.samples, { signal }), segment);
