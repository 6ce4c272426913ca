import type { Observation } from '@aima/contract';
import type { CheckedFinding } from '@aima/sdk';
import { runAnalyzer, type RunOptions } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { contentQuality } from './content-quality.ts';
import { brighten, film, labelled, look, noisy, textured, times } from './lib/drawn-frames.cases.ts';

const size = { width: 320, height: 180 };
const world = textured(21);
/** Texture with crisp edges: checks of 20 pixels over it. */
const crisp = look((x, y) => world(x, y).map((value) => ((Math.floor(x / 20) + Math.floor(y / 20)) % 2 === 0 ? value * 0.5 : 127 + value * 0.5)) as [number, number, number], {}, size); // three in, three out

/** Mean over squares of 2 × reach + 1 pixels, twice: near to a Gaussian. */
function blurred(pixels: Uint8Array, reach: number): Uint8Array {
  const { width, height } = size;
  const pass = (from: Uint8Array, step: number): Uint8Array => from.map((_, at) => {
    const pixel = Math.floor(at / 3);
    const place = step === 1 ? pixel % width : Math.floor(pixel / width);
    const length = step === 1 ? width : height;
    let sum = 0;
    let count = 0;
    for (let d = -reach; d <= reach; d++) {
      if (place + d < 0 || place + d >= length) continue;
      sum += from[at + d * step * 3] ?? 0;
      count++;
    }
    return Math.round(sum / count);
  });
  return [1, width, 1, width].reduce(pass, pixels);
}

/** Quantised so that each 8 × 8 block is flat but for its own level. */
const blocky = crisp.map((_, at) => {
  const pixel = Math.floor(at / 3);
  const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
  return crisp[((y - (y % 8)) * size.width + (x - (x % 8))) * 3] ?? 0;
});

const run = async (options: Partial<RunOptions> & Pick<RunOptions, 'medium'>): Promise<CheckedFinding[]> => (await runAnalyzer(contentQuality, options)).findings;
const photo = (pixels: Uint8Array): Promise<CheckedFinding[]> => run({ medium: { kind: 'image', ...size }, frames: { ...size, frames: [{ atMs: 0, pixels }] } });
const labels = (findings: readonly CheckedFinding[]): (string | undefined)[] => findings.map(({ known }) => known.label);
const number = (findings: readonly CheckedFinding[], key: string): number => Number(labelled(findings, 'overall')[0]?.attributes[key]);

test('a good photo has a high score and no defect', async () => {
  const found = await photo(crisp);
  expect(labels(found)).toEqual(['overall']);
  expect(found[0]?.known).toMatchObject({ startMs: 0, endMs: 0 });
  expect(number(found, 'score')).toBeGreaterThan(0.9);
  expect(number(found, 'sharpness')).toBeGreaterThan(0.9);
});

test.each([
  ['blurred', blurred(crisp, 3)],
  ['blurred', noisy(blurred(crisp, 3), 5, 1)],
  ['noisy', noisy(crisp, 15, 1)],
  ['too_dark', brighten(crisp, 0.12)],
  ['too_bright', brighten(crisp, 0.4, 170)],
  ['low_contrast', brighten(crisp, 0.15, 90)],
  ['blocky', blocky],
])('%s', async (label, pixels) => {
  const found = await photo(pixels);
  expect(labels(found)).toEqual([label, 'overall']);
  expect(found[0]?.known.confidence).toBeGreaterThanOrEqual(0.5);
  expect(number(found, 'score')).toBeLessThan(number(await photo(crisp), 'score'));
});

test('blur is measured in pixels, noise in levels', async () => {
  // Two boxes of 2 × reach + 1 pixels have the variance of a Gaussian of this width.
  const sigma = (reach: number): number => Math.sqrt((2 * ((2 * reach + 1) ** 2 - 1)) / 12);
  for (const reach of [1, 2]) expect(Math.abs(number(await photo(blurred(crisp, reach)), 'blurPixels') - sigma(reach))).toBeLessThan(0.35);
  expect(number(await photo(noisy(crisp, 10, 2)), 'noise')).toBeGreaterThan(4.5);
  expect(number(await photo(noisy(crisp, 10, 2)), 'noise')).toBeLessThan(9);
  expect(number(await photo(crisp), 'noise')).toBeLessThan(2.5);
});

test.each([4, 8, 14])('noise of %i levels does not pass for sharpness', async (levels) => {
  expect(number(await photo(noisy(blurred(crisp, 3), levels, 3)), 'sharpness')).toBeLessThan(0.7);
});

test('blocking is left out where the picture was scaled', async () => {
  const [found] = await run({ medium: { kind: 'image', width: 1280, height: 720 }, frames: { ...size, frames: [{ atMs: 0, pixels: blocky }] } });
  expect(found?.attributes).not.toHaveProperty('blocking');
});

