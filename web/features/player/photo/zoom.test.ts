import { expect, test } from 'vitest';
import { clamped, fitted, mostScale, moved, naturalScale, placed, WHOLE, zoomed } from './zoom.ts';

const frame = { width: 800, height: 600 };
const photo = { width: 4000, height: 1000 };

test('the whole photo fits, in the middle', () => {
  expect(fitted(frame, photo)).toEqual({ width: 800, height: 200 });
  expect(placed(WHOLE, frame, photo)).toEqual({ x: 0, y: 200, w: 800, h: 200 });
  expect(fitted({ width: 0, height: 0 }, photo)).toEqual({ width: 0, height: 0 });
  expect(naturalScale(frame, photo)).toBe(5);
});

test('what is under the pointer stays under it', () => {
  const tall = { width: 1000, height: 1000 };
  const at = { x: 100, y: -50 };
  const before = zoomed(WHOLE, 2, { x: 0, y: 0 }, frame, tall);
  const after = zoomed(before, 3, at, frame, tall);
  const under = (view: typeof before) => [(at.x - view.x) / view.scale, (at.y - view.y) / view.scale];
  expect(under(after)[0]).toBeCloseTo(under(before)[0] ?? NaN);
  expect(under(after)[1]).toBeCloseTo(under(before)[1] ?? NaN);
});

test('never smaller than the frame, never too large, never away from it', () => {
  expect(zoomed({ scale: 4, x: 300, y: 0 }, 0.1, { x: 9, y: 9 }, frame, photo)).toEqual(WHOLE);
  expect(zoomed(WHOLE, 1e9, { x: 0, y: 0 }, frame, photo).scale).toBe(mostScale(frame, photo));
  expect(mostScale(frame, { width: 8, height: 6 })).toBe(8);
  expect(moved({ scale: 2, x: 0, y: 0 }, { x: 1e6, y: 1e6 }, frame, photo)).toEqual({ scale: 2, x: 400, y: 0 });
  expect(moved(WHOLE, { x: 50, y: -50 }, frame, photo)).toEqual(WHOLE);
  expect(clamped({ scale: 4, x: 0, y: -1000 }, frame, photo)).toEqual({ scale: 4, x: 0, y: -100 });
});
