import { expect, test } from 'vitest';
import type { HandSeries } from '../movement/follow-arms.ts';
import type { HeadSeries, Path } from '../movement/follow-heads.ts';
import { handMovements } from './hand-movements.ts';
import { headGestures } from './head-gestures.ts';
import { onsetRecord } from './sound-onsets.ts';

const times = Array.from({ length: 125 }, (_, i) => i * 40);
const still = times.map(() => 0);
const wave = (hz: number, way: number): number[] => times.map((atMs) => (way / 2) * Math.sin((2 * Math.PI * hz * atMs) / 1000));
const path = (x: number[], y: number[], known = times.length): Path => ({ x, y, known });
const face = (head: Path, rest: Partial<HeadSeries> = {}): HeadSeries => ({ trackId: 'face-1', times, head, body: path(still, still), beside: path(still, still), mouth: [], cheeks: [], facePixels: 40, samples: [], ...rest });
const told = (series: HeadSeries): string[] => headGestures(series).map(({ label }) => label);

test('up and down is nodding, from side to side is shaking, with frequency and way', () => {
  const [nod, ...others] = headGestures(face(path(still, wave(1.5, 0.2))));
  expect(others).toEqual([]);
  expect(nod).toMatchObject({ label: 'nodding', trackId: 'face-1' });
  expect(nod?.hz).toBeCloseTo(1.5, 1);
  expect(told(face(path(wave(2, 0.2), still)))).toEqual(['head_shake']);
});

test('a camera that shakes, walking, a body that moves under a still head, rolling and a small unrest are neither', () => {
  const both = path(still, wave(1.5, 0.2));
  expect(told(face(both, { body: both, beside: both }))).toEqual([]);
  expect(told(face(both, { body: both }))).toEqual([]);
  expect(told(face(path(still, still), { body: path(still, wave(2, 0.3)), beside: path(still, still, 0) }))).toEqual([]);
  expect(told(face(path(wave(1.5, 0.2), wave(1.5, 0.2))))).toEqual([]);
  expect(told(face(path(still, wave(1.5, 0.04))))).toEqual([]);
});

test('without anything to compare with it is less certain; too few pictures a second tell nothing', () => {
  const head = path(still, wave(1.5, 0.2));
  const [sure, unsure] = [face(head), face(head, { body: path(still, still, 0), beside: path(still, still, 0) })].map((series) => headGestures(series)[0]?.confidence ?? 0);
  expect(unsure).toBeLessThan((sure ?? 0) * 0.6);
  const slow = times.map((atMs) => atMs * 5);
  expect(told(face(head, { times: slow }))).toEqual([]);
});

const hand = (rest: Partial<HandSeries>): HandSeries => ({ personTrackId: 'object-1', place: 'right', times, x: still, y: still, apartX: still, apartY: still, moving: times.map(() => 0.3), shoulderPixels: 40, ...rest });
const labels = (series: HandSeries, onsets?: number[]): string[] => handMovements([series], onsets).map(({ label }) => label);

test('a raised hand from side to side waves, one that knocks does not', () => {
  expect(labels(hand({ x: wave(2, 0.3) }))).toEqual(['waving']);
  expect(labels(hand({ y: wave(2, 0.3) }))).toEqual([]);
  expect(labels(hand({ x: wave(2, 0.3), moving: times.map(() => 0.01) }))).toEqual([]);
});

test('clapping needs a sound at each meeting where there is sound', () => {
  const clapping = hand({ place: 'both', apartX: wave(2.5, 0.3) });
  const meetings = Array.from({ length: 12 }, (_, k) => 300 + k * 400);
  expect(handMovements([clapping], meetings)).toMatchObject([{ label: 'clapping', heard: 1 }]);
  expect(labels(clapping, [])).toEqual([]);
  expect(labels(clapping, meetings.map((atMs) => atMs + 200))).toEqual([]);
  expect(labels(clapping, Array.from({ length: 45 }, (_, k) => k * 111))).toEqual([]);
  const [silent] = handMovements([clapping], undefined);
  expect(silent).toMatchObject({ label: 'clapping' });
  expect(silent).not.toHaveProperty('heard');
});

test('hands that clap do not wave as well, and two waving arms are one waving', () => {
  const clapping = hand({ place: 'both', apartX: wave(2.5, 0.3) });
  const waving = hand({ x: wave(2.5, 0.3) });
  const told = (series: HandSeries[]): string[] => handMovements(series, undefined).map(({ label }) => label);
  expect(told([waving, clapping])).toEqual(['clapping']);
  expect(told([waving, { ...waving, place: 'left' }])).toEqual(['waving']);
  expect(told([waving, { ...clapping, personTrackId: 'object-2' }])).toEqual(['waving', 'clapping']);
});

test('sounds that begin suddenly are onsets, a swelling one is none', () => {
  const frame = (atMs: number, db: number) => ({ atMs, db, flatness: 0, centroidHz: 0, peaks: [], mel: new Float32Array() });
  const record = onsetRecord();
  record.push(Array.from({ length: 300 }, (_, i) => frame(i * 10, i % 100 === 50 ? -12 : i % 100 > 50 && i % 100 < 60 ? -12 - (i % 100 - 50) * 3 : -50)));
  expect(record.times).toEqual([500, 1500, 2500]);
  const swelling = onsetRecord();
  swelling.push(Array.from({ length: 300 }, (_, i) => frame(i * 10, -60 + i * 0.15)));
  expect(swelling.times).toEqual([]);
});
