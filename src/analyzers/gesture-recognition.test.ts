import type { Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { gestureRecognition } from './gesture-recognition.ts';

const common = { runId: 'r', mediaId: 'm', sentence: '', source: 'model', confidence: 0.8 } as const;
type At = readonly [number, number];
/** Seen from the front: the person's left is on the right of the picture. */
const STANDING: Readonly<Record<string, At>> = {
  left_shoulder: [0.6, 0.3], right_shoulder: [0.4, 0.3], left_elbow: [0.63, 0.45], right_elbow: [0.37, 0.45], left_wrist: [0.63, 0.6], right_wrist: [0.37, 0.6],
};
const body = (atMs: number, moved: Readonly<Record<string, At>> = {}, trackId = 't1'): Observation => ({
  ...common, id: `o-${trackId}-${atMs}`, analyzer: 'body_pose', label: 'standing', startMs: atMs, endMs: atMs, trackId,
  attributes: { keypoints: Object.entries({ ...STANDING, ...moved }).map(([name, [x, y]]) => ({ name, x, y, confidence: 0.8 })) },
});
const hand = (atMs: number, label: string): Observation => ({
  ...common, id: `o-hand-${atMs}`, analyzer: 'hand_gesture', label, startMs: atMs, endMs: atMs, trackId: 't1-left-hand', attributes: { personTrackId: 't1', gestureConfidence: 0.7 },
});

/** Never asked here: movements need pictures, and these tests give none. */
const asleep = { labels: [], run: () => Promise.reject(new Error('no pictures, no network')) };
const models = { detector: asleep, mesh: asleep, descriptor: asleep, things: asleep, pose: asleep };

async function gestures(bodies: Observation[], hands: Observation[] = [], medium: { kind: 'video' | 'image'; width?: number; height?: number } = { kind: 'video' }) {
  const { findings } = await runAnalyzer(gestureRecognition, { medium: { width: 1000, height: 1000, durationMs: 4000, ...medium }, upstream: { body_pose: bodies, hand_gesture: hands }, models });
  return findings.map(({ known, attributes }) => [known.label, known.startMs, known.endMs, attributes['samples']]);
}

const RAISED = { left_wrist: [0.63, 0.15] } as const;
const CROSSED = { left_wrist: [0.42, 0.45], right_wrist: [0.58, 0.44] } as const;
const TOGETHER = { left_wrist: [0.52, 0.5], right_wrist: [0.48, 0.5] } as const;

test.each([['raised_hand', RAISED], ['arms_crossed', CROSSED], ['hands_together', TOGETHER]] as const)('%s over time', async (label, moved) => {
  expect(await gestures([body(0), body(500, moved), body(1000, moved), body(1500, moved), body(2000)])).toEqual([[label, 500, 1500, 3]]);
});

test('pointing is that of the hands, on the person', async () => {
  expect(await gestures([body(0)], [hand(0, 'fist'), hand(500, 'pointing'), hand(1000, 'pointing')])).toEqual([['pointing', 500, 1000, 2]]);
});

test('hanging arms, a single sample, and a person from the side are no gestures', async () => {
  expect(await gestures([body(0), body(500), body(1000, RAISED), body(3000)])).toEqual([]);
  const side = { left_shoulder: [0.5, 0.3], right_shoulder: [0.49, 0.3], ...TOGETHER } as const;
  expect(await gestures([body(0, side), body(500, side)])).toEqual([]);
});

test('a long gap and another person part what is shown; a photo needs one sample', async () => {
  expect(await gestures([0, 500, 3000, 3500].map((atMs) => body(atMs, RAISED)))).toEqual([['raised_hand', 0, 500, 2], ['raised_hand', 3000, 3500, 2]]);
  expect(await gestures([body(0, RAISED, 't1'), body(500, RAISED, 't2')])).toEqual([]);
  expect(await gestures([body(0, CROSSED)], [], { kind: 'image' })).toEqual([['arms_crossed', 0, 0, 1]]);
});

test('distances are those of the picture, not of its fractions', async () => {
  // In a picture three times as wide as high, this height is less than a quarter of the shoulders' width.
  const slight = { left_wrist: [0.63, 0.2] } as const;
  expect(await gestures([body(0, slight), body(500, slight)])).toHaveLength(1);
  expect(await gestures([body(0, slight), body(500, slight)], [], { kind: 'video', width: 3000, height: 1000 })).toEqual([]);
});
