import { expect, test } from 'vitest';
import { indexObservations, type Observation } from '../model/observation-index.ts';
import { overlayModel } from './overlay-shapes.ts';

let made = 0;
const row = (startMs: number, x: number, more: Partial<Observation> = {}): Observation => {
  made += 1;
  return { id: `o-${made}`, runId: 'r', mediaId: 'm', analyzer: 'object_detection', label: 'dog', trackId: 't', startMs, endMs: startMs, box: { x, y: 0, w: 0.1, h: 0.1 }, confidence: 1, sentence: '', source: 'model', ...more };
};
const NONE: ReadonlySet<string> = new Set();
const xsAt = (rows: readonly Observation[], ms: number): number[] => overlayModel(indexObservations(rows)).at(ms, NONE).map(({ box }) => Math.round(box.x * 1_000) / 1_000);

test('a box moves straight between two samples of its track', () => {
  const rows = [row(0, 0), row(1_000, 0.4)];
  expect([0, 250, 500, 1_000].map((ms) => xsAt(rows, ms))).toEqual([[0], [0.1], [0.2], [0.4]]);
});

test('it jumps at a cut instead', () => {
  const cut = row(600, 0, { analyzer: 'cut_analysis', label: 'cut', trackId: undefined as never, box: undefined as never });
  expect([500, 599, 600, 900].map((ms) => xsAt([row(0, 0), row(1_000, 0.4), cut], ms))).toEqual([[0], [0], [0.4], [0.4]]);
});

test('samples far apart are two appearances, each shown for a moment', () => {
  const rows = [row(0, 0), row(9_000, 0.4)];
  expect([200, 300, 4_500, 8_700, 8_800].map((ms) => xsAt(rows, ms))).toEqual([[0], [], [], [], [0.4]]);
});

test('a stretch is shown as long as it lasts', () => {
  const rows = [row(1_000, 0.3, { endMs: 4_000, analyzer: 'text_overlay', text: 'SALE' })];
  expect([700, 1_000, 3_999, 4_400].map((ms) => xsAt(rows, ms))).toEqual([[], [0.3], [0.3], []]);
});

test('what was switched off is not there', () => {
  expect(overlayModel(indexObservations([row(0, 0)])).at(0, new Set(['object_detection']))).toEqual([]);
});

test('several words about one face are one box; the face is what is chosen', () => {
  const face = row(0, 0.2, { analyzer: 'face_detection', label: 'face', trackId: 'face-1' });
  const mood = row(0, 0.2, { analyzer: 'emotion_detection', label: 'happy', trackId: 'face-1' });
  const [shape, ...others] = overlayModel(indexObservations([mood, face])).at(0, NONE);
  expect(others).toEqual([]);
  expect(shape).toMatchObject({ id: face.id, ids: [face.id, mood.id], labels: [{ word: 'face' }, { word: 'happy' }] });
});

test('what is said of a face is said of its track, wherever its own box is; without the face it draws nothing', () => {
  const face = row(0, 0.2, { analyzer: 'face_detection', label: 'face', trackId: 'face-1' });
  const age = row(0, 0.6, { analyzer: 'age_estimation', label: 'apparent_age', trackId: 'face-1', endMs: 3_000 });
  const at = (rows: readonly Observation[]): number[] => overlayModel(indexObservations(rows)).at(0, NONE).map(({ labels }) => labels.length);
  expect(at([age, face])).toEqual([2]);
  expect(at([age])).toEqual([]);
});

test('a skeleton moves with its box; a point that one sample lacks is not made up', () => {
  const pose = (startMs: number, x: number, names: readonly string[]): Observation => row(startMs, x, { analyzer: 'body_pose', label: 'standing', attributes: { keypoints: names.map((name) => ({ name, x, y: 0.5, confidence: 1 })) } });
  const [shape] = overlayModel(indexObservations([pose(0, 0, ['nose', 'left_hip']), pose(1_000, 0.4, ['nose'])])).at(500, NONE);
  expect([...(shape?.points ?? [])]).toEqual([['nose', { x: 0.2, y: 0.5 }]]);
});

test('attributes that are no points draw nothing and break nothing', () => {
  const [shape] = overlayModel(indexObservations([row(0, 0, { attributes: { keypoints: [null, 'x', { name: 1 }], landmarks: 5 } })])).at(0, NONE);
  expect(shape?.points).toBeUndefined();
});
