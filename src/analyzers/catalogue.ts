/** What each analyzer reports, how, and where it is weak: one table for `aima analyzers` and docs/ANALYZERS.md. */
import type { About } from './lib/catalogue/about.ts';
import { meaning } from './lib/catalogue/meaning.ts';
import { people } from './lib/catalogue/people.ts';
import { pictures } from './lib/catalogue/pictures.ts';
import { sound } from './lib/catalogue/sound.ts';

/** Names are those of analyzers, some of which may come later. */
export const catalogue: ReadonlyMap<string, About> = new Map(Object.entries({ ...pictures, ...people, ...sound, ...meaning }));
