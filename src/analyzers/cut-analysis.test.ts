import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { cutAnalysis } from './cut-analysis.ts';
import { brighten, dice, film, frameMs, look, mix, noisy, textured, times, withBox } from './lib/drawn-frames.cases.ts';

const medium = { kind: 'video' } as const;
const fps = 25;

/** Frame numbers of the cuts found. */
async function cutFrames(pictures: readonly Uint8Array[], rate = fps, batch = 8): Promise<number[]> {
  const { findings } = await runAnalyzer(cutAnalysis, { medium, everyFrame: film(pictures, rate), batch });
  for (const { known } of findings) {
    expect(known.label).toBe('cut');
    expect(known.endMs).toBe(known.startMs);
  }
  return findings.map(({ known }) => Math.round((known.startMs * rate) / 1000));
}

const a = textured(1, [1, 0.8, 0.6]);
const b = textured(2, [0.6, 0.9, 1]);
/** A shot that lives a little: the view drifts. */
const shot = (world: typeof a, count: number): Uint8Array[] => times(count, (i) => look(world, { x: i * 0.3, y: i * 0.1 }));
const still = look(a);

test('the first frame of each new shot, also near the ends and for shots of two frames', async () => {
  expect(await cutFrames([...shot(a, 2), ...shot(b, 20), ...shot(textured(3), 2), ...shot(textured(4), 20), ...shot(a, 2)])).toEqual([2, 22, 24, 44]);
});

test('cuts between dark shots and between shots of the same colours', async () => {
  const dark = (world: typeof a): Uint8Array[] => shot(world, 15).map((picture) => brighten(picture, 0.12));
  expect(await cutFrames([...dark(a), ...dark(textured(7, [1, 0.8, 0.6]))])).toEqual([15]);
  expect(await cutFrames([...shot(a, 15), ...shot(textured(8, [1, 0.8, 0.6]), 15)])).toEqual([15]);
});

test('cuts in noise, which is different in every frame', async () => {
  expect(await cutFrames([...shot(a, 15), ...shot(b, 15)].map((picture, i) => noisy(picture, 12, i)))).toEqual([15]);
});

test('frames doubled by a change of the rate neither hide a cut nor make one', async () => {
  const doubled = [...times(20, (i) => look(a, { x: i * 4 })), ...times(20, (i) => look(b, { x: i * 4 }))].flatMap((picture, i) => (i % 5 === 4 ? [picture, picture] : [picture]));
  expect(await cutFrames(doubled, 30)).toEqual([24]);
  const slow = [...times(12, (i) => look(a, { x: i * 6 })), ...times(12, (i) => look(b, { x: i * 6 }))].flatMap((picture) => [picture, picture, picture]);
  expect(await cutFrames(slow, 30)).toEqual([36]);
});

test('a blended frame between two shots is one cut', async () => {
  const [found, ...more] = await cutFrames([...times(15, () => still), mix(still, look(b), 0.5), ...times(15, () => look(b))]);
  expect(more).toEqual([]);
  expect(Math.abs((found ?? 0) - 15)).toBeLessThanOrEqual(1);
});

test('a blank frame or two between shots belong to the cut after them', async () => {
  const white = still.map(() => 255);
  expect(await cutFrames([...times(15, () => still), white, white, ...times(15, () => look(b))])).toEqual([17]);
});

test.each([
  ['a flash of one frame', times(30, (i) => (i === 12 ? brighten(still, 0.2, 200) : still))],
  ['a flash that decays', times(30, (i) => (i >= 12 && i < 15 ? mix(still, still.map(() => 255), [0.95, 0.7, 0.4][i - 12] ?? 0) : still))],
  ['a blank that lasts three frames', times(30, (i) => (i >= 12 && i < 15 ? still.map(() => 0) : still))],
  ['one foreign frame', times(30, (i) => (i === 12 ? look(b) : still))],
  ['a light switched on', times(30, (i) => (i < 15 ? brighten(still, 0.4) : still))],
  ['a fast pan', times(30, (i) => look(a, { x: Math.max(0, i - 10) * 14 }))],
  ['a fast zoom', times(30, (i) => look(a, { zoom: 1.06 ** Math.max(0, i - 10) }))],
  ['a fade to black and back', times(50, (i) => brighten(i < 25 ? still : look(b), Math.abs(i - 25) / 12 > 1 ? 1 : Math.abs(i - 25) / 12))],
  ['a dissolve', times(40, (i) => mix(still, look(b), Math.max(0, Math.min(1, (i - 15) / 10))))],
  ['a caption that pops up', times(30, (i) => (i < 15 ? still : withBox(still, [20, 60, 120, 18], [250, 250, 250])))],
  ['something that walks through', times(30, (i) => withBox(still, [i * 12 - 60, 20, 50, 70], [30, 40, 60]))],
  ['a jerky pan of few pictures per second', times(45, (i) => look(a, { x: Math.floor(i / 3) * 18 }))],
  ['grain so coarse that it looks like pictures', times(45, (i) => look(textured(100 + Math.floor(i / 3))))],
  ['a hand before half of the picture', times(30, (i) => (i < 15 ? still : withBox(still, [0, 0, 62, 90], [20, 20, 20])))],
  ['noise', times(30, (i) => noisy(still, 25, i))],
])('%s is no cut', async (_, pictures) => {
  expect(await cutFrames(pictures)).toEqual([]);
});

test('a shaking camera makes no cut', async () => {
  const roll = dice(5);
  expect(await cutFrames(times(40, () => look(a, { x: roll() * 12, y: roll() * 12 })))).toEqual([]);
});

test('a weak cut is left out where the caller wants only sure ones', async () => {
  // Three fifths of the picture change, the rest stays: a jump cut.
  const other = look(textured(9, [1, 0.8, 0.6]));
  const jumped = still.map((value, i) => ((i / 3) % 160 < 96 ? (other[i] ?? 0) : value));
  const pictures = [...times(15, () => still), ...times(15, () => jumped)];
  const sure = await runAnalyzer(cutAnalysis, { medium, everyFrame: film(pictures), parameters: { minConfidence: 1 } });
  expect(sure.findings).toEqual([]);
  const { findings } = await runAnalyzer(cutAnalysis, { medium, everyFrame: film(pictures) });
  expect(findings.map(({ known }) => known.startMs)).toEqual([frameMs(15, fps)]);
});

test('the same whatever the size of the batches, with a plain sentence in both languages', async () => {
  const pictures = [...shot(a, 15), ...shot(b, 15)];
  expect(await cutFrames(pictures, fps, 1)).toEqual(await cutFrames(pictures, fps, 32));
  const { findings } = await runAnalyzer(cutAnalysis, { medium, everyFrame: film(pictures), language: 'de' });
  expect(findings[0]?.sentence).toBe('Ein Schnitt bei 0:00.6, sehr wahrscheinlich.');
  expect(findings[0]?.attributes['unexplained']).toBeGreaterThan(0.8);
});

test('a film of one frame and no film at all give nothing', async () => {
  expect(await cutFrames([still])).toEqual([]);
  expect(await cutFrames([])).toEqual([]);
});
