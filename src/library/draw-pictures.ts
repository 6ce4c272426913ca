/** Thumbnails, storyboard and sound curve out of one decode; in memory only. */
import sharp from 'sharp';
import type { MediaPictures } from '../db/index.ts';
import { keyframesOf, openDecode, type Decode, type Probe } from '../media/index.ts';
import { AppError } from '../kernel/app-error.ts';

/** Longest side in pixels, and what it is called. */
const THUMBNAIL_SIDES = { small: 160, medium: 320, large: 640 } as const;

const TILE_SIDE = 160;
const MAX_TILES = 100;
const COLUMNS = 10;
const LEAST_STEP_MS = 500;
/** Up to here every picture is decoded, so that the storyboard is as close as wanted. */
const WHOLE_UP_TO_MS = 120_000;
/** Moments among which the thumbnail is chosen. */
const CHOICES = 8;
const MAX_PEAKS = 2000;
const LEAST_STRETCH_MS = 20;
const RATE_HZ = 16_000;

export interface DrawnPicture { name: string; type: string; bytes: Uint8Array; width?: number; height?: number }
export interface Drawn { pictures: DrawnPicture[]; storyboard?: MediaPictures['storyboard']; waveform?: MediaPictures['waveform'] }

interface Shown { atMs: number; width: number; height: number; pixels: Uint8Array }

async function shownIn(batches: Decode['sampled'][number] | undefined, most: number): Promise<Shown[]> {
  const shown: Shown[] = [];
  for await (const { frames, width, height } of batches ?? []) {
    for (const { atMs, pixels } of frames) if (shown.length < most) shown.push({ atMs, width, height, pixels: pixels.slice() });
  }
  return shown;
}

/** How much there is to see: the variance of the brightness. Black and faded pictures have next to none. */
function variance({ pixels }: Shown): number {
  let sum = 0;
  let squares = 0;
  const step = 3 * 7;
  const count = Math.ceil(pixels.length / step);
  for (let i = 0; i < pixels.length; i += step) {
    const value = pixels[i + 1] ?? pixels[i] ?? 0;
    sum += value;
    squares += value * value;
  }
  return squares / count - (sum / count) ** 2;
}

const mostToSee = (shown: readonly Shown[]): Shown | undefined =>
  shown.map((picture) => ({ picture, seen: variance(picture) })).sort((a, b) => b.seen - a.seen)[0]?.picture;

async function thumbnails({ width, height, pixels }: Shown): Promise<DrawnPicture[]> {
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  return Promise.all(Object.entries(THUMBNAIL_SIDES).map(async ([name, side]) => {
    const { data, info } = await image.clone().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true }).webp({ quality: 78 }).toBuffer({ resolveWithObject: true });
    return { name: `thumbnail-${name}`, type: 'image/webp', bytes: data, width: info.width, height: info.height };
  }));
}

/** All tiles side by side in rows of ten. */
async function sprite(tiles: readonly Shown[]): Promise<{ picture: DrawnPicture; storyboard: NonNullable<MediaPictures['storyboard']> } | undefined> {
  const [first] = tiles;
  if (!first || tiles.length < 2) return undefined;
  const { width: tileWidth, height: tileHeight } = first;
  const columns = Math.min(COLUMNS, tiles.length);
  const rows = Math.ceil(tiles.length / columns);
  const [width, height] = [columns * tileWidth, rows * tileHeight];
  const pixels = new Uint8Array(width * height * 3);
  for (const [i, tile] of tiles.entries()) {
    const left = (i % columns) * tileWidth;
    const top = Math.floor(i / columns) * tileHeight;
    for (let y = 0; y < tileHeight; y++) pixels.set(tile.pixels.subarray(y * tileWidth * 3, (y + 1) * tileWidth * 3), ((top + y) * width + left) * 3);
  }
  const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } }).jpeg({ quality: 75 }).toBuffer();
  return { picture: { name: 'storyboard', type: 'image/jpeg', bytes, width, height }, storyboard: { columns, rows, tileWidth, tileHeight, timesMs: tiles.map(({ atMs }) => atMs) } };
}

/** Lowest and highest sample of each stretch, -128..127, in turn. */
async function curve(windows: Decode['audio'][number] | undefined, durationMs: number): Promise<{ picture: DrawnPicture; waveform: NonNullable<MediaPictures['waveform']> } | undefined> {
  const stretchMs = Math.max(LEAST_STRETCH_MS, Math.ceil(durationMs / MAX_PEAKS));
  const perStretch = (stretchMs * RATE_HZ) / 1000;
  const lows: number[] = [];
  const highs: number[] = [];
  for await (const { atMs, channels: [samples] } of windows ?? []) {
    const first = (atMs * RATE_HZ) / 1000;
    for (let i = 0; i < samples.length; i++) {
      const stretch = Math.floor((first + i) / perStretch);
      const value = samples[i] ?? 0;
      lows[stretch] = Math.min(lows[stretch] ?? 0, value);
      highs[stretch] = Math.max(highs[stretch] ?? 0, value);
    }
  }
  if (highs.length === 0) return undefined;
  const level = (value: number | undefined): number => Math.max(-128, Math.min(127, Math.round((value ?? 0) * 127)));
  const bytes = Int8Array.from({ length: highs.length * 2 }, (_, i) => level(i % 2 === 0 ? lows[i >> 1] : highs[i >> 1]));
  return { picture: { name: 'waveform', type: 'application/octet-stream', bytes: new Uint8Array(bytes.buffer) }, waveform: { stretchMs, count: highs.length } };
}

/** @throws AppError MEDIA_UNREADABLE, FFMPEG_MISSING, CANCELLED */
export async function drawPictures(probe: Probe, signal: AbortSignal): Promise<Drawn> {
  const { kind, durationMs, hasAudio } = probe.facts;
  const sees = kind !== 'audio';
  const stepMs = Math.max(LEAST_STEP_MS, Math.ceil(durationMs / MAX_TILES));
  const inside = (side: number, everyMs: number) => ({ everyMs, width: side, height: side, fit: 'inside' as const });
  const decode = openDecode({
    probe: durationMs > WHOLE_UP_TO_MS ? keyframesOf(probe) : probe, signal, everyFrame: false,
    sampled: !sees ? [] : kind === 'image' ? [inside(THUMBNAIL_SIDES.large, 1000)] : [inside(THUMBNAIL_SIDES.large, Math.max(stepMs, Math.ceil(durationMs / CHOICES))), inside(TILE_SIDE, stepMs)],
    audio: hasAudio ? [{ sampleRateHz: RATE_HZ, channels: 1, windowMs: 1000 }] : [],
  });
  const [choices, tiles, sound] = await Promise.all([shownIn(decode.sampled[0], CHOICES + 1), shownIn(decode.sampled[1], MAX_TILES), curve(decode.audio[0], durationMs), decode.end]);
  const best = mostToSee(choices);
  if (sees && !best) throw new AppError('MEDIA_UNREADABLE', 'No picture could be decoded.');
  const board = kind === 'video' ? await sprite(tiles) : undefined;
  return {
    pictures: [...(best ? await thumbnails(best) : []), ...(board ? [board.picture] : []), ...(sound ? [sound.picture] : [])],
    ...(board ? { storyboard: board.storyboard } : {}),
    ...(sound ? { waveform: sound.waveform } : {}),
  };
}
