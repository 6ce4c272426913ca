/**
 * What is usual, by language. A range says how people talk to be understood, not how they should; between genres the
 * usual differs more than between most people.
 */
export type Pace = 'slow' | 'normal' | 'fast';

export interface UsualRate {
  measure: 'words_per_minute' | 'articulation_syllables_per_second';
  from: number;
  to: number;
  source: string;
}

export const usualRates: Readonly<Record<string, UsualRate>> = {
  // From the slowest average lecture to the fastest average interview.
  en: { measure: 'words_per_minute', from: 125, to: 210, source: 'Tauroza and Allison (1990), Speech Rates in British English' },
  // German words are longer and compound, so syllables count: the mean of about 5.2, and 1 to each side.
  de: { measure: 'articulation_syllables_per_second', from: 4.2, to: 6.2, source: 'after Jessen (2007), Forensic reference data on articulation rate in German' },
};

export function paceOf(value: number, { from, to }: UsualRate): Pace {
  if (value < from) return 'slow';
  return value > to ? 'fast' : 'normal';
}
