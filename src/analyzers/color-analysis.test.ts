import type { CheckedFinding } from '@aima/sdk';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { colorAnalysis } from './color-analysis.ts';
import { film, flat, labelled, look, noisy, textured, times, withBox } from './lib/drawn-frames.cases.ts';

const size = { width: 96, height: 54 };
const plain = (red: number, green: number, blue: number): Uint8Array => look(flat(red, green, blue), {}, size);
const Palette = z.array(z.object({ hex: z.string(), name: z.string(), share: z.number() }));
const paletteOf = (finding: CheckedFinding | undefined): z.infer<typeof Palette> => Palette.parse(finding?.attributes['palette']);
const number = (finding: CheckedFinding | undefined, key: string): number => Number(finding?.attributes[key]);

const photo = async (pixels: Uint8Array, options: object = {}): Promise<CheckedFinding | undefined> => {
  const { findings } = await runAnalyzer(colorAnalysis, { medium: { kind: 'image' }, frames: { ...size, frames: [{ atMs: 0, pixels }] }, ...options });
  expect(findings.map(({ known }) => [known.label, known.startMs, known.endMs])).toEqual([['overall', 0, 0]]);
  return findings[0];
};

test('the palette of a photo: colours, names, shares', async () => {
  const found = await photo(withBox(withBox(plain(30, 60, 200), [0, 0, 48, 27], [220, 20, 30], size), [48, 0, 48, 27], [250, 250, 250], size));
  expect(paletteOf(found)).toEqual([
    { hex: '#1e3cc8', name: 'blue', share: 0.5 },
    { hex: expect.stringMatching(/^#(dc141e|fafafa)$/) as string, name: expect.any(String) as string, share: 0.25 },
    { hex: expect.stringMatching(/^#(dc141e|fafafa)$/) as string, name: expect.any(String) as string, share: 0.25 },
  ]);
  expect(paletteOf(found).map(({ name }) => name).sort()).toEqual(['blue', 'red', 'white']);
});

test('noise and small specks do not make colours', async () => {
  const specked = withBox(noisy(plain(60, 140, 60), 6, 1), [5, 5, 4, 3], [255, 0, 255], size);
  expect(paletteOf(await photo(specked)).map(({ name }) => name)).toEqual(['green']);
});

test('brightness, saturation, warmth and contrast', async () => {
  const [warm, cold, grey, dark] = [await photo(plain(230, 140, 50)), await photo(plain(60, 110, 220)), await photo(plain(128, 128, 128)), await photo(plain(10, 10, 12))];
  expect(number(warm, 'warmth')).toBeGreaterThan(0.5);
  expect(number(cold, 'warmth')).toBeLessThan(-0.5);
  expect(Math.abs(number(grey, 'warmth'))).toBeLessThan(0.05);
  expect(number(warm, 'saturation')).toBeGreaterThan(0.4);
  expect(number(grey, 'saturation')).toBeLessThan(0.02);
  expect(number(dark, 'brightness')).toBeLessThan(0.2);
  expect(number(grey, 'contrast')).toBe(0);
  expect(number(await photo(withBox(plain(0, 0, 0), [0, 0, 48, 54], [255, 255, 255], size)), 'contrast')).toBe(1);
});

test('a film: stretches of like colours, then all of it', async () => {
  const pictures = [...times(4, (i) => noisy(plain(200, 30, 30), 5, i)), ...times(6, (i) => noisy(plain(30, 60, 200), 5, i))];
  const { findings } = await runAnalyzer(colorAnalysis, { medium: { kind: 'video', durationMs: 5000 }, frames: film(pictures, 2, size) });
  expect(labelled(findings, 'colours').map(({ known, attributes }) => [known.startMs, known.endMs, Palette.parse(attributes['palette'])[0]?.name])).toEqual([[0, 2000, 'red'], [2000, 5000, 'blue']]);
  expect(labelled(findings, 'overall').map(({ known }) => [known.startMs, known.endMs])).toEqual([[0, 5000]]);
  expect(paletteOf(labelled(findings, 'overall')[0]).map(({ name, share }) => [name, share])).toEqual([['blue', 0.6], ['red', 0.4]]);
});

test('a moving picture of the same colours is one stretch', async () => {
  const world = textured(4, [1, 0.7, 0.4]);
  const { findings } = await runAnalyzer(colorAnalysis, { medium: { kind: 'video', durationMs: 5000 }, frames: film(times(10, (i) => look(world, { x: i * 30 }, size)), 2, size) });
  expect(labelled(findings, 'colours')).toHaveLength(1);
});

test('the same twice, as large as asked for, and in German', async () => {
  const busy = look(textured(5, [1, 0.6, 0.3]), {}, size);
  expect(await photo(busy)).toEqual(await photo(busy));
  expect(paletteOf(await photo(busy, { parameters: { paletteSize: 2 } }))).toHaveLength(2);
  const found = await photo(plain(30, 60, 200), { language: 'de' });
  expect(found?.sentence).toBe('Insgesamt ist das Bild mittelhell und kühl, vor allem Blau.');
});

test('no picture, no finding', async () => {
  expect((await runAnalyzer(colorAnalysis, { medium: { kind: 'video', durationMs: 1000 } })).findings).toEqual([]);
});