test('a film: a curve, bad stretches, and all of it', async () => {
  const dark = brighten(crisp, 0.1);
  const frames = film([...times(3, () => crisp), ...times(4, () => dark), ...times(3, () => crisp)], 1, size);
  const found = await run({ medium: { kind: 'video', durationMs: 10_000, ...size }, frames });
  expect(labelled(found, 'quality').map(({ known }) => known.startMs)).toEqual(times(10, (i) => i * 1000));
  expect(labelled(found, 'too_dark').map(({ known }) => [known.startMs, known.endMs])).toEqual([[3000, 7000]]);
  expect(labelled(found, 'overall').map(({ known }) => [known.startMs, known.endMs])).toEqual([[0, 10_000]]);
  expect(labelled(found, 'too_dark')[0]?.sentence).toMatch(/^The picture is too dark from 0:03\.0 to 0:07\.0, (very )?likely\.$/);
});

test('one bad sample is no stretch', async () => {
  const frames = film(times(6, (i) => (i === 3 ? brighten(crisp, 0.1) : crisp)), 1, size);
  expect(labels(await run({ medium: { kind: 'video', durationMs: 6000, ...size }, frames }))).not.toContain('too_dark');
});

const small = look(world);
const flickers = async (gain: (i: number) => number, fps = 25): Promise<number[][]> => {
  const everyFrame = film(times(fps * 4, (i) => brighten(small, gain(i))), fps);
  return labelled(await run({ medium: { kind: 'video', durationMs: 4000 }, everyFrame }), 'flicker').map(({ known }) => [known.startMs, known.endMs ?? 0]);
};

test('flicker is found where it is', async () => {
  expect(await flickers((i) => (i % 2 === 0 ? 0.8 : 1))).toEqual([[0, 3960]]);
  const [stretch, ...more] = await flickers((i) => (i >= 50 && i % 3 === 0 ? 0.8 : 1));
  expect(more).toEqual([]);
  expect(stretch?.[0]).toBeGreaterThanOrEqual(1000);
});

test.each([
  ['a cut', (i: number) => (i < 50 ? 0.5 : 1)],
  ['a fade', (i: number) => i / 100],
  ['two flashes', (i: number) => (i === 30 || i === 60 ? 2 : 1)],
  ['quick cuts', (i: number) => [1, 0.7, 0.9, 0.6, 1][Math.floor(i / 9) % 5] ?? 1],
  ['slow waves of light', (i: number) => 0.8 + 0.2 * Math.sin(i / 12)],
])('%s is no flicker', async (_, gain) => {
  expect(await flickers(gain)).toEqual([]);
});

const told = (id: string, analyzer: string, label: string, times: [number, number], attributes: Record<string, number>, confidence = 0.9): Observation =>
  ({ id, runId: 'r', mediaId: 'm', analyzer, startMs: times[0], endMs: times[1], label, confidence, attributes, sentence: '', source: 'model' });

test('stability, loudness and clipping are those that others measured, and name them', async () => {
  const upstream = {
    camera_analysis: [told('c1', 'camera_analysis', 'static', [0, 3000], { jitter: 0.001 }), told('c2', 'camera_analysis', 'shake', [3000, 4000], { jitter: 0.009 }), told('c3', 'camera_analysis', 'static', [4000, 9000], { jitter: 0 }, 0.2)],
    audio_analysis: [told('a1', 'audio_analysis', 'overall', [0, 4000], { integratedLufs: -14.25, truePeakDbtp: 0.5 }, 1), told('a2', 'audio_analysis', 'clipping', [1000, 1500], {}, 1)],
  };
  const frames = film(times(4, () => crisp), 1, size);
  const [whole] = labelled(await run({ medium: { kind: 'video', durationMs: 4000, ...size }, frames, upstream }), 'overall');
  expect(whole?.attributes).toMatchObject({ stability: 0.75, jitter: 0.003, loudnessLufs: -14.25, truePeakDbtp: 0.5, soundClippedDurationMs: 500 });
  expect(whole?.known.basedOn).toEqual(['c2', 'a1', 'a2']);
  expect(whole?.sentence).toMatch(/steadiness 75, loudness −14\.\d LUFS, sound clipped 0\.5 s\.$/);
  const [alone] = labelled(await run({ medium: { kind: 'video', durationMs: 4000, ...size }, frames }), 'overall');
  expect(alone?.attributes).not.toHaveProperty('stability');
  expect(alone?.known.basedOn).toBeUndefined();
});

test('German sentences', async () => {
  const { findings } = await runAnalyzer(contentQuality, { medium: { kind: 'image', ...size }, frames: { ...size, frames: [{ atMs: 0, pixels: brighten(crisp, 0.1) }] }, language: 'de' });
  expect(findings.map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(/^Das Bild ist zu dunkel, (sehr )?wahrscheinlich\.$/),
    expect.stringMatching(/^Bildqualität insgesamt: \d+ von 100, Schärfe \d+, Kontrast \d+\.$/),
  ]);
});
