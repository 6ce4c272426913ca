import type { Observation } from '@aima/contract';
import type { CheckedFinding } from '@aima/sdk';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { brighten, cutsAt, film, flat, frameMs, labelled, look, mix, noisy, textured, times, withBox } from './lib/drawn-frames.cases.ts';
import { sceneSegmentation } from './scene-segmentation.ts';

const fps = 25;
const red = look(textured(1, [1, 0.3, 0.3]));
const blue = look(textured(2, [0.3, 0.4, 1]));
const green = look(textured(3, [0.3, 1, 0.4]));
const hold = (picture: Uint8Array, count: number): Uint8Array[] => times(count, () => picture);
const ramp = (i: number, from: number, length: number): number => Math.max(0, Math.min(1, (i - from) / length));

async function segments(pictures: readonly Uint8Array[], cuts: readonly Observation[] = [], parameters: object = {}): Promise<CheckedFinding[]> {
  const everyFrame = film(pictures, fps);
  const { findings } = await runAnalyzer(sceneSegmentation, { medium: { kind: 'video', durationMs: everyFrame.durationMs }, everyFrame, upstream: { cut_analysis: cuts }, parameters });
  return findings;
}

const spans = (findings: readonly CheckedFinding[]): number[][] => findings.map(({ known }) => [known.startMs, known.endMs ?? 0]);
const near = (value: number | undefined, wanted: number, tolerance = 60): void => {
  expect(Math.abs((value ?? Number.NaN) - wanted), `${value} is not near ${wanted}`).toBeLessThanOrEqual(tolerance);
};

test.each([['black', 0], ['white', 255]] as const)('fades to and from %s with their times', async (plain, level) => {
  const colour = look(flat(level, level, level));
  const found = await segments(times(100, (i) => mix(mix(colour, red, ramp(i, 0, 20)), colour, ramp(i, 75, 20))));
  expect(labelled(found, 'fade_in', 'fade_out', 'dissolve').map(({ known, attributes }) => [known.label, attributes['plain']])).toEqual([['fade_in', plain], ['fade_out', plain]]);
  const [fadeIn, fadeOut] = labelled(found, 'fade_in', 'fade_out');
  near(fadeIn?.known.startMs, 0);
  near(fadeIn?.known.endMs, 800);
  near(fadeOut?.known.startMs, 3000);
  near(fadeOut?.known.endMs, 3800);
  expect(spans(labelled(found, 'shot'))).toEqual([[0, 4000]]);
});

test('a fade-out that the end of the film cuts short, in noise', async () => {
  const found = await segments(times(60, (i) => noisy(brighten(red, 1 - ramp(i, 30, 32)), 4, i)));
  expect(labelled(found, 'fade_out')).toHaveLength(1);
  near(labelled(found, 'fade_out')[0]?.known.startMs, 1200, 120);
});

test('through black from one picture to the next: two fades, two shots', async () => {
  const found = await segments(times(100, (i) => (i < 50 ? brighten(red, 1 - ramp(i, 30, 20)) : brighten(blue, ramp(i, 50, 20)))));
  expect(labelled(found, 'fade_in', 'fade_out', 'dissolve').map(({ known }) => known.label)).toEqual(['fade_out', 'fade_in']);
  const shots = labelled(found, 'shot');
  expect(shots.map(({ attributes }) => attributes['beginsWith'])).toEqual(['start', 'fade']);
  near(shots[1]?.known.startMs, 2000, 80);
});

test.each([10, 25, 40])('a dissolve of %i frames', async (length) => {
  const found = await segments(times(120, (i) => mix(red, blue, ramp(i, 50, length))));
  const [dissolve, ...more] = labelled(found, 'dissolve');
  expect(more).toEqual([]);
  near(dissolve?.known.startMs, 2000, 120);
  near(dissolve?.known.endMs, 2000 + length * 40, 120);
  const shots = labelled(found, 'shot');
  expect(shots.map(({ attributes }) => attributes['beginsWith'])).toEqual(['start', 'dissolve']);
  expect(shots[1]?.known.basedOn).toHaveLength(1);
});

