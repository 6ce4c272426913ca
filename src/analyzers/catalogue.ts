/** What each analyzer reports, how, and where it is weak: one table for `aima analyzers` and docs/ANALYZERS.md. */
import type { About } from './lib/catalogue/about.ts';
import { meaning } from './lib/catalogue/meaning.ts';
import { people } from './lib/catalogue/people.ts';
import { pictures } from './lib/catalogue/pictures.ts';
import { sound } from './lib/catalogue/sound.ts';

/** In the order in which people read of them. */
export const catalogueParts = [
  { title: 'Pictures', entries: pictures },
  { title: 'People', entries: people },
  { title: 'Sound and speech', entries: sound },
  { title: 'Meaning', entries: meaning },
] as const;

export const catalogue: ReadonlyMap<string, About> = new Map(catalogueParts.flatMap(({ entries }) => Object.entries(entries)));
