import { expect, test } from 'vitest';
import { boxOf, draftOf, patchOf, problemsOf, readPercent, readTime, writtenTime } from './finding-draft.ts';

test('times are read as they are written', () => {
  for (const ms of [0, 1, 999, 1_000, 59_999, 60_000, 3_599_500, 3_600_000, 7_384_005]) expect(readTime(writtenTime(ms))).toBe(ms);
  expect([writtenTime(3_723_400), writtenTime(61_000)]).toEqual(['1:02:03.4', '1:01']);
  expect([readTime('12'), readTime('1:30'), readTime('2,5'), readTime(' 0:01.25 ')]).toEqual([12_000, 90_000, 2_500, 1_250]);
  expect(['', 'x', '-1', '1:2:3:4', '1e9', '1.2345', 'NaN'].map(readTime)).toEqual(Array.from({ length: 7 }));
});

test('percent', () => {
  expect(['0', '12,5', '100 %', '101', '-1', 'x', ''].map(readPercent)).toEqual([0, 0.125, 1, undefined, undefined, undefined, undefined]);
});

const draft = draftOf({ text: 'a', label: 'b', startMs: 1_000, endMs: 2_000, box: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 } });

test('only what was changed is said', () => {
  expect(patchOf(draft, draft)).toBeUndefined();
  expect(patchOf(draft, { ...draft, text: 'c', to: '0:03' })).toEqual({ text: 'c', endMs: 3_000 });
  expect(patchOf(draft, { ...draft, label: '' })).toEqual({ label: null });
  expect(patchOf(draft, { ...draft, w: '50' })).toEqual({ box: { x: 0.1, y: 0.2, w: 0.5, h: 0.4 } });
  expect(patchOf(draft, { ...draft, x: '', y: '', w: '', h: '' })).toEqual({ box: null });
});

test('a box ends at the edge of the picture', () => { expect(boxOf({ ...draft, x: '90', w: '50' })?.w).toBeCloseTo(0.1); });

test('what cannot be read, lies behind the end or ends before it begins is told', () => {
  const of = (change: Partial<typeof draft>): string[] => [...problemsOf({ ...draft, ...change }, 5_000)];
  expect(of({})).toEqual([]);
  expect([of({ from: 'x' }), of({ to: '0:00.5' }), of({ to: '0:06' }), of({ x: '120' }), of({ h: '' })]).toEqual([['from'], ['to'], ['to'], ['x'], ['h']]);
  expect([...problemsOf({ ...draft, to: '9:00' }, 0)]).toEqual([]);
});
