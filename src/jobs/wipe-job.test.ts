import { expect, test } from 'vitest';
import { pseudonyms, withoutNames } from './wipe-job.ts';

test('whole words in any case, the longest name first, whatever its signs', () => {
  const names = pseudonyms(['Anna', 'Anna Müller', 'J. (Jo) O-Neil', 'Anna']);
  expect(names.map(([, instead]) => instead)).toEqual(['Person 1', 'Person 2', 'Person 3']);
  expect(withoutNames('anna müller and ANNA; Annabel, Hanna. With J. (Jo) O-Neil.', names)).toBe('Person 2 and Person 1; Annabel, Hanna. With Person 3.');
});

test('a name of several words is found over any space; nothing else changes', () => {
  expect(withoutNames('Li  Wei\nand Li', pseudonyms(['Li Wei']))).toBe('Person 1\nand Li');
  expect(withoutNames('', pseudonyms(['x']))).toBe('');
  expect(withoutNames('a.b', pseudonyms(['.']))).toBe('a.b');
});
