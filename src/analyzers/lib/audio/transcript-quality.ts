/**
 * How many words of a transcript are probably wrong, from what its recogniser itself shows: the mean probability of its
 * tokens, and how differently it hears the same sound played more slowly. Logistic regression on the true word error rates of
 * 92 stretches (eight sentences, six synthetic voices, clean and in pink, white and brown noise). On 92 stretches of eight
 * other sentences its rank correlation with the true rate is 0.82 and its mean error 0.12; through the whole pipeline, on 36
 * takes of other sentences and one recording, 0.55 (95 %: 0.22 to 0.83) and 0.09 (tests/eval/cross.ts): among takes that are
 * nearly right it cannot tell which is better. The estimated noise added nothing beyond these two.
 */
const WEIGHTS = { constant: 1.094, confidence: -1.947, disagreement: 0.75 } as const;
/** Probabilities are not trusted to be nearer to 0 and 1. */
const NEAREST = 0.001;

/**
 * @param confidence mean probability of the tokens
 * @param disagreement word edits between two hearings as a share, where there were two
 * @returns expected word error rate, 0..1; calibrated for the recogniser of the lite tier alone
 */
export function expectedWordErrorRate(confidence: number, disagreement = 0): number {
  const certain = Math.min(1 - NEAREST, Math.max(NEAREST, confidence));
  return 1 / (1 + Math.exp(-(WEIGHTS.constant + WEIGHTS.confidence * Math.log(certain / (1 - certain)) + WEIGHTS.disagreement * disagreement)));
}

export const TRANSCRIPT_QUALITIES = ['good', 'fair', 'poor'] as const;
export type TranscriptQuality = (typeof TRANSCRIPT_QUALITIES)[number];

/** Of ten words one or fewer wrong: good; more than three: poor. */
const GOOD = 0.1;
const FAIR = 0.3;

export const qualityOf = (expected: number): TranscriptQuality => (expected <= GOOD ? 'good' : expected <= FAIR ? 'fair' : 'poor');
