/** Facts of photos, and of WebP animations, which count as videos. */
import heicDecode from 'heic-decode';
import sharp, { type Metadata } from 'sharp';
import { AppError } from '../kernel/app-error.ts';
import { readExif } from './exif.ts';
import type { PictureFormat } from './file-signature.ts';
import type { Size } from './fit.ts';
import { fromExif, type Orientation } from './orientation.ts';
import { MAX_PIXELS, readPhoto, tooLarge, type Named } from './photo.ts';
import type { Probe } from './probe-result.ts';

/** A frame of an animation that states no duration is shown as long as browsers show it. */
const UNSTATED_DELAY_MS = 100;

interface Looked {
  shown: Size;
  /** As sharp applies it. */
  orientation?: Orientation;
  /** The EXIF block by itself, in formats in which exifr does not find it. */
  exif?: Buffer;
  bits?: number;
  /** Milliseconds that each picture of an animation is shown; empty for a photo. */
  delays: readonly number[];
}

/** Undefined for a format that is not a photo after all (a GIF that moves). Throws MEDIA_UNREADABLE, MEDIA_UNSUPPORTED. */
export async function probePhoto({ path, name }: Named, sizeBytes: number, format: PictureFormat): Promise<Probe | undefined> {
  const bytes = await readPhoto({ path, name, facts: { sizeBytes } });
  const looked = format === 'heif' ? await lookAtHeif(name, bytes) : await look(name, bytes);
  const { shown, delays } = looked;
  if (delays.length > 1 && format === 'gif') return undefined; // ffmpeg shows it with its own times
  if (shown.width * shown.height > MAX_PIXELS) throw tooLarge(name, shown);
  const animated = delays.length > 1;
  const exif = await readExif(looked.exif ?? bytes);
  const orientation = looked.orientation ?? exif.orientation;
  const durationMs = delays.reduce((sum, delay) => sum + delay, 0);
  const startsMs = delays.map((_, i) => delays.slice(0, i).reduce((sum, delay) => sum + delay, 0));
  return {
    path,
    name,
    source: { kind: 'still', format, shown, startsMs: animated ? startsMs : [0] },
    facts: {
      kind: animated ? 'video' : 'image',
      sizeBytes,
      durationMs: animated ? durationMs : 0,
      ...shown,
      rotation: format === 'heif' ? 0 : orientation.rotation,
      hasAudio: false,
      container: format,
      ...(animated && { videoCodec: format, fps: Math.round((delays.length / durationMs) * 1e6) / 1e3, variableFrameRate: new Set(delays).size > 1 }),
      ...(looked.bits !== undefined && { bitsPerSample: looked.bits }),
      ...(exif.takenAt !== undefined && { takenAt: exif.takenAt }),
      ...(exif.camera !== undefined && { camera: exif.camera }),
      ...(exif.warning !== undefined && { warnings: [exif.warning] }),
    },
  };
}

/** A photo in a format that only ffmpeg reads (BMP, JPEG 2000, PSD, …). Throws MEDIA_UNSUPPORTED. */
export function probeForeignPhoto({ path, name }: Named, sizeBytes: number, container: string, { width, height }: Size): Probe {
  if (width * height > MAX_PIXELS) throw tooLarge(name, { width, height });
  return {
    path,
    name,
    source: { kind: 'still', format: 'foreign', shown: { width, height }, startsMs: [0] },
    facts: { kind: 'image', sizeBytes, durationMs: 0, width, height, rotation: 0, hasAudio: false, container },
  };
}

async function look(name: string, bytes: Buffer): Promise<Looked> {
  const found: Metadata = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata().catch((error: unknown) => {
    throw new AppError('MEDIA_UNREADABLE', `'${name}' is damaged: its picture cannot be read.`, {}, error);
  });
  const bits = { uchar: 8, char: 8, ushort: 16, short: 16 }[String(found.depth)];
  const pages = found.pages ?? 1;
  const animated = pages > 1 && (found.format === 'webp' || found.format === 'gif');
  const delays = animated ? Array.from({ length: pages }, (_, i) => found.delay?.[i] || UNSTATED_DELAY_MS) : [];
  return {
    shown: { width: found.autoOrient.width, height: animated ? (found.pageHeight ?? found.height) : found.autoOrient.height },
    delays,
    orientation: fromExif(found.orientation),
    ...(bits !== undefined && { bits }),
    ...(found.format === 'webp' && found.exif && { exif: found.exif.subarray(found.exif.toString('latin1', 0, 4) === 'Exif' ? 6 : 0) }),
  };
}

async function lookAtHeif(name: string, bytes: Buffer): Promise<Looked> {
  const images = await heicDecode.all({ buffer: bytes }).catch((error: unknown) => {
    throw new AppError('MEDIA_UNREADABLE', `'${name}' is damaged: its picture cannot be read.`, {}, error);
  });
  try {
    const first = images[0];
    if (!first) throw new AppError('MEDIA_UNREADABLE', `'${name}' holds no picture.`);
    return { shown: { width: first.width, height: first.height }, delays: [] };
  } finally {
    images.dispose();
  }
}
