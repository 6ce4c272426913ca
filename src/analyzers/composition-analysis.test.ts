import type { Box, Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { compositionAnalysis } from './composition-analysis.ts';
import { film, look, SIZE, textured, times } from './lib/drawn-frames.cases.ts';

const common = { runId: 'r', mediaId: 'm', sentence: '', source: 'model', confidence: 0.9 } as const;
const face = (atMs: number, box: Box, yawDegrees = 0): Observation => ({ ...common, id: `o-face-${atMs}-${box.x}`, analyzer: 'face_detection', label: 'face', startMs: atMs, endMs: atMs, box, attributes: { quality: { yawDegrees } } });
const shot = (number: number, startMs: number, endMs: number): Observation => ({ ...common, id: `o-shot-${number}`, analyzer: 'scene_segmentation', label: 'shot', startMs, endMs });
const body = (atMs: number, top: number, bottom: number): Observation => ({
  ...common, id: `o-body-${atMs}`, analyzer: 'body_pose', label: 'standing', startMs: atMs, endMs: atMs, box: { x: 0.4, y: 0.1, w: 0.2, h: 0.8 },
  attributes: { keypoints: [{ name: 'left_shoulder', x: 0.5, y: top, confidence: 0.9 }, { name: 'left_hip', x: 0.5, y: bottom, confidence: 0.9 }] },
});

async function composition(upstream: Record<string, Observation[]>, everyFrame?: ReturnType<typeof film>, language: 'en' | 'de' = 'en') {
  const { findings } = await runAnalyzer(compositionAnalysis, { medium: { kind: 'video', durationMs: 4000 }, upstream, language, ...(everyFrame ? { everyFrame } : {}) });
  return findings;
}

test.each([[0.85, 'extreme_close_up'], [0.5, 'close_up'], [0.3, 'medium_close_up'], [0.2, 'medium_shot'], [0.14, 'medium_long_shot'], [0.08, 'long_shot'], [0.03, 'extreme_long_shot']])('a face %f of the height is a %s', async (h, label) => {
  const [found] = await composition({ face_detection: [face(0, { x: 0.4, y: 0.1, w: 0.2, h })], scene_segmentation: [shot(1, 0, 4000)] });
  expect(found?.known).toMatchObject({ label, startMs: 0, endMs: 4000, basedOn: ['o-shot-1', 'o-face-0-0.4'] });
});

test('thirds, headroom and look room of a face that looks to the near edge', async () => {
  const box = { x: 0.6, y: 0.2, w: 0.14, h: 0.3 };
  const [found] = await composition({ face_detection: [face(0, box, 30), face(500, box, 30)], scene_segmentation: [shot(1, 0, 4000)] });
  expect(found?.attributes).toMatchObject({ placement: 'right_third', headroom: 0.125, lookRoom: 0.33, subjects: 1, samples: 2 });
  expect(found?.attributes['thirdsDistance']).toBeCloseTo(0.0135, 3);
  expect(found?.attributes['balance']).toBeCloseTo(0.66, 2);
  expect(found?.attributes).not.toHaveProperty('symmetry');
});

test('two people balance each other; the larger one is the subject', async () => {
  const [found] = await composition({ face_detection: [face(0, { x: 0.1, y: 0.3, w: 0.2, h: 0.2 }), face(0, { x: 0.7, y: 0.3, w: 0.2, h: 0.21 })], scene_segmentation: [shot(1, 0, 4000)] });
  expect(found?.attributes['balance']).toBeGreaterThan(0.95);
  expect(found?.attributes).toMatchObject({ subjects: 2, subjectX: 0.8, placement: 'elsewhere' });
});

test('shots without anybody are left out; bodies serve where no face is seen', async () => {
  const found = await composition({ body_pose: [body(2500, 0.3, 0.55)], scene_segmentation: [shot(1, 0, 2000), shot(2, 2000, 4000)] });
  expect(found.map(({ known }) => [known.label, known.startMs])).toEqual([['long_shot', 2000]]);
  expect(found[0]?.attributes).not.toHaveProperty('headroom');
});

test('symmetry is that of the picture and its mirror image', async () => {
  const faces = { face_detection: [face(0, { x: 0.4, y: 0.3, w: 0.2, h: 0.3 })], scene_segmentation: [shot(1, 0, 2000)] };
  const world = textured(4);
  const of = async (picture: Uint8Array) => (await composition(faces, film(times(50, () => picture))))[0]?.attributes['symmetry'];
  expect(await of(look((x, y) => world(Math.abs(x + (x < 0 ? 0.5 : 0.5)), y), {}, SIZE))).toBeGreaterThan(0.95);
  expect(await of(look(world))).toBeLessThan(0.6);
});

test('German sentences; a film that was not divided is one shot', async () => {
  const found = await composition({ face_detection: [face(0, { x: 0.4, y: 0.2, w: 0.2, h: 0.5 })] }, film(times(25, () => look(textured(4)))), 'de');
  expect(found.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('Großaufnahme, die Hauptperson in der Mitte, von 0:00.0')]);
});

test('a photo is one shot, with symmetry of its picture and no times in its sentence', async () => {
  const frames = film([look(textured(4))]);
  const { findings } = await runAnalyzer(compositionAnalysis, { medium: { kind: 'image' }, frames, upstream: { face_detection: [face(0, { x: 0.4, y: 0.2, w: 0.2, h: 0.3 })] } });
  expect(findings.map(({ known }) => [known.label, known.startMs, known.endMs, known.basedOn])).toEqual([['medium_close_up', 0, 0, ['o-face-0-0.4']]]);
  expect(findings[0]?.attributes['symmetry']).toBeGreaterThanOrEqual(0);
  expect(findings[0]?.sentence).toMatch(/^Medium close-up, the main person in the middle, (very )?likely\.$/);
});

test('layers in depth are those of depth_estimation in the shot, weighted by time', async () => {
  const depth = (startMs: number, endMs: number, nearShare: number): Observation => ({ ...common, id: `o-depth-${startMs}`, analyzer: 'depth_estimation', label: 'depth', startMs, endMs, attributes: { nearShare, middleShare: 0.05, farShare: 0.95 - nearShare, foregroundShare: 0.2, range: 0.8 } });
  const [found] = await composition({ face_detection: [face(0, { x: 0.4, y: 0.1, w: 0.2, h: 0.3 })], scene_segmentation: [shot(1, 0, 4000)], depth_estimation: [depth(0, 3000, 0.3), depth(3000, 4000, 0.7), depth(5000, 6000, 0)] });
  expect(found?.attributes['depth']).toEqual({ nearShare: 0.4, middleShare: 0.05, farShare: 0.55, foregroundShare: 0.2, layers: 2 });
  expect(found?.known.basedOn).toEqual(['o-shot-1', 'o-face-0-0.4', 'o-depth-0', 'o-depth-3000']);
});
