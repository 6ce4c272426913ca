/** A small copy that every browser plays: MP4 for films, M4A for sound, JPEG for photos. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { findFfmpeg } from './binaries.ts';
import { runFfmpeg } from './ffmpeg-process.ts';
import { safeInput } from './ffprobe.ts';
import { shownSize } from './filter-graph.ts';
import { fit } from './fit.ts';
import { encodeJpeg, readPhoto, readStill } from './photo.ts';
import type { FilmPicture, FilmSource, Probe } from './probe-result.ts';
import { asInput } from './source-file.ts';

const LONG_SIDE = 1280;
const SHORT_SIDE = 720;
const PHOTO_SIDE = 2048;

interface ProxyOptions {
  signal: AbortSignal;
  /** 0..1 of the duration. */
  onProgress?: (done: number) => void;
}

/**
 * Writes `outFile` whole or not at all. Sound alone becomes MP3 where `outFile` ends in .mp3, else M4A.
 * Throws CANCELLED, MEDIA_UNREADABLE, MEDIA_UNSUPPORTED (WebP animations), FFMPEG_MISSING, DISK_FULL, OUTPUT_UNWRITABLE.
 */
export async function makeProxy(probe: Probe, outFile: string, { signal, onProgress }: ProxyOptions): Promise<void> {
  const unfinished = path.join(path.dirname(path.resolve(outFile)), `.${randomUUID()}.part`);
  try {
    signal.throwIfAborted();
    const { source } = probe;
    if (source.kind === 'film') await encodeFilm(probe, source, { unfinished, mp3: /\.mp3$/i.test(outFile), signal, onProgress });
    else await writeFile(unfinished, await photoCopy(probe), { signal });
    signal.throwIfAborted();
    await rename(unfinished, outFile);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw signal.aborted ? new AppError('CANCELLED', 'Cancelled.', {}, error) : toAppError(error);
  }
}

async function photoCopy(probe: Probe): Promise<Uint8Array> {
  if (probe.source.kind !== 'still' || probe.source.startsMs.length > 1) {
    throw new AppError('MEDIA_UNSUPPORTED', `No copy can be made of the animation '${probe.name}'.`);
  }
  const { content } = fit(probe.source.shown, { width: PHOTO_SIDE, height: PHOTO_SIDE, fit: 'inside' });
  const bytes = await readPhoto(probe);
  const { picture } = await readStill(probe, probe.source, bytes, content);
  return encodeJpeg(picture);
}

interface Encoding {
  unfinished: string;
  mp3: boolean;
  signal: AbortSignal;
  onProgress: ((done: number) => void) | undefined;
}

const even = (length: number): number => Math.max(2, Math.round(length / 2) * 2);

/** Both sides even, as H.264 wants them. ffmpeg turns the picture before and takes the turn out of the copy. */
function smallUpright(picture: FilmPicture): string {
  const shown = shownSize(picture);
  const landscape = shown.width >= shown.height;
  const { content } = fit(shown, { width: landscape ? LONG_SIDE : SHORT_SIDE, height: landscape ? SHORT_SIDE : LONG_SIDE, fit: 'inside' });
  const [width, height] = [even(content.width), even(content.height)];
  return `scale=${width}:${height}:flags=bilinear,format=yuv420p,setsar=1`;
}

async function encodeFilm(probe: Probe, source: FilmSource, { unfinished, mp3, signal, onProgress }: Encoding): Promise<void> {
  const { picture, sound, offsetSeconds } = source;
  const found = await findFfmpeg();
  const asMp3 = mp3 && !picture;
  const video = picture ? ['-map', `0:${picture.index}`, '-vf', smallUpright(picture), ...found.passthrough, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '27'] : [];
  const audio = sound ? ['-map', `0:${sound.index}`, '-af', 'aresample=async=1:first_pts=0', '-ac', '2', '-c:a', asMp3 ? 'libmp3lame' : 'aac', '-b:a', '128k'] : [];
  const args = [
    ...safeInput(probe.path), ...(offsetSeconds === 0 ? [] : ['-itsoffset', offsetSeconds.toFixed(6)]), '-i', asInput(probe.path),
    ...video, ...audio, '-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-progress', 'pipe:1',
    ...(asMp3 ? ['-f', 'mp3'] : ['-movflags', '+faststart', '-f', 'mp4']), '-y', asInput(unfinished),
  ];
  const ffmpeg = runFfmpeg(found, args, 0);
  const kill = (): void => { ffmpeg.kill(); };
  signal.addEventListener('abort', kill, { once: true });
  ffmpeg.output.setEncoding('utf8').on('data', (text: string) => {
    const micros = [...text.matchAll(/^out_time_us=(\d+)/gm)].at(-1)?.[1];
    if (micros !== undefined && probe.facts.durationMs > 0) onProgress?.(Math.min(1, Number(micros) / 1000 / probe.facts.durationMs));
  });
  try {
    if (signal.aborted) kill();
    const { exitCode, complaints } = await ffmpeg.ended;
    if (exitCode !== 0) throw encodingFailure(probe.name, complaints);
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

function encodingFailure(name: string, complaints: readonly string[]): AppError {
  const text = complaints.join('\n');
  if (/No space left/.test(text)) return new AppError('DISK_FULL', `No space left for the playable copy of '${name}'.`);
  if (/Permission denied|Read-only file system/.test(text)) return new AppError('OUTPUT_UNWRITABLE', `Not allowed to write the playable copy of '${name}'.`);
  if (/Unknown encoder/.test(text)) return new AppError('FFMPEG_MISSING', 'This ffmpeg cannot write H.264 (libx264).');
  return new AppError('MEDIA_UNREADABLE', `No playable copy of '${name}' could be made.`, {}, text);
}
