import { expect, test } from 'vitest';
import { headPose } from './head-pose.ts';
import { madeMesh } from './made-face.cases.ts';

test.each([
  [{}, { yaw: 0, pitch: 0, roll: 0 }],
  [{ yaw: 30 }, { yaw: 30, pitch: 0, roll: 0 }],
  [{ yaw: -40 }, { yaw: -40, pitch: 0, roll: 0 }],
  [{ pitch: 20 }, { yaw: 0, pitch: 20, roll: 0 }],
  [{ roll: 25 }, { yaw: 0, pitch: 0, roll: 25 }],
  [{ roll: -60 }, { yaw: 0, pitch: 0, roll: -60 }],
])('a face made with %j has that pose', (made, expected) => {
  const { yaw, pitch, roll } = headPose(madeMesh(made));
  expect(yaw).toBeCloseTo(expected.yaw, 3);
  expect(pitch).toBeCloseTo(expected.pitch, 3);
  expect(roll).toBeCloseTo(expected.roll, 3);
});

test('a face that is turned and raised keeps both signs', () => {
  const { yaw, pitch } = headPose(madeMesh({ yaw: 25, pitch: -15 }));
  expect(yaw).toBeCloseTo(25, 0);
  expect(pitch).toBeLessThan(-10);
});
