/**
 * What is usual, by language: ranges of our own, no published limits. A range says how people talk, not how they should;
 * between genres the usual differs more than between most people.
 */
export type Pace = 'slow' | 'normal' | 'fast';

export interface UsualRate {
  measure: 'words_per_minute' | 'articulation_syllables_per_second';
  from: number;
  to: number;
  source: string;
}

export const usualRates: Readonly<Record<string, UsualRate>> = {
  // From below the mean that is reported for lectures (about 140) to above that for conversation (about 210).
  en: { measure: 'words_per_minute', from: 120, to: 230, source: 'own range around means by genre as reported after Tauroza and Allison (1990)' },
  // German words are longer and compound, so syllables count; one to each side of a usual five a second.
  de: { measure: 'articulation_syllables_per_second', from: 4.2, to: 6.2, source: 'own range around about five syllables a second' },
};

export function paceOf(value: number, { from, to }: UsualRate): Pace {
  if (value < from) return 'slow';
  return value > to ? 'fast' : 'normal';
}
