import type { Observation } from '@aima/contract';
import type { CheckedFinding } from '@aima/sdk';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { brighten, cutsAt, film, flat, look, mix, noisy, SIZE, textured, times, withBox } from './lib/drawn-frames.cases.ts';
import { visualEffects } from './visual-effects.ts';

const fps = 25;
const red = textured(1, [1, 0.3, 0.3]);
const blue = textured(2, [0.3, 0.4, 1]);
const moving = (world: typeof red, i: number): Uint8Array => look(world, { x: i * 1.3, y: i * 0.7 });
const share = (i: number, from: number, length: number): number => Math.max(0, Math.min(1, (i - from) / length));

/** `a` where `where` says so, else `b`. */
function joined(a: Uint8Array, b: Uint8Array, where: (x: number, y: number) => boolean): Uint8Array {
  const out = Uint8Array.from(b);
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) if (where(x, y)) out.set(a.subarray((y * SIZE.width + x) * 3, (y * SIZE.width + x) * 3 + 3), (y * SIZE.width + x) * 3);
  }
  return out;
}

async function effects(pictures: readonly Uint8Array[], upstream: { cuts?: Observation[]; scenes?: Observation[] } = {}, language: 'en' | 'de' = 'en', rate = fps): Promise<CheckedFinding[]> {
  const everyFrame = film(pictures, rate);
  const { findings } = await runAnalyzer(visualEffects, {
    medium: { kind: 'video', durationMs: everyFrame.durationMs }, everyFrame, language, upstream: { cut_analysis: upstream.cuts ?? [], scene_segmentation: upstream.scenes ?? [] },
  });
  return findings;
}

const told = (findings: readonly CheckedFinding[]): unknown[] => findings.map(({ known, attributes }) => (typeof attributes['variant'] === 'string' ? `${known.label} ${attributes['variant']}` : known.label));
const near = (value: number | undefined, wanted: number, tolerance = 120): void => {
  expect(Math.abs((value ?? Number.NaN) - wanted), `${value} is not near ${wanted}`).toBeLessThanOrEqual(tolerance);
};

test.each([['to white', (p: Uint8Array) => mix(p, look(flat(255, 255, 255)), 0.9)], ['brighter', (p: Uint8Array) => brighten(p, 1.3, 45)]] as const)('a flash %s of three frames', async (_, flash) => {
  const found = await effects(times(60, (i) => (i >= 30 && i < 33 ? flash(moving(red, i)) : moving(red, i))));
  expect(told(found)).toEqual(['flash']);
  expect([found[0]?.known.startMs, found[0]?.known.endMs]).toEqual([1200, 1320]);
});

test.each([10, 25, 60])('a freeze at %i frames a second, which goes on, with a key frame in it', async (rate) => {
  const world = textured(4);
  const at = (seconds: number, i: number): Uint8Array => noisy(look(world, { x: seconds * 30, y: seconds * 15 }), 1, seconds === 1.5 ? 7 : i);
  const pictures = times(rate * 5, (i) => at(i / rate < 1.5 ? i / rate : i / rate < 3.5 ? 1.5 : i / rate - 2, i));
  const key = Math.round(2.5 * rate);
  const found = await effects(pictures.map((picture, i) => (i >= key && i < 3.5 * rate ? brighten(picture, 1, 1) : picture)), {}, 'en', rate);
  expect(told(found)).toEqual(['freeze_frame']);
  near(found[0]?.known.startMs, 1500, 110);
  near(found[0]?.known.endMs, 3500, 110);
});

test.each([
  ['what comes to rest', (i: number) => look(red, { x: 40 * (1 - 0.9 ** Math.min(i, 60)) })],
  ['who leaves the picture', (i: number) => withBox(look(red), [100 + i * 1.5, 10, 40, 80], [220, 200, 60])],
  ['a caption over a still picture', (i: number) => (i < 40 ? look(red) : withBox(look(red), [30, 60, 60, 12], [255, 255, 255]))],
  ['light that goes on', (i: number) => brighten(look(red), 0.7 + 0.3 * share(i, 20, 20))],
] as const)('%s does not freeze', async (_, picture) => {
  expect(told(await effects(times(100, picture)))).not.toContain('freeze_frame');
});

test('a freeze after movement, not a shot that stands still from its start', async () => {
  const found = await effects(times(100, (i) => (i < 60 ? moving(red, Math.min(i, 30)) : look(blue))), { cuts: cutsAt(2400) });
  expect(told(found)).toEqual(['freeze_frame']);
  near(found[0]?.known.startMs, 1200, 40);
  near(found[0]?.known.endMs, 2400, 40);
  expect(found[0]?.known.basedOn).toEqual(['o-cut-0']);
});

