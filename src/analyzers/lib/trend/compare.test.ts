import { expect, test } from 'vitest';
import { compare, type Comparison } from './compare.ts';
import type { KindHistory } from './history.ts';
import type { Measured, MeasureName } from './measures.ts';

const measured = (value: number): Measured => ({ value, basedOn: ['o-1'] });
const history = (measures: KindHistory['measures'], labels: KindHistory['labels'] = {}): KindHistory => ({ media: 12, measures, labels });
const told = ({ standOut }: Comparison): string[] => standOut.map(({ label, of, what }) => [label, of, what].filter(Boolean).join(' '));
const SHOTS = [10, 12, 9, 11, 13, 10, 12, 11, 10, 9, 12, 11];
const none = new Map<string, Map<string, string[]>>();

test('what lies far outside is told with its effect, its chance and the usual range; what lies within is not', () => {
  const found = compare({ shotsPerMinute: measured(40), loudnessLufs: measured(-15) }, none, history({ shotsPerMinute: SHOTS, loudnessLufs: SHOTS.map((value) => -value - 4) }), 0.05);
  expect(told(found)).toEqual(['above shotsPerMinute']);
  expect(found.standOut[0]).toMatchObject({ value: 40, media: 12, median: 11, lowerQuartile: 10, upperQuartile: 12, basedOn: ['o-1'] });
  expect(found.standOut[0]?.effectSize).toBeGreaterThan(4);
  expect(found).toMatchObject({ measures: 2, tests: 4 });
});

test('ratios are compared as ratios: half is as far as double', () => {
  const effect = (value: number): number => compare({ shotsPerMinute: measured(value) }, none, history({ shotsPerMinute: SHOTS.map(() => 10) }), 1).standOut.find(({ label }) => label === 'above' || label === 'below')?.effectSize ?? 0;
  expect(effect(20)).toBeCloseTo(-effect(5), 5);
});

test('too few earlier values are not compared', () => {
  expect(compare({ shotsPerMinute: measured(90) }, none, history({ shotsPerMinute: [10, 11, 10, 12] }), 0.05)).toMatchObject({ measures: 0, tests: 0, standOut: [] });
});

test('a course that reaches up to this medium', () => {
  const rising = SHOTS.map((_, i) => 10 + i);
  expect(told(compare({ shotsPerMinute: measured(23) }, none, history({ shotsPerMinute: rising }), 0.05))).toEqual(['rising shotsPerMinute']);
});

test('labels are counted: new to all, or missing where all had them', () => {
  const labels = new Map([['object_detection', new Map([['dog', ['o-2']], ['person', ['o-3']]])]]);
  const counts = { object_detection: { media: 12, found: { person: 11, chair: 12, car: 7 } }, sound_effects: { media: 12, found: { bell: 12 } } };
  const found = compare({}, labels, history({}, counts), 0.05);
  expect(told(found)).toEqual(['new_label object_detection dog', 'missing_label object_detection chair']);
  expect(found.standOut[0]).toMatchObject({ mediaWith: 0, media: 12, basedOn: ['o-2'] });
  expect(compare({}, labels, history({}, { object_detection: { media: 9, found: {} } }), 0.05).standOut).toEqual([]);
});

/** Minimal standard generator with the sum of twelve uniform numbers: near enough to a normal one. */
function normal(seed: number): () => number {
  let state = seed;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

test('media like the earlier ones seldom stand out: no more than the level promises', () => {
  const names: MeasureName[] = ['liveliness', 'loudnessLufs', 'loudnessRangeLu', 'wordsPerMinute', 'quality'];
  const media = Array.from({ length: 300 }, (_, i) => {
    const next = normal(i * 7919 + 1);
    const earlier = Object.fromEntries(names.map((name) => [name, Array.from({ length: 12 }, () => 50 + 20 * next())]));
    return compare(Object.fromEntries(names.map((name) => [name, measured(50 + 20 * next())])), none, history(earlier), 0.05).standOut.length;
  });
  expect(media.filter((count) => count > 0).length / media.length).toBeLessThan(0.08);
});
