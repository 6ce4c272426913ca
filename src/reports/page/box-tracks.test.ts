import type { Observation } from '@aima/contract';
import { expect, test } from 'vitest';
import { createBoxTracks } from './box-tracks.js';

const at = (startMs: number, x: number, more: Partial<Observation> = {}): Observation => ({
  id: `o${startMs}`, runId: 'r', mediaId: 'm', analyzer: 'face_detection', startMs, endMs: startMs, label: 'face', trackId: 't', confidence: 0.5, sentence: '', source: 'model', box: { x, y: 0, w: 0.1, h: 0.1 }, ...more,
});

const cut = (startMs: number): Observation => {
  const { box: _box, trackId: _track, ...rest } = at(startMs, 0);
  return { ...rest, analyzer: 'cut_analysis', label: 'cut' };
};

const xAt = (observations: Observation[], atMs: number): number[] => createBoxTracks(observations).boxesAt(atMs).map((each) => Number(each.box.x.toFixed(3)));

test('a box glides between two samples of its track', () => {
  const track = [at(1000, 0.2), at(1500, 0.4), at(2000, 0.4)];
  expect([1000, 1250, 1500, 1750].map((ms) => xAt(track, ms))).toEqual([[0.2], [0.3], [0.4], [0.4]]);
});

test('it is not there before its first sample and vanishes half a period after its last', () => {
  const track = [at(1000, 0.2), at(1500, 0.2)];
  expect([999, 1700, 1800].map((ms) => xAt(track, ms).length)).toEqual([0, 1, 0]);
});

test('it vanishes where the next sample is too far away, and comes back', () => {
  const track = [at(0, 0.1), at(500, 0.1), at(1000, 0.1), at(4000, 0.5), at(4500, 0.5)];
  expect([1100, 1300, 3900, 4000].map((ms) => xAt(track, ms))).toEqual([[0.1], [], [], [0.5]]);
});

test('no box glides across a cut', () => {
  const track = [at(1000, 0.2), at(1500, 0.8), cut(1200)];
  expect([1100, 1199, 1200, 1500].map((ms) => xAt(track, ms))).toEqual([[0.2], [0.2], [], [0.8]]);
});

test('a stretch keeps its box as long as it lasts', () => {
  const text = [at(1000, 0.3, { endMs: 4000, analyzer: 'text_overlay' })];
  expect([1000, 2500, 4000].map((ms) => xAt(text, ms))).toEqual([[0.3], [0.3], [0.3]]);
  expect(xAt(text, 4500)).toEqual([]);
});

test('a moment without a track stands until the next look', () => {
  const untracked = [0, 500, 1000].map((ms) => {
    const { trackId: _track, ...rest } = at(ms, ms / 10_000);
    return rest;
  });
  expect([0, 400, 600].map((ms) => xAt(untracked, ms))).toEqual([[0], [0], [0.05]]);
  expect(xAt(untracked, 1600)).toEqual([]);
});

test('the number beside a box is its track\'s best and does not flicker', () => {
  const track = [at(1000, 0.2, { confidence: 0.7 }), at(1500, 0.2, { confidence: 0.9 }), at(2000, 0.2, { confidence: 0.6 })];
  const { boxesAt, analyzers } = createBoxTracks(track);
  expect([1000, 1600, 2000].map((ms) => boxesAt(ms)[0]?.confidence)).toEqual([0.9, 0.9, 0.9]);
  expect(analyzers).toEqual(['face_detection']);
});

test('photos have all boxes at 0', () => {
  expect(xAt([at(0, 0.1), at(0, 0.6, { trackId: 'u' })], 0)).toEqual([0.1, 0.6]);
});

test('what has one box for a whole stretch or track is not drawn as if it moved', () => {
  const still = ['eye_tracking', 'emotion_detection', 'age_estimation', 'facial_details', 'background_segmentation'].map((analyzer) => at(1000, 0.2, { analyzer, endMs: 4000 }));
  expect(createBoxTracks([...still, at(1000, 0.4)]).analyzers).toEqual(['face_detection']);
  expect(xAt(still, 2000)).toEqual([]);
});

test('the points of a body glide with their box; uncertain ones are left out', () => {
  const body = (startMs: number, x: number): Observation => at(startMs, x, { analyzer: 'body_pose', attributes: { keypoints: [{ name: 'nose', x, y: 0.1, confidence: 0.9 }, { name: 'left_hip', x, y: 0.5, confidence: 0.9 }, { name: 'left_knee', x, y: 0.7, confidence: 0.1 }] } });
  const joints = createBoxTracks([body(1000, 0.2), body(1500, 0.4)]).boxesAt(1250)[0]?.joints;
  expect([...(joints ?? [])].map(([name, { x, y }]) => [name, Number(x.toFixed(3)), Number(y.toFixed(3))])).toEqual([['nose', 0.3, 0.1], ['left_hip', 0.3, 0.5]]);
});

test('a stretch that ends just behind a cut is not drawn over the next shot; one that goes on is', () => {
  const text = (endMs: number): Observation[] => [at(1000, 0.3, { endMs, analyzer: 'text_overlay' }), cut(4000)];
  expect([3999, 4000, 4010].map((ms) => xAt(text(4017), ms).length)).toEqual([1, 0, 0]);
  expect([3999, 4000, 4500].map((ms) => xAt(text(5000), ms).length)).toEqual([1, 1, 1]);
});
