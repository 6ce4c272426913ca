import { expect, test } from 'vitest';
import { boundsOf, overlapOf, partInside, unclip, uprightBox } from './rotated-box.ts';

test('unclip moves each side out by area × ratio / perimeter', () => {
  const grown = unclip(uprightBox({ left: 10, top: 10, right: 110, bottom: 30 }), 1.5);
  const distance = (100 * 20 * 1.5) / 240;
  expect(boundsOf(grown)).toEqual({ left: 10 - distance, top: 10 - distance, right: 110 + distance, bottom: 30 + distance });
});

test('the bounds of a turned box hold its corners', () => {
  const bounds = boundsOf({ centerX: 0, centerY: 0, width: 20, height: 10, angle: Math.PI / 4 });
  const reach = 15 / Math.SQRT2;
  for (const [side, expected] of [['left', -reach], ['top', -reach], ['right', reach], ['bottom', reach]] as const) {
    expect(bounds[side]).toBeCloseTo(expected, 9);
  }
});

test('overlap is intersection over union', () => {
  const a = uprightBox({ left: 0, top: 0, right: 10, bottom: 10 });
  expect(overlapOf(a, a)).toBeCloseTo(1, 9);
  expect(overlapOf(a, uprightBox({ left: 5, top: 0, right: 15, bottom: 10 }))).toBeCloseTo(1 / 3, 9);
  expect(overlapOf(a, uprightBox({ left: 10, top: 0, right: 20, bottom: 10 }))).toBe(0);
});

test('a fragment lies inside its own turned line, not inside the empty corner of its bounds', () => {
  const line = { centerX: 100, centerY: 100, width: 200, height: 20, angle: Math.PI / 6 };
  const fragment = { ...line, centerX: 100 + 60 * Math.cos(line.angle), centerY: 100 + 60 * Math.sin(line.angle), width: 20, height: 16 };
  expect(partInside(fragment, line)).toBeCloseTo(1, 6);
  expect(partInside({ ...fragment, centerX: 160, centerY: 65 }, line)).toBe(0);
  expect(partInside(uprightBox({ left: 0, top: 0, right: 10, bottom: 10 }), uprightBox({ left: 5, top: 0, right: 30, bottom: 30 }))).toBeCloseTo(0.5, 9);
});
