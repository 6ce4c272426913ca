import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SampledVideo } from '@aima/sdk';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { encodeJpeg, openDecode, probe, type DecodeEnd, type Probe } from './index.ts';
import { ffmpeg, seeAll, tempFolder, type SeenFrame } from './made-media.cases.ts';

const folder = tempFolder();
afterAll(folder.remove);

const MEDIA = process.env['AIMA_TEST_MEDIA'] ?? path.resolve(import.meta.dirname, '../../../shared/media');
/** A missing file skips its test, except where everything must be there. */
const missing = (name: string): boolean => {
  const gone = !existsSync(path.join(MEDIA, name));
  if (gone && process.env['CI'] !== 'true') console.log(`skipped: ${name} is not in AIMA_TEST_MEDIA`);
  return gone && process.env['CI'] !== 'true';
};

const SQUARE: SampledVideo = { everyMs: 500, width: 100, height: 100, fit: 'pad' };

async function see(file: string, sampled: SampledVideo[] = [SQUARE]): Promise<{ probed: Probe; frames: SeenFrame[]; end: DecodeEnd }> {
  const probed = await probe(file);
  const decode = openDecode({ probe: probed, sampled, everyFrame: false, audio: [], signal: new AbortController().signal });
  const seen = await Promise.all(decode.sampled.map(seeAll));
  return { probed, frames: seen.flat(), end: await decode.end };
}

/** Red, green / blue, white, 60 x 40. */
const part = (background: string, left: number, top: number): OverlayOptions => ({ input: { create: { width: 30, height: 20, channels: 3, background } }, left, top });
const drawn = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'white' } }).composite([part('#f00', 0, 0), part('#0f0', 30, 0), part('#00f', 0, 20)]).png().toBuffer();
const quarters = (): Sharp => sharp(drawn);
const nameOf = ([r = 0, g = 0, b = 0]: number[]): string => (r > 180 && g > 180 && b > 180 ? 'W' : r > 180 && g < 80 ? 'R' : g > 180 && r < 80 ? 'G' : b > 180 && r < 80 ? 'B' : r + g + b < 60 ? '-' : '?');
const names = (frame: SeenFrame | undefined): string => (frame?.corners ?? []).map(nameOf).join('');
const STRETCHED: SampledVideo = { everyMs: 500, width: 60, height: 60, fit: 'stretch' };

test.each([
  [1, 'RGBW', 0], [2, 'GRWB', 0], [3, 'WBGR', 180], [4, 'BWRG', 180], [5, 'RBGW', 270], [6, 'BRWG', 90], [7, 'WGBR', 90], [8, 'GWRB', 270],
] as const)('EXIF orientation %i is undone', async (orientation, shown, rotation) => {
  const file = folder.at(`turned-${orientation}.jpg`);
  await quarters().withExif({ IFD0: { Orientation: String(orientation) } }).withMetadata({ orientation }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toFile(file);
  const { probed, frames } = await see(file, [STRETCHED]);
  const turned = orientation >= 5;
  expect(probed.facts).toMatchObject({ kind: 'image', rotation, durationMs: 0, hasAudio: false, width: turned ? 40 : 60, height: turned ? 60 : 40 });
  expect(names(frames[0])).toBe(shown);
  expect(frames.map(({ atMs }) => atMs)).toEqual([0]);
});

test('one reading serves several sizes', async () => {
  await quarters().resize(1200, 800, { kernel: 'nearest' }).png().toFile(folder.at('many.png'));
  const { frames } = await see(folder.at('many.png'), [SQUARE, { everyMs: 500, width: 320, height: 320, fit: 'inside', multipleOf: 32 }, STRETCHED]);
  expect(frames.map(({ width, height }) => [width, height])).toEqual([[100, 100], [320, 224], [60, 60]]);
  expect(frames.slice(1).map(names)).toEqual(['RGBW', 'RGBW']);
  expect(names(frames[0])).toBe('RG--');
});

test('CMYK, 16 bit, grey and transparent photos become plain RGB', async () => {
  await quarters().toColourspace('cmyk').jpeg({ quality: 100 }).toFile(folder.at('cmyk.jpg'));
  await quarters().toColourspace('rgb16').png().toFile(folder.at('deep.png'));
  await quarters().greyscale().png().toFile(folder.at('grey.png'));
  await sharp({ create: { width: 60, height: 40, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } }).png().toFile(folder.at('clear.png'));
  await quarters().tiff().toFile(folder.at('page.tiff'));
  await quarters().avif({ quality: 90, chromaSubsampling: '4:4:4' }).toFile(folder.at('new.avif'));
  await quarters().gif().toFile(folder.at('still.gif'));
  await quarters().webp({ lossless: true }).toFile(folder.at('still.webp'));
  const seen = async (name: string): Promise<string> => names((await see(folder.at(name), [STRETCHED])).frames[0]);
  for (const name of ['deep.png', 'page.tiff', 'new.avif', 'still.gif', 'still.webp']) expect([name, await seen(name)]).toEqual([name, 'RGBW']);
  expect((await probe(folder.at('deep.png'))).facts.bitsPerSample).toBe(16);
  // CMYK inks are duller than lights.
  const [[r = 0, g = 0, b = 0] = []] = (await see(folder.at('cmyk.jpg'), [STRETCHED])).frames[0]?.corners ?? [];
  expect(r > 180 && g < 100 && b < 100).toBe(true);
  expect(await seen('clear.png')).toBe('WWWW');
  const grey = (await see(folder.at('grey.png'), [STRETCHED])).frames[0]?.corners ?? [];
  expect(grey.every(([red, green, blue]) => red === green && green === blue)).toBe(true);
  expect(grey[0]?.[0]).not.toBe(grey[1]?.[0]);
});

test.each(['photo.bmp', 'photo.jp2', 'photo.ppm'])('%s, which sharp cannot read, is read by ffmpeg', async (name) => {
  await quarters().png().toFile(folder.at('source.png'));
  ffmpeg(['-i', folder.at('source.png'), folder.at(name)]);
  const { probed, frames, end } = await see(folder.at(name), [STRETCHED]);
  expect(probed.facts).toMatchObject({ kind: 'image', width: 60, height: 40, durationMs: 0 });
  expect(names(frames[0])).toBe('RGBW');
  expect(end).toEqual({ analysedMs: 0, coverage: 1, warnings: [] });
});

test('a cut JPEG is read as far as it goes', async () => {
  const noise = await sharp({ create: { width: 400, height: 400, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 40 } } }).jpeg().toBuffer();
  writeFileSync(folder.at('cut.jpg'), noise.subarray(0, Math.floor(noise.length / 2)));
  const { frames, end } = await see(folder.at('cut.jpg'), [{ ...STRETCHED, width: 200, height: 200 }]);
  expect(frames).toHaveLength(1);
  expect(end.coverage).toBeGreaterThan(0.3);
  expect(end.coverage).toBeLessThan(0.7);
  expect(end.warnings.map(({ code }) => code)).toEqual(['MEDIA_TRUNCATED']);
});

