import { expect, test } from 'vitest';
import type { Pose } from './pose-network.ts';
import { postureOf, raisedArms } from './posture.ts';

type Joints = Record<string, readonly [number, number]>;

/** Both sides of every joint, ten pixels apart. */
const poseOf = (joints: Joints, score = 0.8): Pose => new Map(Object.entries(joints).flatMap(([name, [x, y]]) =>
  [['left', x + 5], ['right', x - 5]].map(([side, at]) => [`${side}_${name}`, { name: `${side}_${name}`, x: Number(at), y, score }] as const)));

const STANDING: Joints = { shoulder: [100, 100], hip: [100, 200], knee: [102, 280], ankle: [100, 360] };

test('standing, sitting, crouching, bending, lying', () => {
  expect(postureOf(poseOf(STANDING)).confidence).toBeCloseTo(0.8);
  const cases: [string, Joints][] = [
    ['standing', STANDING],
    ['sitting', { shoulder: [100, 100], hip: [105, 200], knee: [185, 215], ankle: [185, 290] }], // from the side
    ['sitting', { shoulder: [100, 100], hip: [100, 200], knee: [102, 235], ankle: [100, 310] }], // towards the camera
    ['standing', { shoulder: [100, 100], hip: [100, 200], knee: [102, 245], ankle: [100, 290] }], // from above
    ['crouching', { shoulder: [100, 100], hip: [100, 200], knee: [160, 205], ankle: [105, 250] }],
    ['bending', { shoulder: [190, 190], hip: [100, 200], knee: [100, 280], ankle: [100, 360] }],
    ['lying', { shoulder: [100, 300], hip: [200, 305], knee: [280, 300], ankle: [350, 305] }],
    ['upright', { shoulder: [100, 100], hip: [100, 200] }],
    ['undetermined', { shoulder: [100, 100] }],
    ['undetermined', { shoulder: [100, 100], hip: [190, 150] }],
  ];
  for (const [posture, joints] of cases) expect(postureOf(poseOf(joints)), JSON.stringify(joints)).toMatchObject({ posture });
});

test('what was hardly seen is not judged; a rule that only just holds is less sure', () => {
  expect(postureOf(poseOf(STANDING, 0.2))).toEqual({ posture: 'undetermined', confidence: 0 });
  const leaning = postureOf(poseOf({ ...STANDING, shoulder: [165, 100] }));
  expect(leaning.posture).toBe('standing');
  expect(leaning.confidence).toBeLessThan(0.5);
});

test('raised arms by the person\'s own left and right', () => {
  const arm = (side: string, y: number): [string, { name: string; x: number; y: number; score: number }] => [`${side}_wrist`, { name: `${side}_wrist`, x: 0, y, score: 0.9 }];
  expect(raisedArms(poseOf(STANDING))).toBeUndefined();
  expect(raisedArms(new Map([...poseOf(STANDING), arm('left', 50), arm('right', 190)]))).toBe('left');
  expect(raisedArms(new Map([...poseOf(STANDING), arm('left', 50), arm('right', 40)]))).toBe('both');
  expect(raisedArms(new Map([...poseOf(STANDING), arm('right', 190)]))).toBe('none');
});
