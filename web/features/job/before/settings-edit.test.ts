import { expect, test } from 'vitest';
import { chosenNames, isOwn, parametersOf, withAnalyzers, withParameter, withProfile, withTier, type Profile, type Settings } from './settings-edit.ts';

const settings: Settings = { profile: 'p', language: 'en', fresh: false };
const profile: Profile = { name: 'p', title: 'P', note: '', analyzers: [{ name: 'cuts', stage: 'first' }, { name: 'faces' }, { name: 'poses', on: false }] };

test('what the profile turns off is not chosen', () => {
  expect([...chosenNames(settings, profile)]).toEqual(['cuts', 'faces']);
});

test('an analyzer that is turned off and on again leaves the profile as it was', () => {
  const without = withAnalyzers(settings, profile, ['cuts'], false);
  expect([...chosenNames(without, profile)]).toEqual(['faces']);
  expect(isOwn(without)).toBe(true);
  expect(without.analyzers?.[0]).toEqual({ name: 'cuts', stage: 'first', on: false });
  expect(withAnalyzers(without, profile, ['cuts'], true)).toEqual(settings);
});

test('one that the profile does not know is added, and one that it turned off is turned on', () => {
  const more = withAnalyzers(settings, profile, ['voices', 'poses'], true);
  expect([...chosenNames(more, profile)].toSorted()).toEqual(['cuts', 'faces', 'poses', 'voices']);
  expect(withAnalyzers(more, profile, ['voices', 'poses'], false)).toEqual(settings);
});

test('a parameter counts until it is as usual again', () => {
  const fine = withParameter(settings, profile, 'cuts', 'minConfidence', 0.8);
  expect(parametersOf(fine, profile, 'cuts')).toEqual({ minConfidence: 0.8 });
  expect(parametersOf(fine, profile, 'faces')).toEqual({});
  expect(withParameter(fine, profile, 'cuts', 'minConfidence', undefined)).toEqual(settings);
});

test('another profile forgets own choices and the tier, and keeps the language', () => {
  const own = withTier(withAnalyzers({ ...settings, language: 'de' }, profile, ['cuts'], false), 'full');
  expect(withProfile(own, 'q')).toEqual({ profile: 'q', language: 'de', fresh: false });
  expect(withTier(own, undefined)).not.toHaveProperty('tier');
});
