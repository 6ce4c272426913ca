/** Greedy decoding of a CTC network ("Connectionist Temporal Classification", 2006): best class per step, repeats and blanks out. */

export interface ReadCharacter {
  text: string;
  /** Probability at its strongest step, 0..1. */
  probability: number;
  /** First and last step in which it won. */
  firstStep: number;
  lastStep: number;
}

/**
 * @param probabilities [steps, labels.length]
 * @param labels index 0 is the blank
 */
export function ctcDecode(probabilities: Float32Array, labels: readonly string[]): ReadCharacter[] {
  const classes = labels.length;
  const steps = Math.floor(probabilities.length / classes);
  const read: ReadCharacter[] = [];
  let before = 0;
  for (let step = 0; step < steps; step++) {
    let best = 0;
    let probability = 0;
    for (let k = 0, at = step * classes; k < classes; k++, at++) {
      const value = probabilities[at] ?? 0;
      if (value > probability) {
        probability = value;
        best = k;
      }
    }
    const last = read.at(-1);
    if (best !== 0 && best === before && last !== undefined) {
      last.lastStep = step;
      last.probability = Math.max(last.probability, probability);
    } else if (best !== 0) {
      read.push({ text: labels[best] ?? '', probability, firstStep: step, lastStep: step });
    }
    before = best;
  }
  return read;
}
