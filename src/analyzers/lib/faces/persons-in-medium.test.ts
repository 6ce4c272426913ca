import { expect, test } from 'vitest';
import { madeDescriptor } from './made-face.cases.ts';
import { personsInMedium } from './persons-in-medium.ts';

const track = (startMs: number, endMs: number, person: number, noise = 0, quality = 0.8) => ({ startMs, endMs, descriptors: [{ vector: madeDescriptor(person, noise), quality }] });

test('the same face later is the same person, another one is another', () => {
  const persons = personsInMedium();
  expect(persons.personOf(track(0, 1000, 1))).toBe('person-1');
  expect(persons.personOf(track(2000, 3000, 2))).toBe('person-2');
  expect(persons.personOf(track(4000, 5000, 1, 0.3))).toBe('person-1');
});

test('two that are seen together are two, however alike', () => {
  const persons = personsInMedium();
  persons.personOf(track(0, 3000, 1));
  expect(persons.personOf(track(2000, 4000, 1))).toBe('person-2');
  // Both are candidates for a third appearance; the nearer one gets it.
  expect(persons.personOf(track(6000, 7000, 1, 0.01))).toBe('person-1');
});

test('bad views name nobody', () => {
  const persons = personsInMedium();
  expect(persons.personOf(track(0, 1000, 1, 0, 0.1))).toBeUndefined();
  expect(persons.personOf({ startMs: 0, endMs: 1, descriptors: [] })).toBeUndefined();
});
