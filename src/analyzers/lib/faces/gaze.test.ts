import { expect, test } from 'vitest';
import { gazeOf } from './gaze.ts';
import type { Eye } from './irises.ts';

const AHEAD = { yaw: 0, pitch: 0, roll: 0 };

/** An eye from x to x + 30 whose iris is that far right and up of its middle. */
const eye = (x: number, right: number, up = 0.6): Eye => ({ outer: { x, y: 0 }, inner: { x: x + 30, y: 0 }, iris: { x: x + 15 + right, y: -up }, irisRadius: 6, openness: 0.3 });

test('irises in the middle look where the head points', () => {
  expect(gazeOf({ left: eye(0, 0), right: eye(60, 0) }, AHEAD)).toMatchObject({ yaw: 0, pitch: 0, plausible: true });
  expect(gazeOf({ left: eye(0, 0), right: eye(60, 0) }, { yaw: 20, pitch: -10, roll: 0 })).toMatchObject({ yaw: 20, pitch: -10 });
});

test('six of twelve millimetres to the side are 30 degrees', () => {
  expect(gazeOf({ left: eye(0, 6), right: eye(60, 6) }, AHEAD).yaw).toBeCloseTo(30);
  expect(gazeOf({ left: eye(0, -6), right: eye(60, -6) }, { yaw: 30, pitch: 0, roll: 0 }).yaw).toBeCloseTo(0);
  expect(gazeOf({ left: eye(0, 0, 4.6), right: eye(60, 0, 4.6) }, AHEAD).pitch).toBeCloseTo(Math.asin(4 / 12) * 180 / Math.PI);
});

test('an eye given from inner to outer corner is read the same', () => {
  const { outer, inner, ...rest } = eye(60, 6);
  expect(gazeOf({ left: eye(0, 6), right: { outer: inner, inner: outer, ...rest } }, AHEAD).yaw).toBeCloseTo(30);
});

test('eyes that no head could have are told', () => {
  expect(gazeOf({ left: eye(0, -6), right: eye(60, 6) }, AHEAD)).toMatchObject({ disagreement: expect.closeTo(60) as number, plausible: false });
  expect(gazeOf({ left: eye(0, 0, -11), right: eye(60, 0, -11) }, AHEAD).plausible).toBe(false);
});
