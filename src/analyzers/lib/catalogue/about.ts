/** What people should know of an analyzer and its code does not say: in words, in both languages. */
import type { Language } from '@aima/contract';

type Words = Readonly<Record<Language, string>>;

export interface About {
  reports: Words;
  /** How it is found out, in a sentence. */
  method: Words;
  /** Paper, standard or publisher of the model; the same in every language. */
  source: string;
  /** What it gets wrong or cannot see. */
  weak: Words;
  /** Why there is no method of the lite tier, where there is none. */
  whyFull?: Words;
}

export type Catalogue = Readonly<Record<string, About>>;
