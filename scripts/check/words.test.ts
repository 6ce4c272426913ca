import { expect, test } from 'vitest';
import { dictionariesIn, problemsOf, usesIn } from './words.ts';

const dictionary = (en: string, de: string) => {
  const [found] = dictionariesIn('words.ts', `export const { useWords } = defineWords('x', { ${en} }, { ${de} });`);
  if (!found) throw new Error('no dictionary');
  return found;
};

test('a key is used by its name, by a template that fits, or by its plural', () => {
  const found = dictionary("plain: 'a', state_done: 'b', state_failed: 'c', files_one: '{n} file', files_other: '{n} files', old: 'd'", "plain: 'a', state_done: 'b', state_failed: 'c', files_one: 'eine Datei', files_other: '{n} Dateien', old: 'd'");
  const uses = usesIn('x.tsx', "t('plain'); t(`state_${state}`); <p>{t('files', { n: 2 })}</p>");
  expect(problemsOf(found, [uses])).toEqual(["words.ts: nobody uses 'old'"]);
  // A template of any text names no key.
  expect(problemsOf(found, [uses, usesIn('x.ts', '`${a}`; `${a} b`')])).toHaveLength(1);
});

test('the languages must ask for the same values', () => {
  const found = dictionary("sum: '{usd} of {cap}'", "sum: '{usd} von {limit}'");
  expect(problemsOf(found, [usesIn('x.ts', "'sum'")])).toEqual(["words.ts: 'sum' has the values cap, usd in English and limit, usd in German"]);
});
