/**
 * Every text of the page, in both languages. A feature keeps its words beside itself (`words.ts`) and loads them with its chunk;
 * i18next fills in values and picks plurals (`key_one`, `key_other`). `npm run check` finds keys that one language lacks or
 * nobody uses.
 */
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';

export type Language = 'en' | 'de';
export const LANGUAGES: readonly { id: Language; name: string }[] = [{ id: 'de', name: 'Deutsch' }, { id: 'en', name: 'English' }];

type Words = Readonly<Record<string, string>>;
/** `count_one` and `count_other` are asked for as `count`. */
type KeyOf<W> = keyof W extends infer K ? (K extends `${infer Stem}_${'one' | 'other'}` ? Stem : K & string) : never;
type Values = Readonly<Record<string, string | number>>;
export type Translate<W> = (key: KeyOf<W>, values?: Values) => string;

const KEY = 'aima-language';

/** What was chosen in this browser, else what it prefers. */
function firstLanguage(): Language {
  const known = localStorage.getItem(KEY) ?? navigator.language;
  return /^de/i.test(known) ? 'de' : 'en';
}

/** Starts i18next; must have run before the first component. */
export function startWords(): void {
  void i18next.init({
    lng: firstLanguage(), fallbackLng: false, resources: {}, initAsync: false, returnNull: false,
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
  });
  document.documentElement.lang = language();
}

export const language = (): Language => (i18next.language === 'de' ? 'de' : 'en');

export async function changeLanguage(to: Language): Promise<void> {
  localStorage.setItem(KEY, to);
  await i18next.changeLanguage(to);
  document.documentElement.lang = to;
}

function onLanguage(tell: () => void): () => void {
  i18next.on('languageChanged', tell);
  return () => { i18next.off('languageChanged', tell); };
}

// Not by react-i18next, whose hook does much more than that for each of the hundreds of components in a grid.
export const useLanguage = (): Language => useSyncExternalStore(onLanguage, language);

/**
 * @param namespace name of the feature, unlike any other
 * @returns a hook for components, and `say` for everywhere else (in the language of that moment)
 */
export function defineWords<const En extends Words>(namespace: string, en: En, de: { readonly [Key in keyof En]: string }): { useWords: () => Translate<En>; say: Translate<En> } {
  const add = (): void => {
    i18next.addResourceBundle('en', namespace, en);
    i18next.addResourceBundle('de', namespace, de);
  };
  // Chunks come before or after the start.
  if (i18next.isInitialized) add();
  else i18next.on('initialized', add);
  // i18next's own types would have one table of all keys; ours come with each feature.
  const translate = i18next.t as unknown as (key: string, options: Values) => string;
  const say: Translate<En> = (key, values) => translate(key, { ...values, ns: namespace });
  return {
    useWords() {
      useLanguage();
      return say;
    },
    say,
  };
}