test.each([
  ['right', (x: number, _: number, s: number) => x < s * SIZE.width],
  ['left', (x: number, _: number, s: number) => x > (1 - s) * SIZE.width],
  ['down', (_: number, y: number, s: number) => y < s * SIZE.height],
  ['diagonal', (x: number, y: number, s: number) => x / SIZE.width + y / SIZE.height < 2 * s],
  ['from_centre', (x: number, y: number, s: number) => Math.hypot(x - SIZE.width / 2, y - SIZE.height / 2) < s * 92],
  ['from_centre', (x: number, _: number, s: number) => Math.abs(x / SIZE.width - 0.5) < s / 2],
  ['to_centre', (_: number, y: number, s: number) => Math.abs(y / SIZE.height - 0.5) > (1 - s) / 2],
  ['clock', (x: number, y: number, s: number) => (Math.atan2(x - SIZE.width / 2, SIZE.height / 2 - y) / Math.PI + 1) / 2 < s],
] as const)('a wipe %s of a second', async (variant, where) => {
  const found = await effects(times(90, (i) => joined(moving(blue, i * 0.3), moving(red, i * 0.3), (x, y) => where(x, y, share(i, 30, 25)))));
  expect(told(found)).toEqual([`wipe ${variant}`]);
  near(found[0]?.known.startMs, 1200, 200);
  near(found[0]?.known.endMs, 2200, 200);
});

test('a split screen of two moving halves, and none where the parts belong together', async () => {
  const split = await effects(times(75, (i) => joined(moving(red, i), look(blue, { x: -i, y: i }), (x) => x < SIZE.width / 2)));
  expect(told(split)).toEqual(['split_screen left_right']);
  expect(told(await effects(times(75, (i) => joined(moving(red, i), moving(blue, i), (_, y) => y < SIZE.height / 2))))).toEqual(['split_screen top_bottom']);
});

test('an inset with its place; a plate of one colour is an overlay', async () => {
  const inset = await effects(times(75, (i) => joined(look(blue, { x: -i * 1.5 }), moving(red, i), (x, y) => x >= 100 && x < 145 && y >= 10 && y < 40)));
  expect(told(inset)).toEqual(['picture_in_picture']);
  const { x, y, w, h } = inset[0]?.known.box ?? { x: 0, y: 0, w: 0, h: 0 };
  near(x * SIZE.width, 100, 3);
  near(y * SIZE.height, 10, 3);
  near(w * SIZE.width, 45, 4);
  near(h * SIZE.height, 30, 4);
  expect(told(await effects(times(75, (i) => withBox(moving(red, i), [100, 10, 45, 30], [20, 20, 200]))))).toEqual(['overlay']);
});

test('a round graphic that pops up over a talking picture, from there to where it goes', async () => {
  const badge = (p: Uint8Array): Uint8Array => joined(look(flat(250, 200, 20)), p, (x, y) => Math.hypot(x - 130, y - 20) < 13);
  const scene = (i: number): Uint8Array => joined(look(blue, { x: -6 * Math.sin(i / 4) }), look(red), (x, y) => Math.hypot((x - 50) / 15, (y - 55) / 28) < 1);
  const found = await effects(times(150, (i) => (i >= 40 && i < 110 ? badge(scene(i)) : scene(i))));
  expect(told(found)).toEqual(['overlay pops_up']);
  near(found[0]?.known.startMs, 1600, 160);
  near(found[0]?.known.endMs, 4400, 160);
  near((found[0]?.known.box?.x ?? 0) * SIZE.width, 117, 3);
  // Something that is put there in a third of a second is none.
  const put = times(150, (i) => noisy(withBox(look(red), [160 - 60 * share(i, 40, 9), 20, 30, 30], [250, 200, 20]), 3, i));
  expect(told(await effects(put))).not.toContain('overlay pops_up');
});

test.each([['letterbox', [0, 12]], ['pillarbox', [30, 0]], ['frame_border', [12, 12]]] as const)('%s with the picture within it', async (label, [side, edge]) => {
  const found = await effects(times(60, (i) => joined(moving(red, i), look(flat(0, 0, 0)), (x, y) => x >= side && x < SIZE.width - side && y >= edge && y < SIZE.height - edge)));
  expect(told(found)).toEqual([label]);
  expect(found[0]?.known.box?.x).toBeCloseTo(side / SIZE.width, 2);
  expect(found[0]?.known.box?.h).toBeCloseTo(1 - (2 * edge) / SIZE.height, 2);
});

