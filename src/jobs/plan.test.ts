import { JobSettings } from '@aima/contract';
import { expect, test } from 'vitest';
import { planOf } from './plan.ts';

const settings = (more: unknown): JobSettings => JobSettings.parse(more);

test('a profile gives its analyzers and its tier, in the order of its stages', () => {
  const plan = planOf(settings({ profile: 'short-video-21' }), '2026-01-01T00:00:00Z');
  expect(plan.choices.length).toBeGreaterThan(15);
  expect(plan.stages.flat()).toEqual(plan.choices.map(({ name }) => name));
  expect(plan.since).toBe('2026-01-01T00:00:00Z');
  expect(planOf(settings({})).tier).toBe('lite');
  expect(planOf(settings({ tier: 'full', windowSeconds: 20, language: 'de' }))).toMatchObject({ tier: 'full', windowMs: 20_000, language: 'de' });
});

test('analyzers that are named take the place of the profile; one that is off does not run', () => {
  const { choices } = planOf(settings({ analyzers: [{ name: 'cut_analysis' }, { name: 'color_analysis', on: false }, { name: 'object_detection', parameters: { minConfidence: 0.4 } }] }));
  expect(choices).toEqual([{ name: 'cut_analysis' }, { name: 'object_detection', parameters: { minConfidence: 0.4 } }]);
});

test.each([
  ['a profile that is not there', { profile: 'nobody' }, /no profile 'nobody'/],
  ['an analyzer that is not there', { analyzers: [{ name: 'cut_analysys' }] }, /Do you mean cut_analysis/],
  ['a parameter that is not there', { analyzers: [{ name: 'object_detection', parameters: { confidence: 1 } }] }, /no parameter object_detection.confidence/],
  ['a parameter out of range', { analyzers: [{ name: 'object_detection', parameters: { minConfidence: 7 } }] }, /not valid/],
  ['nothing that is on', { analyzers: [{ name: 'cut_analysis', on: false }] }, /No analyzer is on/],
  ['somebody twice', { analyzers: [{ name: 'cut_analysis' }, { name: 'cut_analysis' }] }, /twice/],
])('%s is refused before anything starts', (_, given, message) => {
  expect(() => planOf(settings(given))).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE', message: expect.stringMatching(message) as string }) as Error);
});
