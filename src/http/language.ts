/** In which of AIMA's languages an answer speaks: `Accept-Language` (RFC 9110, 12.5.4), English where it names neither. */
import type { Language } from '@aima/contract';

const isLanguage = (text: string): text is Language => text === 'de' || text === 'en';

export function acceptedLanguage(header: string | undefined): Language {
  if (header === undefined) return 'en';
  let best: Language = 'en';
  let weight = 0;
  for (const part of header.split(',', 20)) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = range.split('-', 1)[0] ?? '';
    const given = Number(/^\s*q=([\d.]+)\s*$/.exec(parameters[0] ?? 'q=1')?.[1] ?? 0);
    if (isLanguage(language) && given > weight) [best, weight] = [language, given];
  }
  return best;
}