test.each([
  ['a cut', [...hold(red, 50), ...hold(blue, 50)]],
  ['a pan', times(100, (i) => look(textured(1, [1, 0.3, 0.3]), { x: ramp(i, 30, 30) * 150 }))],
  ['a step halfway to another picture and on', [...hold(red, 40), ...hold(mix(red, blue, 0.5), 12), ...hold(blue, 40)]],
  ['a blurred turn of the camera', times(100, (i) => look((x, y) => textured(1, [1, 0.3, 0.3])(x / 3, y / 3), { x: ramp(i, 30, 20) * 130 }))],
  ['a slow zoom', times(100, (i) => look(textured(1, [1, 0.3, 0.3]), { zoom: 1 + ramp(i, 20, 60) * 1.5 }))],
  ['light that changes', times(100, (i) => brighten(red, 0.4 + 0.6 * ramp(i, 30, 30)))],
  ['something that walks in', times(100, (i) => withBox(red, [160 - ramp(i, 30, 40) * 160, 0, 90, 90], [20, 30, 200]))],
  ['a caption that fades in', times(100, (i) => mix(red, withBox(red, [20, 55, 120, 25], [255, 255, 255]), ramp(i, 30, 15)))],
])('%s is no transition', async (_, pictures) => {
  expect(labelled(await segments(pictures), 'fade_in', 'fade_out', 'dissolve')).toEqual([]);
});

test('shots cover the film and rest on the cuts around them', async () => {
  const found = await segments([...hold(red, 50), ...hold(blue, 30), ...hold(green, 20)], cutsAt(frameMs(50, fps), frameMs(80, fps)));
  const shots = labelled(found, 'shot');
  expect(spans(shots)).toEqual([[0, 2000], [2000, 3200], [3200, 4000]]);
  expect(shots.map(({ known }) => known.basedOn)).toEqual([['o-cut-0'], ['o-cut-0', 'o-cut-1'], ['o-cut-1']]);
  expect(shots.map(({ attributes }) => [attributes['number'], attributes['scene'], attributes['beginsWith']])).toEqual([[1, 1, 'start'], [2, 2, 'cut'], [3, 3, 'cut']]);
});

test('shots that look alike make one scene, with what lies between them', async () => {
  const pictures = [...hold(red, 40), ...hold(blue, 40), ...hold(noisy(red, 5, 1), 40), ...hold(blue, 40), ...hold(green, 40)];
  const cuts = cutsAt(1600, 3200, 4800, 6400);
  const found = await segments(pictures, cuts);
  const scenes = labelled(found, 'scene');
  expect(spans(scenes)).toEqual([[0, 6400], [6400, 8000]]);
  expect(scenes.map(({ attributes }) => [attributes['shots'], attributes['firstShot'], attributes['lastShot']])).toEqual([[4, 1, 4], [1, 5, 5]]);
  expect(scenes[0]?.sentence).toBe('Scene 1 from 0:00.0 to 0:06.4, 4 shots; joined by alike colours.');
  expect(scenes.map(({ attributes }) => [attributes['joinedBy'], attributes['beginsBy']])).toEqual([[['look'], undefined], [undefined, ['look']]]);
  expect(scenes.map(({ known }) => known.basedOn)).toEqual([['o-test-0', 'o-test-1', 'o-test-2', 'o-test-3'], ['o-test-5']]);
  expect(labelled(found, 'shot').map(({ attributes }) => attributes['scene'])).toEqual([1, 1, 1, 1, 2]);
  // Without a look over the shot in between, each stands alone.
  expect(spans(labelled(await segments(pictures, cuts, { maxBetween: 0 }), 'scene'))).toHaveLength(5);
  expect(spans(labelled(await segments(pictures, cuts, { maxGapMs: 1000 }), 'scene'))).toHaveLength(5);
});

test('findings come in time order, scenes after the shots that they rest on, transitions first', async () => {
  const found = await segments([...hold(red, 40), ...hold(blue, 40)], cutsAt(1600));
  expect(found.map(({ known }) => known.label)).toEqual(['shot', 'scene', 'shot', 'scene']);
  expect(found.map(({ known }) => known.startMs)).toEqual([0, 0, 1600, 1600]);
});

test('a film of one frame is one shot of one scene; no film gives nothing', async () => {
  expect((await segments([red])).map(({ known }) => known.label)).toEqual(['shot', 'scene']);
  expect(await segments([])).toEqual([]);
});

test('German sentences', async () => {
  const everyFrame = film(times(60, (i) => brighten(red, 1 - ramp(i, 30, 25))));
  const { findings } = await runAnalyzer(sceneSegmentation, { medium: { kind: 'video', durationMs: 2400 }, everyFrame, language: 'de' });
  expect(findings.map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(/^Das Bild blendet von 0:01\.[12] bis 0:02\.[12] zu Schwarz ab\.$/),
    'Einstellung 1 von 0:00.0 bis 0:02.4.',
    'Szene 1 von 0:00.0 bis 0:02.4, 1 Einstellung.',
  ]);
});
