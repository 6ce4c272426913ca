import type { Observation } from '@aima/contract';
import type { CheckedFinding } from '@aima/sdk';
import { runAnalyzer, type MadeFrames } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { brighten, cutsAt, film, look, noisy, SIZE, textured, times, withBox } from './lib/drawn-frames.cases.ts';
import { temporalConsistency } from './temporal-consistency.ts';

const world = textured(5);
/** A camera that goes on evenly: two pixels a frame. */
const at = (step: number): Uint8Array => look(world, { x: step * 2, y: step });

async function told(everyFrame: MadeFrames, options: { upstream?: Record<string, Observation[]>; language?: 'en' | 'de' } = {}): Promise<CheckedFinding[]> {
  const durationMs = (everyFrame.frames.at(-1)?.atMs ?? 0) + 40;
  return (await runAnalyzer(temporalConsistency, { medium: { kind: 'video', durationMs }, everyFrame, ...options })).findings;
}
const cadence = (findings: readonly CheckedFinding[]): unknown[] => findings.filter(({ known }) => known.label === 'cadence').map(({ attributes }) => [attributes['pattern'], attributes['standsFrames']]);
const others = (findings: readonly CheckedFinding[]): unknown[] => findings.filter(({ known }) => known.label !== 'cadence').map(({ known }) => known.label);

test.each([
  ['even', '1', (i: number) => i, 25],
  ['repeating', '2', (i: number) => Math.floor(i / 2), 50],
  ['repeating', '3', (i: number) => Math.floor(i / 3), 30],
  ['pulldown', '2:1', (i: number) => Math.floor(i * 0.8), 30],
  ['pulldown', '3:2', (i: number) => Math.floor(i * 0.4), 60],
] as const)('%s: each picture stands for %s frames', async (pattern, frames, step, rate) => {
  const found = await told(film(times(rate * 3, (i) => at(step(i))), rate));
  expect(cadence(found)).toEqual([[pattern, frames]]);
  expect(others(found)).toEqual([]);
  const { intervalMs, variableRate, picturesPerSecond } = found[0]?.attributes ?? {};
  expect(Number(intervalMs)).toBeCloseTo(1000 / rate, 0);
  expect(variableRate).toBe(false);
  expect(Number(picturesPerSecond)).toBeCloseTo((rate * step(300)) / 300, 0);
});

test('who pauses lowers no rate', async () => {
  const [first] = await told(film(times(120, (i) => at(Math.min(i, 50) + Math.max(0, i - 70)))));
  expect([first?.attributes['pattern'], first?.attributes['picturesPerSecond']]).toEqual(['even', 25]);
});

test('each shot has its own cadence and names its cut', async () => {
  const other = textured(6);
  const found = await told(film(times(150, (i) => (i < 75 ? at(i) : look(other, { x: -3 * Math.floor(i / 3) })))), { upstream: { cut_analysis: cutsAt(3000) } });
  expect(cadence(found)).toEqual([['even', '1'], ['repeating', '3']]);
  expect(found.map(({ known }) => [known.startMs, known.endMs, known.basedOn])).toEqual([[0, 3000, ['o-cut-0']], [3000, 6000, ['o-cut-0']]]);
});

test('a still picture has no cadence that could be told, unless the noise of a sensor tells it', async () => {
  expect(cadence(await told(film(times(60, (i) => noisy(at(0), 3, Math.floor(i / 2))))))).toEqual([['repeating', '2']]);
  expect(cadence(await told(film(times(60, () => at(0)))))).toEqual([['not_told', undefined]]);
});

test('frames missing in the clock, and a variable rate, where nothing is missing', async () => {
  const gap = film(times(80, at));
  const found = await told({ ...gap, frames: gap.frames.filter((_, i) => i < 30 || i > 32) });
  expect(found.filter(({ known }) => known.label === 'dropped_frames').map(({ known, attributes }) => [known.startMs, known.endMs, attributes['frames']])).toEqual([[1160, 1320, 3]]);
  const varying = { ...SIZE, frames: times(80, (i) => ({ atMs: 40 * i + Math.round(18 * Math.sin(i * 1.7)), pixels: at(i) })) };
  const [first, ...rest] = await told(varying);
  expect(first?.attributes['variableRate']).toBe(true);
  expect(rest).toEqual([]);
});

test('one frame that stands in an even movement', async () => {
  const found = await told(film(times(80, (i) => at(i === 40 ? 39 : i))));
  expect(found.filter(({ known }) => known.label !== 'cadence').map(({ known, attributes }) => [known.label, known.startMs, known.endMs, attributes['frames']])).toEqual([['stutter', 1560, 1640, 1]]);
});