test('colour leaves the picture at once: a grading change, and what changed', async () => {
  const grey = (p: Uint8Array): Uint8Array => p.map((_, i) => ((p[i - (i % 3)] ?? 0) + (p[i - (i % 3) + 1] ?? 0) + (p[i - (i % 3) + 2] ?? 0)) / 3);
  const found = await effects(times(80, (i) => (i < 40 ? moving(red, i * 0.2) : grey(moving(red, i * 0.2)))));
  expect(told(found)).toHaveLength(1);
  expect(found[0]?.known.label).toBe('grading_change');
  near(found[0]?.known.endMs, 1600, 40);
});

const scene = (label: string, startMs: number, endMs: number): Observation => ({ id: `o-${label}`, runId: 'r', mediaId: 'm', analyzer: 'scene_segmentation', startMs, endMs, label, confidence: 0.8, sentence: '', source: 'model' });

test('fades and dissolves of scene_segmentation are told again with what they rest on; shots are not', async () => {
  const found = await effects(times(60, (i) => moving(red, i)), { scenes: [scene('shot', 0, 2400), scene('dissolve', 800, 1200), scene('fade_out', 2000, 2400)] }, 'de');
  expect(found.map(({ known, sentence }) => [known.label, known.basedOn, sentence])).toEqual([
    ['dissolve', ['o-dissolve'], expect.stringContaining('Eine Überblendung von 0:00.8 bis 0:01.2')],
    ['fade_out', ['o-fade_out'], expect.stringContaining('Eine Abblende von 0:02.0')],
  ]);
});

test.each([
  ['a pan', times(80, (i) => noisy(look(red, { x: share(i, 20, 40) * 200 }), 2, i)), []],
  ['a zoom', times(80, (i) => look(red, { zoom: 1 + share(i, 10, 60) })), []],
  ['cuts', times(90, (i) => moving(i < 30 ? red : i < 60 ? blue : textured(3), i)), cutsAt(1200, 2400)],
  ['a short bright shot', times(80, (i) => (i >= 40 && i < 50 ? look(textured(9), { x: i }) : moving(blue, i))), cutsAt(1600, 2000)],
  ['something that walks through', times(90, (i) => withBox(moving(blue, i * 0.1), [-40 + share(i, 10, 60) * 240, 10, 40, 80], [220, 200, 60])), []],
  ['a dissolve', times(80, (i) => mix(moving(red, i), moving(blue, i), share(i, 30, 25))), []],
  ['light that rises slowly', times(90, (i) => brighten(moving(red, i), 0.5 + 0.5 * share(i, 10, 70))), []],
])('%s is no effect', async (_, pictures, cuts) => {
  expect(told(await effects(pictures, { cuts }))).toEqual([]);
});

test('no film, no effects', async () => {
  expect(await effects([])).toEqual([]);
});

test.each([
  ['begins', (i: number) => (i < 40 ? i : 40 + Math.floor((i - 40) / 2)), 1600, 4760, 2],
  ['ends', (i: number) => (i < 80 ? Math.floor(i / 4) : i - 60), 0, 3200, 4],
] as const)('slow motion of repeated frames that %s within a shot', async (_, step, startMs, endMs, slowedBy) => {
  const found = (await effects(times(120, (i) => noisy(look(red, { x: step(i) * 2, y: step(i) }), 0.4, step(i))), {}, 'de')).filter(({ known }) => known.label === 'speed_change');
  expect(found.map(({ attributes }) => [attributes['variant'], attributes['slowedBy']])).toEqual([['repeated_frames', slowedBy]]);
  near(found[0]?.known.startMs, startMs, 90);
  near(found[0]?.known.endMs, endMs, 90);
  expect(found[0]?.sentence).toMatch(/^Zeitlupe innerhalb der Einstellung von /);
});

test.each([
  ['a camera whose rate drops', (i: number) => (i < 60 ? i : i - (i % 2)), []],
  ['a pan that brakes', (i: number) => (i < 60 ? i : 60 + 12 * (1 - Math.exp((60 - i) / 12))), []],
  ['a film made at half the rate', (i: number) => Math.floor(i / 2), []],
  ['a cut to a shot at half the rate', (i: number) => (i < 60 ? i : 500 + Math.floor(i / 2)), cutsAt(2400)],
] as const)('%s is no slow motion', async (_, step, cuts) => {
  expect(told(await effects(times(120, (i) => look(red, { x: step(i) * 1.2, y: step(i) * 0.6 })), { cuts: [...cuts] }))).not.toContain('speed_change repeated_frames');
});
