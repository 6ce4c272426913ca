/**
 * Tells whether a text can be what was really said, for a recogniser that knows English only and answers every
 * other language with invented English. Three signs, all read from the recogniser itself: its own certainty (log
 * probability per token: inventing is guessing), whether it hears the same in the same sound played more slowly
 * (what was said stays, what was invented changes), and whether it runs in circles.
 *
 * Weights and limit were set on 275 stretches of recorded and synthetic speech in eleven languages, clean, noisy
 * and band-limited: English scored −0.76 and above, anything else −0.84 and below. On 74 further recordings in ten
 * languages nothing foreign passed; of 22 English ones, one (synthetic, Scottish, fast) was refused.
 */
import type { SpokenToken } from '@aima/sdk';

export interface Recognition {
  text: string;
  tokens: readonly SpokenToken[];
}

/** Few tokens say little: each text starts with some guessed ones (or, among English, certain ones). */
const PRIOR_TOKENS = 4;
export const PRIOR = { unknown: -0.9, english: -0.25 } as const;
/** Below this probability a token is a guess. */
const UNSURE = Math.log(0.5);

/** What guessed tokens, repetition and a different second hearing cost, on the scale of log probabilities. */
const UNSURE_WEIGHT = 0.5;
const REPETITION_WEIGHT = 0.5;
const DISAGREEMENT_WEIGHT = 0.5;
/** Mean log probability, less these costs, from which on a text counts as English. */
const LIMIT = -0.8;
/** So certain that a second hearing would not change the answer. */
const CERTAIN = -0.35;

export interface Evidence {
  tokens: number;
  /** Sum of the natural logarithms of the tokens' probabilities. */
  logProbs: number;
  /** Share of tokens whose probability is below one half. */
  unsureShare: number;
  /** Share of three-word sequences that came before in the same text. */
  repetition: number;
  /** 0..1 between two hearings; absent if one was enough. */
  disagreement?: number;
}

function score(evidence: Evidence, prior: number): number {
  const mean = (evidence.logProbs + PRIOR_TOKENS * prior) / (evidence.tokens + PRIOR_TOKENS);
  return mean - UNSURE_WEIGHT * evidence.unsureShare - REPETITION_WEIGHT * evidence.repetition - DISAGREEMENT_WEIGHT * (evidence.disagreement ?? 0);
}

/** @param prior mean log probability expected before anything is heard, one of PRIOR */
export const isPlausible = (evidence: Evidence, prior: number): boolean => evidence.tokens > 0 && score(evidence, prior) >= LIMIT;

/** False where the first hearing is beyond doubt: certain, or not plausible whatever the second one says. */
export const needsSecondHearing = (evidence: Evidence): boolean => isPlausible(evidence, PRIOR.english) && score(evidence, PRIOR.unknown) < CERTAIN;

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

/** Share of three-word sequences that came before. */
function repetition(text: string): number {
  const said = words(text);
  const triples = said.slice(2).map((word, i) => `${said[i]} ${said[i + 1]} ${word}`);
  return triples.length === 0 ? 0 : 1 - new Set(triples).size / triples.length;
}

export const evidenceOf = ({ text, tokens }: Recognition): Evidence => ({
  tokens: tokens.length,
  logProbs: tokens.reduce((total, { logProb }) => total + logProb, 0),
  unsureShare: tokens.length === 0 ? 1 : tokens.filter(({ logProb }) => logProb < UNSURE).length / tokens.length,
  repetition: repetition(text),
});

/** The same sound at another speed (and pitch), by linear interpolation; below 1 is slower. */
export function atSpeed(samples: Float32Array, speed: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / speed) }, (_, i) => {
    const at = i * speed;
    const before = Math.floor(at);
    return (samples[before] ?? 0) * (1 - at + before) + (samples[before + 1] ?? 0) * (at - before);
  });
}
