import { certaintyOf } from '#lib/certainty.ts';
import { number } from '#lib/format.ts';
import { useWords } from './words.ts';

/** In words with the number beside it: 'likely, 0.82'. @param confidence 0..1 */
export function Certainty({ confidence }: { confidence: number }) {
  const t = useWords();
  return <>{t(`certainty_${certaintyOf(confidence)}`)}, {number(confidence, 2)}</>;
}
