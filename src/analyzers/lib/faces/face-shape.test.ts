import { expect, test } from 'vitest';
import { eyesState, eyeState, mouthShape } from './face-shape.ts';
import type { Eye } from './irises.ts';
import { madeMesh } from './made-face.cases.ts';

const eye = (openness: number): Eye => ({ outer: { x: 0, y: 0 }, inner: { x: 10, y: 0 }, iris: { x: 5, y: 0 }, irisRadius: 2, openness });

test('eyes are open or closed only where both are', () => {
  expect([0.05, 0.17, 0.3].map(eyeState)).toEqual(['closed', 'uncertain', 'open']);
  expect(eyesState({ left: eye(0.3), right: eye(0.33) })).toBe('open');
  expect(eyesState({ left: eye(0.3), right: eye(0.05) })).toBe('uncertain');
});

test('a mouth opens by the distance of its inner lips', () => {
  expect(mouthShape(madeMesh()).state).toBe('closed');
  expect(mouthShape(madeMesh({ moved: { lipInnerBottom: [0, 45] } }))).toMatchObject({ state: 'open', openness: expect.closeTo(10 / 36) as number });
});

test('corners are raised or lowered against the lips, however the head is tilted', () => {
  for (const roll of [0, 30, -40]) {
    expect(mouthShape(madeMesh({ roll, moved: { mouthLeft: [-20, 29], mouthRight: [20, 29] } })).corners).toBe('raised');
    expect(mouthShape(madeMesh({ roll })).corners).toBe('level');
    expect(mouthShape(madeMesh({ roll, moved: { mouthLeft: [-20, 38], mouthRight: [20, 38] } })).corners).toBe('lowered');
  }
});
