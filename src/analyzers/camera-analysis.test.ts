import type { Observation } from '@aima/contract';
import type { CheckedFinding } from '@aima/sdk';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { cameraAnalysis } from './camera-analysis.ts';
import { brighten, cutsAt, dice, film, frameMs, look, noisy, SIZE, textured, times, withBox, type View } from './lib/drawn-frames.cases.ts';

const world = textured(11);
const fps = 25;
const FRAMES = 50;

async function moves(pictures: readonly Uint8Array[], { rate = fps, cuts = [] as Observation[], size = SIZE } = {}): Promise<CheckedFinding[]> {
  const everyFrame = film(pictures, rate, size);
  const { findings } = await runAnalyzer(cameraAnalysis, { medium: { kind: 'video', durationMs: everyFrame.durationMs }, everyFrame, upstream: { cut_analysis: cuts } });
  return findings;
}

const labels = (findings: readonly CheckedFinding[]): (string | undefined)[] => findings.map(({ known }) => known.label);
const path = (view: (seconds: number) => View, count = FRAMES): Uint8Array[] => times(count, (i) => look(world, view(i / fps)));
const number = (finding: CheckedFinding | undefined, key: string): number => Number(finding?.attributes[key]);

test.each([
  ['static', () => ({})],
  ['pan_right', (s) => ({ x: 30 * s })],
  ['pan_left', (s) => ({ x: -30 * s })],
  ['tilt_down', (s) => ({ y: 30 * s })],
  ['tilt_up', (s) => ({ y: -30 * s })],
  ['zoom_in', (s) => ({ zoom: 1.15 ** s })],
  ['zoom_out', (s) => ({ zoom: 1.15 ** -s })],
  ['moving', (s) => ({ x: 30 * s, y: 30 * s })],
  ['moving', (s) => ({ roll: 0.3 * s })],
  ['shake', (s) => ({ x: 3 * Math.sin(s * 40), y: 3 * Math.cos(s * 53) })],
] satisfies [string, (seconds: number) => View][])('%s', async (label, view) => {
  const found = await moves(path(view));
  expect(labels(found)).toEqual([label]);
  expect(found[0]?.known).toMatchObject({ startMs: 0, endMs: 2000 });
  expect(found[0]?.known.confidence).toBeGreaterThan(0.7);
});

test('speeds in shares of the picture per second', async () => {
  const [pan] = await moves(path((s) => ({ x: 40 * s })));
  expect(number(pan, 'panPerSecond')).toBeCloseTo(40 / SIZE.width, 2);
  expect(number(pan, 'tiltPerSecond')).toBeCloseTo(0, 2);
  expect(number(pan, 'strength')).toBeCloseTo(0.25, 2);
  const [tilt] = await moves(path((s) => ({ y: -20 * s })));
  expect(number(tilt, 'tiltPerSecond')).toBeCloseTo(20 / SIZE.height, 2);
  const [zoom] = await moves(path((s) => ({ zoom: 1.2 ** s })));
  expect(number(zoom, 'zoomPerSecond')).toBeCloseTo(0.2, 1);
  const [roll] = await moves(path((s) => ({ roll: 0.2 * s })));
  expect(number(roll, 'rollDegreesPerSecond')).toBeCloseTo((0.2 * 180) / Math.PI, 0);
});

/** Blotches of a nearer world before a farther one; each grows at its own rate. */
const layered = (rates: readonly [far: number, near: number], count = 75): Uint8Array[] => times(count, (i) => {
  const [far, near] = rates.map((rate) => Math.exp((rate * i) / fps)) as [number, number];
  const isNear = (x: number, y: number): boolean => Math.abs(Math.abs(x / near) - 45) < 20 && Math.abs(y / near) < 30;
  return look((x, y) => (isNear(x, y) ? nearWorld(x / near, y / near) : world(x / far, y / far)));
});
const nearWorld = textured(17, [1, 0.8, 0.6]);

test.each([
  ['dolly_in', 'seen', [0.04, 0.1], /^The camera moves in from/],
  ['dolly_out', 'seen', [-0.04, -0.1], /^The camera moves back from/],
  ['zoom_in', 'none', [0.08, 0.08], /^The camera zooms in, or moves towards something flat, from/],
  ['zoom_out', 'none', [-0.08, -0.08], /^The camera zooms out, or moves away from something flat, from/],
] as const)('%s: parallax %s', async (label, parallax, rates, sentence) => {
  const found = await moves(layered(rates));
  expect(labels(found)).toEqual([label]);
  expect(found[0]?.attributes.parallax).toBe(parallax);
  expect(found[0]?.sentence).toMatch(sentence);
});

test('where too little is to be seen of near and far, the sentence says both', async () => {
  const [zoom] = await moves(path((s) => ({ zoom: 1.12 ** s }), 15));
  expect(zoom?.known.label).toBe('zoom_in');
  expect(zoom?.attributes.parallax).toBe('not_told');
  expect(zoom?.sentence).toMatch(/^The camera zooms or moves in from 0:00\.0/);
  const [pan] = await moves(path((s) => ({ x: 30 * s })));
  expect(pan?.attributes).not.toHaveProperty('parallax');
});

test('people who walk through a zoom do not make it a dolly', async () => {
  const walked = path((s) => ({ zoom: 1.08 ** s }), 75).map((picture, i) => withBox(withBox(picture, [i * 2 - 40, 10, 30, 80], [30, 30, 60]), [i * 2 - 30, 20, 8, 20], [220, 200, 180]));
  const found = await moves(walked);
  expect(labels(found)).toEqual(['zoom_in']);
  expect(found[0]?.attributes.parallax).not.toBe('seen');
});

