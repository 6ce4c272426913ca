/** Finds out what a file is, without decoding it. */
import { AppError } from '../kernel/app-error.ts';
import { chooseStreams, filmProbe } from './film-facts.ts';
import { askFfprobe, endOfPackets, isPhotoFormat, type Probed } from './ffprobe.ts';
import { pictureFormat, SIGNATURE_BYTES } from './file-signature.ts';
import { probeForeignPhoto, probePhoto } from './photo-probe.ts';
import type { Named } from './photo.ts';
import type { Probe } from './probe-result.ts';
import { firstBytes, nameOf, resolved, sizeOfMedia } from './source-file.ts';

/** Larger files are not read a second time only to learn their duration. */
const MAX_SCAN_BYTES = 512 << 20;
/** ffprobe's score, 0..100, for a guess from next to nothing. */
const MERE_GUESS = 5;

/**
 * @param source a path, or an address on loopback that `storage` lends (`http://127.0.0.1:…`)
 * @param options.name what messages call it; a path's base name unless given
 * Throws MEDIA_MISSING, MEDIA_EMPTY, MEDIA_UNREADABLE, MEDIA_UNSUPPORTED, FFMPEG_MISSING, CANCELLED.
 */
export async function probe(source: string, { signal, name = nameOf(source) }: { signal?: AbortSignal; name?: string } = {}): Promise<Probe> {
  if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.');
  const named = { path: resolved(source), name };
  const sizeBytes = await sizeOfMedia(named.path, name);
  const start = await firstBytes(named.path, SIGNATURE_BYTES, name);
  const format = pictureFormat(start);
  if (format !== undefined && format !== 'apng') {
    const photo = await probePhoto(named, sizeBytes, format);
    if (photo) return photo;
  }
  refuseText(name, start);
  return probeFilm(named, sizeBytes, start, signal);
}

/** Playlists and scripts name other files; they are refused before any program opens them, like whatever begins as a page, a document or an archive. */
function refuseText(name: string, start: Buffer): void {
  const text = start.toString('latin1', 0, 256).replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^(?:#EXTM3U|ffconcat|\[playlist\]|v=0\r?\n|<\?xml|<MPD|<smil|<asx|\[Reference\]|RTSPtext|WEBVTT)/i.test(text)) {
    throw new AppError('MEDIA_UNSUPPORTED', `'${name}' is a playlist, a script or text, not a video, photo or sound file.`);
  }
  if (/^(?:<[!?a-z]|%PDF-|#!|PK\u0003\u0004|\u001f\u008b|Rar!|7z\u00bc\u00af)/i.test(text)) {
    throw new AppError('MEDIA_UNSUPPORTED', `'${name}' is a page, a document or an archive, not a video, photo or sound file.`);
  }
}

async function probeFilm(named: Named, sizeBytes: number, start: Buffer, signal: AbortSignal | undefined): Promise<Probe> {
  const { path, name } = named;
  const probed = await askFfprobe(path, name, signal);
  if (probed.format.probe_score <= MERE_GUESS) throw new AppError('MEDIA_UNREADABLE', `'${name}' is not a video, photo or sound file that can be read.`);
  const { picture, sound } = chooseStreams(probed.streams);
  const container = containerName(probed, start);
  if (picture && isPhotoFormat(probed.format.format_name)) return probeForeignPhoto(named, sizeBytes, container, picture);
  const main = picture ?? sound;
  const unknown = probed.durationGuessed || !(probed.format.duration !== undefined && probed.format.duration > 0);
  const packetsEnd = main && unknown && sizeBytes <= MAX_SCAN_BYTES ? await endOfPackets(path, main.index, signal) : undefined;
  const announcedBytes = announcedWavBytes(start);
  return filmProbe({ ...named, sizeBytes, container, probed, ...(packetsEnd !== undefined && { packetsEnd }), ...(announcedBytes !== undefined && { announcedBytes }) });
}

/** Writers that do not know the size yet put 0 or all ones there. */
function announcedWavBytes(start: Buffer): number | undefined {
  if (start.length < 12 || start.toString('latin1', 0, 4) !== 'RIFF' || start.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  const length = start.readUInt32LE(4);
  return length === 0 || length >= 0xffff_ff00 ? undefined : length + 8;
}

/** ffprobe names families; players care for the member. */
function containerName({ format }: Probed, start: Buffer): string {
  const family = format.format_name.split(',');
  if (family.includes('mp4')) return format.tags?.['major_brand']?.trim() === 'qt' ? 'mov' : 'mp4';
  if (family.includes('webm')) return start.subarray(0, 256).includes('webm') ? 'webm' : 'mkv';
  return (family[0] ?? 'unknown').replace(/_pipe$/, '');
}
