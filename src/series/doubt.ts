/** Something about the order that a person should know, before it is put into words. */
import type { CoherenceFinding } from '@aima/contract';

export interface Doubt {
  kind: CoherenceFinding['kind'];
  weight: CoherenceFinding['weight'];
  /** Indices into the list of photos. */
  photos: readonly number[];
  confidence: number;
  /** What the sentence has to name. */
  values: Readonly<Record<string, string>>;
}
