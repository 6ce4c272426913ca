/** Photos and WebP animations: from bytes to upright RGB pixels. */
import heicDecode from 'heic-decode';
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { findFfmpeg } from './binaries.ts';
import { runFfmpeg } from './ffmpeg-process.ts';
import { safeInput } from './ffprobe.ts';
import type { Size } from './fit.ts';
import type { StillSource } from './probe-result.ts';
import { asInput, wholeFile } from './source-file.ts';

/** Larger pictures are refused: they may be bombs, and they need gigabytes. */
export const MAX_PIXELS = 250_000_000;
/** A photo file is read whole. */
const MAX_FILE_BYTES = 1 << 30;

/** Where it is, and what messages call it. */
export interface Named {
  path: string;
  name: string;
}

/** Upright RGB pixels [height, width, 3]. */
export interface Picture extends Size {
  pixels: Uint8Array;
}

export const tooLarge = (name: string, size: Size): AppError =>
  new AppError('MEDIA_UNSUPPORTED', `'${name}' has ${size.width} x ${size.height} pixels; at most ${MAX_PIXELS / 1e6} million are read.`);

/** The file's bytes. Throws MEDIA_UNREADABLE, MEDIA_UNSUPPORTED. */
export async function readPhoto({ path, name, facts: { sizeBytes } }: Named & { facts: { sizeBytes: number } }): Promise<Buffer> {
  if (sizeBytes > MAX_FILE_BYTES) throw new AppError('MEDIA_UNSUPPORTED', `'${name}' is larger than a photo may be (1 GiB).`);
  return wholeFile(path, name);
}

const options = (more: SharpOptions): SharpOptions => ({ limitInputPixels: MAX_PIXELS, ...more });

async function rgb(image: Sharp): Promise<Picture> {
  const { data, info } = await image.flatten({ background: 'white' }).toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3) return { width, height, pixels: data };
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) pixels[i * 3 + c] = data[i * channels + (channels < 3 ? 0 : c)] ?? 0;
  }
  return { width, height, pixels };
}

/** An upright image that is shrunk while it is read, if it is larger than `largest`. */
const shrunk = (image: Sharp, largest: Size): Sharp => image.resize({ width: largest.width, height: largest.height, fit: 'fill' });

export interface ReadStill {
  picture: Picture;
  /** How much of the picture was there, 0..1. */
  coverage: number;
}

/** One photo at `size`, not larger than shown. Throws MEDIA_UNREADABLE, MEDIA_UNSUPPORTED. */
export async function readStill({ path, name }: Named, source: StillSource, bytes: Buffer, size: Size): Promise<ReadStill> {
  try {
    if (source.format === 'heif') return { picture: await rgb(shrunk(await heicImage(name, bytes), size)), coverage: 1 };
    if (source.format === 'foreign') return { picture: await rgb(await foreignImage(path, size)), coverage: 1 };
    const read = (failOn: 'truncated' | 'none'): Promise<Picture> => rgb(shrunk(sharp(bytes, options({ failOn, autoOrient: true })), size));
    try {
      return { picture: await read('truncated'), coverage: 1 };
    } catch {
      const picture = await read('none');
      return { picture, coverage: Math.min(0.99, filledRows(picture)) };
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('MEDIA_UNREADABLE', `'${name}' is damaged: its picture cannot be read.`, {}, toAppError(error));
  }
}

async function foreignImage(file: string, { width, height }: Size): Promise<Sharp> {
  const ffmpeg = runFfmpeg(await findFfmpeg(), [...safeInput(file), '-i', asInput(file), '-frames:v', '1', '-vf', `scale=${width}:${height}`, '-pix_fmt', 'rgba', '-f', 'rawvideo', 'pipe:3'], 1);
  const data = await Array.fromAsync(ffmpeg.pipes[0] ?? []) as Buffer[]; // no encoding is set, so chunks are buffers
  await ffmpeg.ended;
  return sharp(Buffer.concat(data), { raw: { width, height, channels: 4 } });
}

async function heicImage(name: string, bytes: Buffer): Promise<Sharp> {
  const images = await heicDecode.all({ buffer: bytes });
  try {
    const first = images[0];
    if (!first) throw new AppError('MEDIA_UNREADABLE', `'${name}' holds no picture.`);
    if (first.width * first.height > MAX_PIXELS) throw tooLarge(name, first);
    const { data, width, height } = await first.decode();
    return sharp(data, { raw: { width, height, channels: 4 } });
  } finally {
    images.dispose();
  }
}

/** A cut JPEG ends in rows of one flat colour. */
function filledRows({ pixels, width, height }: Picture): number {
  const row = width * 3;
  const last = pixels.subarray((height - 1) * row, (height - 1) * row + 3);
  const flat = (y: number): boolean => {
    for (let i = y * row; i < (y + 1) * row; i++) if (pixels[i] !== last[(i - y * row) % 3]) return false;
    return true;
  };
  let filled = height;
  while (filled > 0 && flat(filled - 1)) filled--;
  return filled / height;
}

/** Pictures of an animation, in order, full size; a few are decoded at a time. */
export async function* readAnimation(source: StillSource, bytes: Buffer): AsyncGenerator<Picture> {
  const { width, height } = source.shown;
  const total = source.startsMs.length;
  const step = Math.max(1, Math.floor((32 << 20) / (width * height * 4)));
  for (let page = 0; page < total; page += step) {
    const pages = Math.min(step, total - page);
    const strip = await rgb(sharp(bytes, options({ page, pages, failOn: 'none' })));
    for (let i = 0; i < pages; i++) yield { width, height, pixels: strip.pixels.subarray(i * width * height * 3, (i + 1) * width * height * 3) };
  }
}

/** Scales `picture` into the top left of a buffer of `frame` size; the rest is black. */
export async function drawInto(target: Uint8Array, frame: Size, content: Size, picture: Picture): Promise<void> {
  const image = sharp(picture.pixels, { raw: { width: picture.width, height: picture.height, channels: 3 }, limitInputPixels: false });
  const scaled = image.resize({ width: content.width, height: content.height, fit: 'fill' })
    .extend({ right: frame.width - content.width, bottom: frame.height - content.height, background: 'black' });
  target.set(await scaled.raw().toBuffer());
}

/** JPEG of RGB pixels; `quality` 1..100. */
export async function encodeJpeg(frame: { pixels: Uint8Array; width: number; height: number }, quality = 82): Promise<Uint8Array> {
  return sharp(frame.pixels, { raw: { width: frame.width, height: frame.height, channels: 3 } }).jpeg({ quality }).toBuffer();
}

/** RGB pixels of a JPEG that `encodeJpeg` made. */
export const decodeJpeg = (jpeg: Uint8Array): Promise<Picture> => rgb(sharp(jpeg));