test('light and colour that flicker', async () => {
  const tinted = (p: Uint8Array, gain: number): Uint8Array => p.map((value, i) => (i % 3 === 2 ? value * gain : value));
  expect(others(await told(film(times(75, (i) => brighten(at(i * 0.2), i % 2 === 0 ? 0.85 : 1)))))).toEqual(['light_flicker']);
  expect(others(await told(film(times(75, (i) => tinted(at(i * 0.2), i % 2 === 0 ? 0.8 : 1)))))).toEqual(['colour_flicker']);
});

const warmer = (p: Uint8Array): Uint8Array => p.map((value, i) => (i % 3 === 2 ? value * 0.85 : value));
test.each([
  ['exposure_jump', (p: Uint8Array) => brighten(p, 0.88)],
  ['white_balance_jump', warmer],
] as const)('%s within a shot, not at a cut', async (label, other) => {
  const pictures = times(100, (i) => (i < 50 ? at(i * 0.1) : other(at(i * 0.1))));
  const found = await told(film(pictures));
  expect(others(found)).toEqual([label]);
  expect(Math.abs((found.find(({ known }) => known.label === label)?.known.startMs ?? 0) - 2000)).toBeLessThanOrEqual(120);
  expect(others(await told(film(pictures), { upstream: { cut_analysis: cutsAt(2000) } }))).toEqual([]);
});

test('somebody who walks in changes no exposure', async () => {
  expect(others(await told(film(times(100, (i) => withBox(at(0), [-60 + Math.max(0, Math.min(40, i - 40)) * 2.5, 5, 60, 85], [250, 240, 230])))))).toEqual([]);
});

test('a camera that adjusts itself over a second does not jump, nor does somebody in a bright coat tint the picture', async () => {
  const slowly = (i: number): number => 1 - 0.14 * Math.max(0, Math.min(1, (i - 45) / 25));
  expect(others(await told(film(times(100, (i) => brighten(at(i * 0.1), slowly(i))))))).toEqual([]);
  const coat = (i: number): Uint8Array => withBox(at(0), [-50 + Math.max(0, Math.min(8, i - 46)) * 8, 30, 50, 60], [150, 120, 60]);
  expect(others(await told(film(times(100, coat))))).toEqual([]);
});

test('one person after another on the same way is no loop; the same person again is one', async () => {
  const walker = (i: number, stride: number): Uint8Array => withBox(at(0), [-40 + i * 3 + 3 * Math.sin(i * stride), 30, 36, 60], [20, 20, 30]);
  const walks = (second: number): Promise<CheckedFinding[]> => told(film(times(120, (i) => noisy(i < 60 ? walker(i, 0.7) : walker(i - 60, second), 1, i))));
  expect(others(await walks(1.3))).not.toContain('loop');
  expect(others(await walks(0.7))).toContain('loop');
});

test('a loop and a boomerang, with where the same was before; a pan that goes on is neither', async () => {
  const loop = (await told(film(times(120, (i) => at(i % 60))))).filter(({ known }) => known.label === 'loop');
  expect(loop).toHaveLength(1);
  expect(Math.abs((loop[0]?.known.startMs ?? 0) - 2400)).toBeLessThanOrEqual(120);
  expect(Number(loop[0]?.attributes['firstFromMs'])).toBeLessThanOrEqual(120);
  expect(others(await told(film(times(120, (i) => at(i < 60 ? i : 119 - i)))))).toContain('reversed');
  expect(others(await told(film(times(120, at))))).toEqual([]);
});

const track = (startMs: number, x: number): Observation => ({ id: `o-${startMs}`, runId: 'r', mediaId: 'm', analyzer: 'face_detection', startMs, endMs: startMs, label: 'face', trackId: 'face-1', box: { x, y: 0.3, w: 0.1, h: 0.15 }, confidence: 0.9, sentence: '', source: 'model' });

test('a track that jumps rests on both of its samples; one that walks does not jump', async () => {
  const still = film(times(60, () => at(0)));
  const jump = (await told(still, { upstream: { face_detection: [track(0, 0.1), track(500, 0.12), track(1000, 0.7)] }, language: 'de' })).filter(({ known }) => known.label === 'track_jump');
  expect(jump.map(({ known }) => [known.startMs, known.endMs, known.trackId, known.basedOn])).toEqual([[500, 1000, 'face-1', ['o-500', 'o-1000']]]);
  expect(jump[0]?.sentence).toMatch(/^Ein verfolgtes Ding springt von 0:00\.5 bis 0:01\.0, /);
  expect(others(await told(still, { upstream: { face_detection: [track(0, 0.1), track(500, 0.2), track(1000, 0.3)] } }))).toEqual([]);
});

test('no film, nothing told', async () => {
  expect(await told(film([]))).toEqual([]);
});
