import type { Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { bodyLanguage } from './body-language.ts';

const common = { runId: 'r', mediaId: 'm', sentence: '', source: 'model', confidence: 0.9 } as const;
type At = readonly [number, number];
/** Seen from the front: the person's left is on the right of the picture. */
const STANDING: Readonly<Record<string, At>> = {
  nose: [0.5, 0.2], left_shoulder: [0.58, 0.3], right_shoulder: [0.42, 0.3], left_elbow: [0.62, 0.42], right_elbow: [0.38, 0.42], left_wrist: [0.62, 0.54], right_wrist: [0.38, 0.54], left_hip: [0.55, 0.52], right_hip: [0.45, 0.52],
};
type Moved = Readonly<Record<string, At>>;
const body = (atMs: number, moved: Moved = {}, trackId = 't1', shift = 0): Observation => ({
  ...common, id: `o-${trackId}-${atMs}`, analyzer: 'body_pose', label: 'standing', startMs: atMs, endMs: atMs, trackId, box: { x: 0.3 + shift, y: 0.1, w: 0.4, h: 0.8 },
  attributes: { keypoints: Object.entries({ ...STANDING, ...moved }).map(([name, [x, y]]) => ({ name, x: x + shift, y, confidence: 0.9 })) },
});
const face = (atMs: number, yawDegrees: number, shift = 0): Observation => ({
  ...common, id: `o-face-${atMs}-${shift}`, analyzer: 'face_detection', label: 'face', startMs: atMs, endMs: atMs, trackId: 'face-1', box: { x: 0.45 + shift, y: 0.13, w: 0.1, h: 0.12 }, attributes: { quality: { yawDegrees, overall: 0.8 } },
});

async function bearing(bodies: Observation[], faces: Observation[] = [], { kind = 'video', language = 'en' }: { kind?: 'video' | 'image'; language?: 'en' | 'de' } = {}) {
  const { findings } = await runAnalyzer(bodyLanguage, { medium: { kind, width: 1000, height: 1000, durationMs: 20_000 }, language, upstream: { body_pose: bodies, face_detection: faces } });
  return findings;
}
const labels = async (...given: Parameters<typeof bearing>): Promise<(string | undefined)[]> => (await bearing(...given)).map(({ known }) => known.label);
const twice = (moved: Moved): Observation[] => [body(0, moved), body(500, moved)];

test.each([
  ['arms_open', { left_wrist: [0.72, 0.4], right_wrist: [0.28, 0.4] }],
  ['arms_closed', { left_wrist: [0.46, 0.42], right_wrist: [0.54, 0.43] }],
  ['leaning_right', { left_hip: [0.47, 0.52], right_hip: [0.37, 0.52] }],
  ['leaning_left', { left_hip: [0.63, 0.52], right_hip: [0.53, 0.52] }],
  ['turned_away', { left_shoulder: [0.42, 0.3], right_shoulder: [0.58, 0.3] }],
] as const)('%s', async (label, moved) => {
  const found = await bearing(twice(moved));
  expect(found.map(({ known }) => [known.label, known.startMs, known.endMs, known.basedOn])).toEqual([[label, 0, 500, ['o-t1-0', 'o-t1-500']]]);
  expect(found[0]?.known.confidence).toBeLessThanOrEqual(0.75);
});

test('hanging arms and an upright body show nothing; one sample of a film is not enough, of a photo it is', async () => {
  expect(await labels(twice({}))).toEqual([]);
  const open = body(0, { left_wrist: [0.72, 0.4], right_wrist: [0.28, 0.4] });
  expect(await labels([open])).toEqual([]);
  expect(await labels([open], [], { kind: 'image' })).toEqual(['arms_open']);
});

test('who looks into the camera, to a side, and at each other', async () => {
  expect(await labels(twice({}), [face(0, 5), face(500, -4)])).toEqual(['facing_camera']);
  const [turned] = await bearing(twice({}), [face(0, 60), face(500, 50)]);
  expect(turned?.known).toMatchObject({ label: 'turned_right', basedOn: ['o-t1-0', 'o-face-0-0', 'o-t1-500', 'o-face-500-0'] });
  expect(turned?.attributes).toMatchObject({ degrees: 55 });
  const pair = [...twice({}), body(0, {}, 't2', 0.35), body(500, {}, 't2', 0.35)];
  const faces = (left: number, right: number) => [0, 500].flatMap((atMs) => [face(atMs, left), face(atMs, right, 0.35)]);
  const [each] = (await bearing(pair, faces(35, -35))).filter(({ known }) => known.label === 'facing_each_other');
  expect(each?.attributes).toMatchObject({ otherTrackId: 't2', samples: 2 });
  expect(await labels(pair, faces(-35, 35))).not.toContain('facing_each_other');
});

test('much and no movement, whoever walks while the joints keep their places included', async () => {
  const times = Array.from({ length: 9 }, (_, i) => i * 500);
  const fidgeting = times.map((atMs, i) => body(atMs, { left_wrist: [0.62, i % 2 ? 0.3 : 0.55], right_wrist: [0.38, i % 2 ? 0.55 : 0.3], nose: [0.5 + (i % 2) * 0.06, 0.2], left_elbow: [0.62, i % 2 ? 0.36 : 0.44] }));
  const restless = (await bearing(fidgeting)).filter(({ known }) => known.label === 'restless');
  expect(restless.map(({ known }) => [known.startMs, known.endMs])).toEqual([[0, 4000]]);
  expect(restless[0]?.attributes['movementPerSecond']).toBeGreaterThan(0.45);
  expect(await labels(times.map((atMs) => body(atMs)))).toEqual(['still']);
  expect(await labels(times.map((atMs, i) => body(atMs, {}, 't1', i * 0.03)))).toEqual(['still']);
  expect(await labels(times.slice(0, 4).map((atMs) => body(atMs)))).toEqual([]);
});

test('German sentences', async () => {
  const [found] = await bearing(twice({ left_wrist: [0.72, 0.4], right_wrist: [0.28, 0.4] }), [], { language: 'de' });
  expect(found?.sentence).toBe('Eine Person hält beide Arme vom Körper weg, 0:00.0 bis 0:00.5, wahrscheinlich.');
});
