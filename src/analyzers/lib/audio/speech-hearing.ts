/** Hears one stretch of speech, a second time where the first leaves doubt, and weighs what a whole medium says. */
import { divideText } from './divide-text.ts';
import { atSpeed, disagreement, type Evidence, evidenceOf, isPlausible, needsSecondHearing, PRIOR, type Recognition } from './english-plausibility.ts';
import { SAMPLE_RATE, type Span, type SpeechSegment } from './voice-segmenter.ts';

/** Speed of the second hearing. Slower tells more than faster: invented loops survive the one, not the other. */
const SLOWER = 0.9;
/** Voice without plausible words, shorter than this in a whole medium, may be no speech at all. */
const MIN_SPOKEN_MS = 1000;
/** A medium counts as English if at least this share of its speech does. */
const ENGLISH_SHARE = 0.5;

/** Sound kept around a phrase that is heard alone; less than half of the pause that divides it from the next. */
const PHRASE_PAD = 0.2 * SAMPLE_RATE;

export interface Heard extends Omit<SpeechSegment, 'samples' | 'samplesFrom'> {
  text: string;
  /** The text by the spans it was spoken in, where that could be told. */
  phrases?: (Span & { text: string })[];
  /** Mean probability of the tokens; not calibrated. */
  confidence: number;
  evidence: Evidence;
}

export async function listen(segment: SpeechSegment, transcribe: (samples: Float32Array) => Promise<Recognition>): Promise<Heard> {
  const { samples, from, to, spans, voice } = segment;
  const first = await transcribe(samples);
  const { text, tokens } = first;
  const evidence = evidenceOf(first);
  if (needsSecondHearing(evidence)) {
    const again = await transcribe(atSpeed(samples, SLOWER));
    evidence.disagreement = disagreement(text, again.text);
  }
  const confidence = tokens.reduce((sum, { logProb }) => sum + Math.exp(logProb), 0) / Math.max(1, tokens.length);
  const phrases = spans.length > 1 && isPlausible(evidence, PRIOR.english) ? await phrasesOf(text, segment, transcribe) : undefined;
  return { from, to, spans, voice, text, ...(phrases ? { phrases } : {}), confidence: Math.min(1, confidence), evidence };
}

/** Hears each span alone as well, which tells where the words of the whole were spoken. */
async function phrasesOf(text: string, { samples, samplesFrom, spans }: SpeechSegment, transcribe: (samples: Float32Array) => Promise<Recognition>): Promise<(Span & { text: string })[] | undefined> {
  const alone: string[] = [];
  for (const { from, to } of spans) alone.push((await transcribe(samples.slice(Math.max(0, from - samplesFrom - PHRASE_PAD), to - samplesFrom + PHRASE_PAD))).text);
  return divideText(text, alone)?.map((part, i) => ({ from: spans[i]?.from ?? 0, to: spans[i]?.to ?? 0, text: part }));
}

const lengthMs = ({ spans }: Heard): number => spans.reduce((sum, { from, to }) => sum + ((to - from) * 1000) / SAMPLE_RATE, 0);

export interface Judged {
  spokenMs: number;
  /** Speech that on its own is plausibly English. */
  plausibleMs: number;
  /** False: most of what is spoken is not English; nothing of it may be shown. */
  english: boolean;
  /** One for each stretch, in its order: whether its text may be shown. */
  shown: boolean[];
}

export function judge(heard: readonly Heard[]): Judged {
  const alone = heard.map(({ evidence }) => isPlausible(evidence, PRIOR.unknown));
  const spokenMs = heard.reduce((sum, each) => sum + lengthMs(each), 0);
  const plausibleMs = heard.reduce((sum, each, i) => sum + (alone[i] === true ? lengthMs(each) : 0), 0);
  const english = (plausibleMs === 0 && spokenMs < MIN_SPOKEN_MS) || plausibleMs >= ENGLISH_SHARE * spokenMs;
  // Among English, a short 'Hello' needs less proof than alone.
  const shown = heard.map(({ evidence }) => plausibleMs > 0 && isPlausible(evidence, PRIOR.english));
  return { spokenMs, plausibleMs, english, shown };
}
