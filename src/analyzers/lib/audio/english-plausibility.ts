/**
 * Tells whether a text can be what was really said, for a recogniser that knows English only and answers every
 * other language with invented English. Two signs, both measured on the recogniser itself:
 * its own certainty (log probability per token: inventing is guessing), and whether it says the same again when
 * the sound is played slightly faster (what was heard stays, what was invented changes). The figures behind the
 * limits stand in docs/decisions.
 */
import type { SpokenToken } from '@aima/sdk';

export interface Recognition {
  text: string;
  tokens: readonly SpokenToken[];
}

/** Few tokens say little: each text starts with some of middling (or, among English, good) certainty. */
const PRIOR_TOKENS = 4;
export const PRIOR = { unknown: -0.6, english: -0.25 } as const;
/** Below this probability a token is a guess. */
const UNSURE = Math.log(0.5);

/** Certainty on which a second hearing is not needed, either way. */
const SURELY_HEARD = { meanLogProb: -0.25, unsureShare: 0.15 };
const SURELY_INVENTED = -0.9;

/** What guessed tokens and a different second hearing cost, on the scale of log probabilities. */
const UNSURE_WEIGHT = 0.5;
const DISAGREEMENT_WEIGHT = 1;
/** Mean log probability, less these costs, from which on a text counts as English. */
const LIMIT = -0.75;

export interface Evidence {
  tokens: number;
  /** Sum of the natural logarithms of the tokens' probabilities. */
  logProbs: number;
  /** Share of tokens whose probability is below one half. */
  unsureShare: number;
  /** 0..1 between two hearings; absent if one was enough. */
  disagreement?: number;
}

export const evidenceOf = (tokens: readonly SpokenToken[]): Evidence => ({
  tokens: tokens.length,
  logProbs: tokens.reduce((total, { logProb }) => total + logProb, 0),
  unsureShare: tokens.length === 0 ? 1 : tokens.filter(({ logProb }) => logProb < UNSURE).length / tokens.length,
});

const meanLogProb = ({ tokens, logProbs }: Evidence, prior: number): number => (logProbs + PRIOR_TOKENS * prior) / (tokens + PRIOR_TOKENS);

/** `heard` and `invented` are beyond doubt; `doubtful` needs a second hearing. */
export function firstImpression(evidence: Evidence): 'heard' | 'invented' | 'doubtful' {
  const mean = meanLogProb(evidence, PRIOR.unknown);
  if (evidence.tokens === 0 || mean <= SURELY_INVENTED) return 'invented';
  return mean >= SURELY_HEARD.meanLogProb && evidence.unsureShare <= SURELY_HEARD.unsureShare ? 'heard' : 'doubtful';
}

/** @param prior mean log probability expected before anything is heard, one of PRIOR */
export function isPlausible(evidence: Evidence, prior: number): boolean {
  if (evidence.tokens === 0) return false;
  const cost = UNSURE_WEIGHT * evidence.unsureShare + DISAGREEMENT_WEIGHT * (evidence.disagreement ?? 0);
  return meanLogProb(evidence, prior) - cost >= LIMIT;
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

/** Word edits between two texts as a share of the longer one: 0 the same, 1 nothing in common. */
export function disagreement(one: string, other: string): number {
  const [a, b] = [words(one), words(other)];
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 0;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, word] of a.entries()) {
    const next = [i + 1];
    for (const [j, candidate] of b.entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (word === candidate ? 0 : 1)));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / longer;
}

/** The same sound played faster (and higher), by linear interpolation. */
export function faster(samples: Float32Array, factor: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / factor) }, (_, i) => {
    const at = i * factor;
    const before = Math.floor(at);
    return (samples[before] ?? 0) * (1 - at + before) + (samples[before + 1] ?? 0) * (at - before);
  });
}