test('a movement of a twelfth of a pixel per frame is seen, in upright pictures and noise, too', async () => {
  expect(labels(await moves(path((s) => ({ x: 3 * s }), 75)))).toEqual(['pan_right']);
  expect(labels(await moves(path((s) => ({ x: 4 * s }), 75).map((picture, i) => noisy(picture, 14, i))))).toEqual(['pan_right']);
  const upright = { width: 90, height: 160 };
  expect(labels(await moves(times(75, (i) => look(world, { y: i * 0.15 }, upright)), { size: upright }))).toEqual(['tilt_down']);
  expect(labels(await moves(path((s) => ({ x: 20 * s })).map((picture, i) => noisy(picture, 8, i))))).toEqual(['pan_right']);
});

test('a fast pan and one whose frames were doubled', async () => {
  expect(labels(await moves(path((s) => ({ x: 350 * s }))))).toEqual(['pan_right']);
  const doubled = times(20, (i) => look(world, { x: -i * 4 })).flatMap((picture) => [picture, picture, picture]);
  expect(labels(await moves(doubled, { rate: 30 }))).toEqual(['pan_left']);
});

test('parts of a shot have their own names and cover it without gaps', async () => {
  const found = await moves(path((s) => (s < 2 ? {} : s < 4 ? { x: 40 * (s - 2) } : { x: 80, zoom: 1.2 ** (s - 4) }), 150));
  expect(labels(found)).toEqual(['static', 'pan_right', 'zoom_in']);
  const bounds = found.map(({ known }) => known);
  expect(bounds[0]?.startMs).toBe(0);
  expect(bounds[2]?.endMs).toBe(6000);
  for (const [i, atMs] of [2000, 4000].entries()) {
    expect(bounds[i]?.endMs).toBe(bounds[i + 1]?.startMs);
    expect(Math.abs((bounds[i]?.endMs ?? 0) - atMs)).toBeLessThanOrEqual(300);
  }
});

test('a cut is no movement; each shot stands for itself and rests on its cut', async () => {
  const other = textured(12);
  const pictures = [...path((s) => ({ x: 30 * s })), ...times(FRAMES, () => look(other)), ...times(FRAMES, (i) => look(world, { y: i }))];
  const cuts = cutsAt(frameMs(FRAMES, fps), frameMs(2 * FRAMES, fps));
  const found = await moves(pictures, { cuts });
  expect(labels(found)).toEqual(['pan_right', 'static', 'tilt_down']);
  expect(found.map(({ known }) => known.startMs)).toEqual([0, 2000, 4000]);
  expect(found.map(({ known }) => known.basedOn)).toEqual([undefined, ['o-cut-0'], ['o-cut-1']]);
});

test.each([
  ['a large thing that moves on a plain wall', (i: number) => withBox(withBox(faint, [i * 3 - 40, 15, 80, 75], [200, 60, 50]), [i * 3 - 20, 30, 30, 30], [240, 240, 240])],
  ['light that changes', (i: number) => brighten(look(world), 0.6 + 0.008 * i)],
  ['noise', (i: number) => noisy(look(world), 15, i)],
  ['people who walk through', (i: number) => withBox(withBox(look(world), [i * 4 - 40, 10, 40, 80], [30, 30, 60]), [160 - i * 3, 20, 35, 70], [90, 20, 20])],
])('%s leaves the camera static', async (_, picture) => {
  expect(labels(await moves(times(FRAMES, picture)))).toEqual(['static']);
});

/** A wall with hardly any structure, and some noise of the sensor. */
const faint = brighten(look(textured(13)), 0.06, 120);

test('a pan behind a caption that stays', async () => {
  expect(labels(await moves(path((s) => ({ x: 40 * s })).map((picture) => withBox(picture, [30, 62, 100, 16], [250, 250, 250]))))).toEqual(['pan_right']);
});

test('a hand that sways to and fro shakes, once or slowly it pans', async () => {
  expect(labels(await moves(path((s) => ({ x: 12 * Math.sin(s * 3.7) }), 125)))).toEqual(['shake']);
  expect(labels(await moves(path((s) => ({ x: 30 * Math.sin(s * 1.2) }), 95)))).toEqual(['pan_right', 'pan_left']);
});

test('a short drift of a pixel or two is no movement', async () => {
  expect(labels(await moves(path((s) => ({ x: 2.6 * Math.max(0, Math.min(0.65, s - 1)) }), 75)))).toEqual(['static']);
});

test('a black picture says little', async () => {
  const [found] = await moves(times(FRAMES, () => new Uint8Array(SIZE.width * SIZE.height * 3)));
  expect(found?.known).toMatchObject({ label: 'static', confidence: 0.2 });
});

test('random jumps of the camera are shaking, whatever the batch, with a German sentence', async () => {
  const roll = dice(3);
  const everyFrame = film(times(FRAMES, () => look(world, { x: roll() * 6, y: roll() * 6 })));
  const options = { medium: { kind: 'video', durationMs: 2000 } as const, everyFrame, language: 'de' as const };
  const one = await runAnalyzer(cameraAnalysis, { ...options, batch: 1 });
  expect(one).toEqual(await runAnalyzer(cameraAnalysis, { ...options, batch: 32 }));
  expect(one.findings[0]?.sentence).toMatch(/^Die Kamera wackelt, von 0:00\.0 bis 0:02\.0, (sehr )?wahrscheinlich\.$/);
});

test('one frame, and none', async () => {
  expect(labels(await moves([look(world)]))).toEqual(['static']);
  expect(await moves([])).toEqual([]);
});
