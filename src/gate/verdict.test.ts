import { expect, test } from 'vitest';
import { holdReasonOf, zoneOf, type AgeEstimate, type People } from './verdict.ts';

const two = (a: number, b: number, uncertaintyYears = 8): AgeEstimate[] => [{ model: 'a', years: a, uncertaintyYears }, { model: 'b', years: b, uncertaintyYears }];

test.each([
  [two(40, 36), 'adult'], [two(26, 26), 'adult'], [two(25.9, 30), 'age_uncertain'], [two(18, 18), 'age_uncertain'], [two(17.9, 31), 'possible_minor'],
  [two(50, 30), 'possible_minor'], [two(45, 31.1), 'adult'], [two(8, 9), 'possible_minor'],
  [[], 'age_unknown'], [two(40, 40).slice(0, 1), 'age_unknown'], [two(12, 40).slice(0, 1), 'possible_minor'],
  [[...two(40, 40).slice(0, 1), { model: 'a', years: 41, uncertaintyYears: 1 }], 'age_unknown'],
  [two(Number.NaN, 40), 'age_unknown'], [two(40, 40, Number.NaN), 'age_unknown'], [two(Infinity, 40), 'age_unknown'], [two(40, 40, -5), 'age_unknown'], [two(-3, 40), 'age_unknown'],
] as const)('%j is %s', (estimates, zone) => {
  expect(zoneOf(estimates)).toBe(zone);
});

const adult = { estimates: two(40, 40) };
const people = (faces: readonly { estimates: readonly AgeEstimate[] }[], bodiesWithoutFace = 0): People => ({ faces, bodiesWithoutFace });

test.each([
  ['one clear adult', [people([adult])], undefined],
  ['adults in all pictures', [people([adult]), people([adult, adult]), people([])], undefined],
  ['nobody to be judged', [people([]), people([])], 'age_unknown'],
  ['a body without a face beside an adult', [people([adult], 1)], 'age_unknown'],
  ['a body without a face in another picture', [people([adult]), people([], 1)], 'age_unknown'],
  ['a face too small beside an adult', [people([adult, { estimates: [] }])], 'age_unknown'],
  ['one young face among many adults', [people([adult, adult]), people([adult, { estimates: two(12, 15) }])], 'possible_minor'],
  ['an uncertain one', [people([adult, { estimates: two(22, 24) }])], 'age_uncertain'],
  ['a count that is none', [people([adult], Number.NaN)], 'age_unknown'],
] as const)('%s: %s', (_, pictures, reason) => {
  expect(holdReasonOf(pictures)).toBe(reason);
});

/** Deterministic numbers 0..1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const odd = [Number.NaN, Infinity, -Infinity, -1, 0];
const random = numbers(7);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T; // never empty here
const randomNumber = (high: number): number => (random() < 0.05 ? pick(odd) : random() * high);
const randomFace = (): { estimates: AgeEstimate[] } => ({ estimates: Array.from({ length: Math.floor(random() * 4) }, () => ({ model: pick(['a', 'b', 'c']), years: randomNumber(70), uncertaintyYears: randomNumber(12) })) });
const randomPeople = (): People => people(Array.from({ length: Math.floor(random() * 3) }, randomFace), random() < 0.7 ? 0 : randomNumber(3));

test('over random outputs: only what is clearly adult in every opinion passes', () => {
  let passed = 0;
  for (let i = 0; i < 20_000; i++) {
    const shot = Array.from({ length: 1 + Math.floor(random() * 3) }, randomPeople);
    if (holdReasonOf(shot) !== undefined) continue;
    passed++;
    const faces = shot.flatMap((each) => each.faces);
    expect(faces.length).toBeGreaterThan(0);
    for (const { estimates } of faces) {
      expect(new Set(estimates.map(({ model }) => model)).size).toBeGreaterThanOrEqual(2);
      for (const { years, uncertaintyYears } of estimates) expect(years - uncertaintyYears).toBeGreaterThanOrEqual(18);
    }
    expect(shot.every((each) => each.bodiesWithoutFace === 0)).toBe(true);
  }
  expect(passed).toBeGreaterThan(50);
});

test('over random outputs: a younger, less certain, missing or further person never opens the gate', () => {
  for (let i = 0; i < 20_000; i++) {
    const shot = Array.from({ length: 1 + Math.floor(random() * 3) }, randomPeople);
    if (holdReasonOf(shot) === undefined) continue;
    const worse = shot.map((each) => people(
      each.faces.map(({ estimates }) => ({ estimates: random() < 0.1 ? [] : estimates.map((one) => ({ ...one, uncertaintyYears: one.uncertaintyYears >= 0 ? one.uncertaintyYears + random() * 5 : one.uncertaintyYears })) })),
      each.bodiesWithoutFace === 0 && random() < 0.2 ? 1 : each.bodiesWithoutFace,
    ));
    expect(holdReasonOf(worse)).toBeDefined();
    // Where nobody was seen at all, somebody who can be judged is news; else more pictures only add doubt.
    if (shot.some((each) => each.faces.length > 0 || each.bodiesWithoutFace !== 0)) expect(holdReasonOf([...shot, randomPeople()])).toBeDefined();
  }
});
