/** Hears one stretch of speech, a second time where the first leaves doubt, and weighs what a whole medium says. */
import { atSpeed, disagreement, type Evidence, evidenceOf, isPlausible, needsSecondHearing, PRIOR, type Recognition } from './english-plausibility.ts';
import { SAMPLE_RATE, type SpeechSegment } from './voice-segmenter.ts';

/** Speed of the second hearing. Slower tells more than faster: invented loops survive the one, not the other. */
const SLOWER = 0.9;
/** Voice without plausible words, shorter than this in a whole medium, may be no speech at all. */
const MIN_SPOKEN_MS = 1000;
/** A medium counts as English if at least this share of its speech does. */
const ENGLISH_SHARE = 0.5;

export interface Heard extends Omit<SpeechSegment, 'samples'> {
  text: string;
  /** Mean probability of the tokens; not calibrated. */
  confidence: number;
  evidence: Evidence;
}

export async function listen(segment: SpeechSegment, transcribe: (samples: Float32Array) => Promise<Recognition>): Promise<Heard> {
  const { samples, ...where } = segment;
  const first = await transcribe(samples);
  const { text, tokens } = first;
  const evidence = evidenceOf(first);
  if (needsSecondHearing(evidence)) {
    const again = await transcribe(atSpeed(samples, SLOWER));
    evidence.disagreement = disagreement(text, again.text);
  }
  const confidence = tokens.reduce((sum, { logProb }) => sum + Math.exp(logProb), 0) / Math.max(1, tokens.length);
  return { ...where, text, confidence: Math.min(1, confidence), evidence };
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
