import { expect, test } from 'vitest';
import { taggingFrom } from './tagging.ts';

const LABELS = ['Speech', 'Alarm'];
const tag = (rows: [number, number][]): ReturnType<typeof taggingFrom> => taggingFrom({ scores: Float32Array.from(rows.flat()), labels: LABELS, hopMs: 480, windowMs: 960 });

test('a class holds from its rise to its fall, with its highest score', () => {
  expect(tag([[0, 0], [0, 0.4], [0, 0.9], [0, 0.25], [0, 0.1], [0, 0]])).toEqual([
    { label: 'Alarm', startMs: 720, endMs: 2160, confidence: expect.closeTo(0.9, 6) as number },
  ]);
});

test('a score between the thresholds begins nothing', () => {
  expect(tag([[0, 0.25], [0, 0.25]])).toEqual([]);
});

test('the outermost windows reach to the edges, classes overlap, earlier ones come first', () => {
  const events = tag([[0.9, 0], [0.9, 0.5], [0.9, 0.5]]);
  expect(events.map(({ label, startMs, endMs }) => [label, startMs, endMs])).toEqual([['Speech', 0, 1920], ['Alarm', 720, 1920]]);
});

test('one class may come twice', () => {
  expect(tag([[0.5, 0], [0, 0], [0.5, 0]]).map(({ label }) => label)).toEqual(['Speech', 'Speech']);
});

test('scores that are no rows of classes are refused; none at all is nothing', () => {
  expect(() => taggingFrom({ scores: new Float32Array(3), labels: LABELS, hopMs: 480, windowMs: 960 })).toThrow(RangeError);
  expect(tag([])).toEqual([]);
});
