import { expect, test } from 'vitest';
import type { Observation } from '@aima/contract';
import { foundAgain, idsWithin, spansOf } from './anchors.ts';

const seen = (id: string, more: Partial<Observation> = {}): Observation => ({ id, runId: 'r', mediaId: 'm', analyzer: 'a', startMs: 0, endMs: 0, confidence: 1, sentence: '', source: 'model', ...more });
const again = (looked: Observation, ...found: Observation[]): string | undefined => foundAgain([{ lineage: 'l', looked }], found).get('l');
const box = { x: 0.1, y: 0.1, w: 0.2, h: 0.2 };

test.each([
  ['the very same', seen('1'), seen('1'), true],
  ['another id, a little later', seen('1'), seen('2', { startMs: 150, endMs: 150 }), true],
  ['half a second later', seen('1'), seen('2', { startMs: 500, endMs: 500 }), false],
  ['the same id, somewhere else', seen('1'), seen('1', { startMs: 9000, endMs: 9000 }), false],
  ['another label', seen('1', { label: 'cat' }), seen('1', { label: 'dog' }), false],
  ['another analyzer', seen('1'), seen('1', { analyzer: 'b' }), false],
  ['a stretch that overlaps by more than half', seen('1', { endMs: 10_000 }), seen('2', { startMs: 3000, endMs: 11_000 }), true],
  ['by less', seen('1', { endMs: 10_000 }), seen('2', { startMs: 6000, endMs: 16_000 }), false],
  ['a long one inside a longer one', seen('1', { startMs: 4000, endMs: 10_000 }), seen('2', { startMs: 0, endMs: 10_500 }), true],
  ['a box that moved a little', seen('1', { box }), seen('2', { box: { ...box, x: 0.13 } }), true],
  ['a box beside it', seen('1', { box }), seen('2', { box: { ...box, x: 0.5 } }), false],
  ['no box any more', seen('1', { box }), seen('1'), false],
  ['other words', seen('1', { text: 'helo' }), seen('2', { text: 'hello' }), true],
] as const)('%s', (_, looked, found, expected) => {
  expect(again(looked, found) === found.id).toBe(expected);
});

test('the best fit wins, and no observation is given twice', () => {
  const left = seen('1', { box });
  const right = seen('2', { box: { ...box, x: 0.15 } });
  const result = foundAgain([{ lineage: 'right', looked: right }, { lineage: 'left', looked: left }], [seen('9', { box: { ...box, x: 0.11 } })]);
  expect([...result]).toEqual([['left', '9']]);
  expect(again(seen('1', { text: 'a' }), seen('5', { text: 'b' }), seen('6', { text: 'a' }))).toBe('6');
});

test('spans join what touches, and stay few', () => {
  expect(spansOf([{ startMs: 5, endMs: 9 }, { startMs: 0, endMs: 5 }, { startMs: 20, endMs: 20 }])).toEqual([[0, 9], [20, 21]]);
  const many = Array.from({ length: 5000 }, (_, i) => ({ startMs: i * 1000, endMs: i * 1000 + 10 }));
  expect(spansOf(many).length).toBeLessThanOrEqual(1000);
});

test('of speakers those are meant who speak mostly where was spoken then', () => {
  const said = (speakerId: string, startMs: number): Observation => seen(`${speakerId}-${startMs}`, { speakerId, startMs, endMs: startMs + 1000 });
  const anchor = spansOf([said('s1', 0), said('s1', 5000)]);
  expect([...idsWithin(anchor, [said('A', 100), said('A', 4900), said('B', 2000), said('B', 5000), said('B', 8000)], 'speakerId')]).toEqual(['A']);
});
