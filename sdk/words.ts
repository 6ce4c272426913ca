/** Plain words for numbers, the same in every analyzer's sentences. */
import type { Language } from '@aima/contract';

const certainty = {
  en: ['hardly certain', 'uncertain', 'likely', 'very likely'],
  de: ['kaum sicher', 'unsicher', 'wahrscheinlich', 'sehr wahrscheinlich'],
} as const;

/** 0..1 as a word: below 0.3, 0.6, 0.85, above. */
export function certaintyWords(confidence: number, language: Language): string {
  const step = confidence < 0.3 ? 0 : confidence < 0.6 ? 1 : confidence < 0.85 ? 2 : 3;
  return certainty[language][step];
}

/** Milliseconds as minutes:seconds.tenths, with hours where there are any (`1:02:03.4`). */
export function clockTime(atMs: number): string {
  const tenths = Math.floor(atMs / 100);
  const seconds = Math.floor(tenths / 10);
  const pad = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const tail = `${pad(seconds % 60)}.${tenths % 10}`;
  return hours > 0 ? `${hours}:${pad(Math.floor(seconds / 60) % 60)}:${tail}` : `${Math.floor(seconds / 60)}:${tail}`;
}
