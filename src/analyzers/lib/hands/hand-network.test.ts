import { expect, test } from 'vitest';
import { closerSquare, handSquare } from './hand-network.ts';

test('a hand is looked for beyond the wrist, upright along the forearm', () => {
  const up = handSquare({ elbow: { x: 100, y: 200 }, wrist: { x: 100, y: 100 } });
  expect(up).toEqual({ centerX: 100, centerY: 65, side: 135, angle: 0 });
  const toTheRight = handSquare({ elbow: { x: 100, y: 200 }, wrist: { x: 200, y: 200 } });
  expect(toTheRight).toMatchObject({ centerX: 235, centerY: 200 });
  expect(toTheRight.angle).toBeCloseTo(Math.PI / 2);
});

test('a forearm towards the camera is as long as the upper arm lets expect', () => {
  expect(handSquare({ elbow: { x: 100, y: 200 }, wrist: { x: 100, y: 180 }, shoulder: { x: 100, y: 100 } }).side).toBeCloseTo(0.8 * 100 * 1.35);
});

test('the closer look encloses all landmarks with air, upright along the hand', () => {
  const landmarks = Array.from({ length: 21 }, (_, i) => ({ x: 100 + i * 5, y: 50, z: 0 }));
  const square = closerSquare(landmarks);
  expect(square?.centerX).toBeCloseTo(150);
  expect(square?.centerY).toBeCloseTo(50);
  expect(square?.side).toBeCloseTo(190);
  expect(square?.angle).toBeCloseTo(Math.PI / 2);
});