test('a picture with too many pixels is refused before it is read', async () => {
  // The header of a PNG that claims 60000 x 60000 pixels.
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).png().toBuffer();
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  const { crc32 } = await import('node:zlib');
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  writeFileSync(folder.at('bomb.png'), png);
  await expect(probe(folder.at('bomb.png'))).rejects.toMatchObject({ code: 'MEDIA_UNSUPPORTED', message: expect.stringContaining('60000 x 60000') as string });
});

test.skipIf(missing('gps.heic'))('HEIC is read upright; date and camera are known, the place is not', async () => {
  const { probed, frames } = await see(path.join(MEDIA, 'gps.heic'), [{ ...SQUARE, fit: 'inside' }]);
  expect(probed.facts).toMatchObject({ kind: 'image', container: 'heif', width: 2566, height: 3313, takenAt: '2021-04-11T15:47:53', camera: 'Apple iPhone 11 Pro Max' });
  expect(JSON.stringify(probed)).not.toMatch(/gps(?!\.heic)|latitude|longitude/i);
  expect([frames[0]?.width, frames[0]?.height]).toEqual([77, 100]);
});

test.skipIf(missing('exif-broken'))('damaged EXIF blocks stop nothing', async () => {
  for (const name of readdirSync(path.join(MEDIA, 'exif-broken'))) {
    const { probed, frames, end } = await see(path.join(MEDIA, 'exif-broken', name));
    expect(probed.facts.kind).toBe('image');
    expect(frames, name).toHaveLength(1);
    expect([name, end.coverage]).toEqual([name, 1]);
    expect(JSON.stringify(probed)).not.toMatch(/gps|latitude|longitude/i);
  }
});

test('an EXIF block of garbage is a warning', async () => {
  const jpeg = await quarters().withExif({ IFD0: { Model: 'A'.repeat(64) } }).jpeg().toBuffer();
  const at = jpeg.indexOf('Exif\0\0') + 6;
  jpeg.fill(0xee, at, at + 40);
  writeFileSync(folder.at('garbage.jpg'), jpeg);
  const { probed, frames } = await see(folder.at('garbage.jpg'));
  expect(probed.facts.warnings).toEqual([expect.stringContaining('EXIF')]);
  expect(frames).toHaveLength(1);
});

test('encodes frames as JPEG', async () => {
  const { data, info } = await quarters().raw().toBuffer({ resolveWithObject: true });
  const jpeg = await encodeJpeg({ pixels: data, width: info.width, height: info.height });
  expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 60, height: 40 });
  expect(readFileSync(folder.at('turned-1.jpg')).length).toBeGreaterThan(jpeg.length);
});
