import { expect, test } from 'vitest';
import { ageRange } from './age-range.ts';

const said = (model: string, years: number, uncertaintyYears = 12) => ({ model, years, uncertaintyYears });

test('a range lies around the middle of both models and never shrinks by having two', () => {
  expect(ageRange([[said('a', 30), said('b', 30)]])).toMatchObject({ fromYears: 18, toYears: 42, disagreementYears: 0 });
  expect(ageRange([[said('a', 30), said('b', 40)]])).toMatchObject({ fromYears: 22, toYears: 48, disagreementYears: 10 });
});

test('pictures that disagree widen it', () => {
  expect(ageRange([[said('a', 20)], [said('a', 50)]])).toMatchObject({ fromYears: Math.floor(35 - Math.hypot(12, 15)), toYears: Math.ceil(35 + Math.hypot(12, 15)) });
});

test('nothing judged, nothing said; no age below zero', () => {
  expect(ageRange([])).toBeUndefined();
  expect(ageRange([[]])).toBeUndefined();
  expect(ageRange([[said('a', 5)]])?.fromYears).toBe(0);
});

test('models that disagree are believed less', () => {
  const [agreed, torn] = [ageRange([[said('a', 30), said('b', 30)]]), ageRange([[said('a', 18), said('b', 42)]])];
  expect(torn?.confidence).toBeLessThan((agreed?.confidence ?? 0) / 2);
});
