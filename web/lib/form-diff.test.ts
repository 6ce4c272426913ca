import { expect, test } from 'vitest';
import { changedFields, changesOf, sameValue } from './form-diff.ts';

interface Limits { usd: number | null; percents: number[]; profile?: string }
const begun: Limits = { usd: 5, percents: [50, 80], profile: 'lite' };

test('what was typed back to what it was is no change', () => {
  expect(changesOf(begun, { usd: 5, percents: [50, 80] })).toEqual({});
  expect(changesOf(begun, { usd: null, percents: [80, 50], profile: 'lite' })).toEqual({ usd: null, percents: [80, 50] });
});

test('what somebody else changed is named, also what came or went', () => {
  expect(changedFields(begun, { ...begun, percents: [50] })).toEqual(['percents']);
  expect(changedFields(begun, { usd: 5, percents: [50, 80] })).toEqual(['profile']);
  expect(changedFields<Limits>({ usd: 5, percents: [] }, { usd: 5, percents: [], profile: 'full' })).toEqual(['profile']);
});

test('a list is no object, and a field without a value is not an absent one', () => {
  expect(sameValue([], {})).toBe(false);
  expect(sameValue({ a: undefined }, {})).toBe(false);
  expect(sameValue({ a: undefined }, { b: undefined })).toBe(false);
  expect(sameValue({ a: [{ b: null }] }, { a: [{ b: null }] })).toBe(true);
});
