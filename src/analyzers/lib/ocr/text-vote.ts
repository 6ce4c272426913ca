/** Several readings of one line become one text. */
import { bareText, textSimilarity } from './text-similarity.ts';

export interface Reading {
  text: string;
  confidence: number;
}

/** A longer reading inherits the votes of its own parts only if it is this sure. */
const SURE = 0.8;

const TIE = 1e-9;
const spacesIn = (text: string): number => text.split(' ').length;

/**
 * The reading closest to all others, weighted by their confidence (the median string; "Median strings", Kohonen 1985).
 * To a sure reading, one that is a part of it (text half covered, or still being typed) is as close as an equal one.
 * `agreement`, 0..1, is the mean over all readings of confidence × likeness to it. Undefined without readings.
 */
export function vote<R extends Reading>(readings: readonly R[]): { reading: R; agreement: number } | undefined {
  let best: { reading: R; weight: number } | undefined;
  for (const reading of readings) {
    const letters = bareText(reading.text);
    let weight = 0;
    for (const other of readings) {
      const isPart = reading.confidence >= SURE && letters.includes(bareText(other.text));
      weight += other.confidence * (isPart ? 1 : textSimilarity(reading.text, other.text));
    }
    const lead = best === undefined ? 1 : weight - best.weight;
    if (best === undefined || lead > TIE || (lead >= -TIE && betterSpelled(reading, best.reading))) best = { reading, weight };
  }
  return best && { reading: best.reading, agreement: best.weight / readings.length };
}

function betterSpelled(a: Reading, b: Reading): boolean {
  return spacesIn(a.text) - spacesIn(b.text) > 0 || (spacesIn(a.text) === spacesIn(b.text) && a.confidence > b.confidence);
}
