import { expect, test } from 'vitest';
import type { Point } from '../bodies/square-crop.ts';
import { classifiedGesture, classifierInput } from './gesture-classifier.ts';
import { staticGesture } from './static-gesture.ts';

/** Where base, joint, joint and tip of a finger lie, from its column; bent fingers curl back to the palm. */
const finger = (x: number, straight: boolean): Point[] => [-40, -65, -82, -95].map((y, i) => (straight || i < 2 ? { x, y } : { x: x + 2, y: i === 2 ? -55 : -40 }));
const thumbs = {
  away: [{ x: -20, y: -10 }, { x: -38, y: -22 }, { x: -52, y: -32 }, { x: -65, y: -42 }],
  across: [{ x: -15, y: -12 }, { x: -20, y: -25 }, { x: -8, y: -35 }, { x: 2, y: -38 }],
};

/** A left palm towards the camera, fingers up, the wrist at 0, 0. */
const hand = (thumb: readonly Point[], ...straight: boolean[]): Point[] => [{ x: 0, y: 0 }, ...thumb, ...[-15, -2, 10, 22].flatMap((x, i) => finger(x, straight[i] ?? false))];

const turned = (points: readonly Point[], degrees: number): Point[] => {
  const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  return points.map(({ x, y }) => ({ x: x * cos - y * sin, y: x * sin + y * cos }));
};

test('gestures by straight fingers', () => {
  const spread = (points: Point[]): Point[] => points.map((point, i) => (i >= 6 && i <= 8 ? { ...point, x: point.x - (i - 5) * 5 } : point));
  expect(staticGesture(hand(thumbs.away, true, true, true, true)).gesture).toBe('open_palm');
  expect(staticGesture(hand(thumbs.across)).gesture).toBe('fist');
  expect(staticGesture(hand(thumbs.across, true)).gesture).toBe('pointing');
  expect(staticGesture(spread(hand(thumbs.across, true, true))).gesture).toBe('victory');
  expect(staticGesture(hand(thumbs.across, true, true)).gesture).toBe('none');
  expect(staticGesture(hand(thumbs.across, true, true, true)).gesture).toBe('none');
});

test('thumbs up and down by where the thumb points in the picture', () => {
  // A fist on its side: the fingers point away, the thumb stands up.
  const up = turned(hand([{ x: -20, y: -10 }, { x: -45, y: -25 }, { x: -70, y: -27 }, { x: -95, y: -29 }]), 80);
  expect(staticGesture(up).gesture).toBe('thumbs_up');
  expect(staticGesture(up.map(({ x, y }) => ({ x, y: -y }))).gesture).toBe('thumbs_down');
});

test('a ring of thumb and index finger with the others straight', () => {
  const ring = hand(thumbs.across, false, true, true, true);
  ring[4] = { x: -30, y: -52 };
  ring[8] = { x: -28, y: -55 };
  expect(staticGesture(ring).gesture).toBe('ok');
});

test('gestures do not depend on where, how large and, but for thumbs, how turned a hand is', () => {
  const points = turned(hand(thumbs.across, true), 70).map(({ x, y }) => ({ x: 300 + x * 0.3, y: 200 + y * 0.3 }));
  expect(staticGesture(points)).toEqual(expect.objectContaining({ gesture: 'pointing' }));
  expect(staticGesture(points).confidence).toBeGreaterThan(0.7);
  expect(staticGesture(points.slice(1))).toEqual({ gesture: 'none', confidence: 0 });
});

test('a classifier sees the hand from its wrist, as large as one', () => {
  const input = classifierInput(hand(thumbs.away, true).map(({ x, y }) => ({ x: x + 100, y: y + 50 })));
  expect(input).toHaveLength(42);
  expect([...input.subarray(0, 2)]).toEqual([0, 0]);
  expect(Math.max(...input.map(Math.abs))).toBe(1);
});

test('among its three gestures the classifier decides, by its labels or in their order', async () => {
  const answering = (index: number, labels?: string[]) => ({ ...(labels ? { labels } : {}), run: () => Promise.resolve({ class_ids: { type: 'int64', dims: [1], data: BigInt64Array.of(BigInt(index)) } as const }) });
  const fist = hand(thumbs.across);
  expect((await classifiedGesture(answering(1), fist)).gesture).toBe('fist');
  expect(await classifiedGesture(answering(2), fist)).toEqual({ gesture: 'pointing', confidence: 0.6 });
  expect((await classifiedGesture(answering(2, ['close', 'pointer', 'open']), fist)).gesture).toBe('open_palm');
  expect((await classifiedGesture(answering(0), hand(thumbs.across, true, true, true))).gesture).toBe('none');
});
