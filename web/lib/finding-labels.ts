/** Stable words of findings as people read them. A word that is not here is shown as it is, without underscores. */
import { englishLabel, germanLabel } from './label-words.ts';
import { language } from './words.ts';

/** In the chosen language. */
export function findingLabel(word: string): string {
  return (language() === 'de' ? germanLabel(word) : englishLabel(word)) ?? word.replaceAll('_', ' ');
}
