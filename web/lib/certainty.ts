/** How sure a finding is, in the same four steps as in its sentence (sdk/words.ts). */
export type Certainty = 'hardly_certain' | 'uncertain' | 'likely' | 'very_likely';

/** @param confidence 0..1 */
export const certaintyOf = (confidence: number): Certainty =>
  confidence < 0.3 ? 'hardly_certain' : confidence < 0.6 ? 'uncertain' : confidence < 0.85 ? 'likely' : 'very_likely';
