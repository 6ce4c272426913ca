import { useMemo } from 'react';
import { findingLabel } from '#lib/finding-labels.ts';
import { useLanguage, type Language } from '#lib/words.ts';

const inLanguage = (_language: Language): ((word: string) => string) => (word) => findingLabel(word);

/** Stable words as people read them; another function once the language is another one. */
export function useLabel(): (word: string) => string {
  const language = useLanguage();
  return useMemo(() => inLanguage(language), [language]);
}
