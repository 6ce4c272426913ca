/**
 * One piece of a film as browsers play it, made when somebody asks for it: H.264 and AAC in an MPEG transport stream, which
 * needs no header of its own. Every piece begins with a keyframe at its exact time, so pieces can be taken in any order.
 */
import { AppError } from '../kernel/app-error.ts';
import { findFfmpeg } from './binaries.ts';
import { runFfmpeg, type FfmpegEnd } from './ffmpeg-process.ts';
import { safeInput } from './ffprobe.ts';
import { shownSize } from './filter-graph.ts';
import type { FilmSource, Probe } from './probe-result.ts';
import { asInput } from './source-file.ts';

export interface SegmentRequest {
  /** From the medium's start. */
  startMs: number;
  /** A multiple of 256 ms, which is a whole number of sound packets and of milliseconds, but for the last piece. */
  lengthMs: number;
  /** Length of the shorter side in pixels, and how much data a second it may need; absent: sound alone. */
  picture?: { shortSide: number; kilobits: number };
}

const MAX_BYTES = 64 << 20;
const RATE_HZ = 48_000;
/** Of AAC. */
const PACKET_SAMPLES = 1024;
/** A packet overlaps with its neighbours: so that those at the borders are as in the whole, more is encoded on both sides. */
const SOUND_LEAD_SECONDS = (4 * PACKET_SAMPLES) / RATE_HZ;
const SOUND_TAIL_SECONDS = (2 * PACKET_SAMPLES) / RATE_HZ;
/** Times in the stream must not be negative. */
const STREAM_STARTS_AT_SECONDS = 1;

const even = (length: number): number => Math.max(2, Math.round(length / 2) * 2);

/** The piece within what is decoded: it begins `lead` seconds after, and ends before `end`. */
interface Within { lead: number; end: number }

/** Frames at a border belong to the piece that begins there; the half millisecond keeps rounding from moving one across. */
const BORDER_SECONDS = 0.0005;

function pictureArguments({ picture }: FilmSource, { shortSide, kilobits }: NonNullable<SegmentRequest['picture']>, { lead, end }: Within, passthrough: readonly string[]): string[] {
  if (!picture) return [];
  const shown = shownSize(picture);
  const scale = Math.min(1, shortSide / Math.min(shown.width, shown.height));
  const filters = [
    `trim=start=${Math.max(0, lead - BORDER_SECONDS).toFixed(6)}:end=${(end - BORDER_SECONDS).toFixed(6)}`,
    `scale=${even(shown.width * scale)}:${even(shown.height * scale)}:flags=bilinear`, 'format=yuv420p', 'setsar=1',
  ];
  return ['-map', `0:${picture.index}`, '-vf', filters.join(','), ...passthrough, '-enc_time_base', '1:90000', '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high',
    '-bf', '0', '-sc_threshold', '0', '-g', '250', '-force_key_frames', 'expr:gte(t,n_forced*2)', '-crf', '23', '-maxrate', `${kilobits}k`, '-bufsize', `${2 * kilobits}k`];
}

/**
 * Packets in front of the piece and behind it are thrown away after encoding, so that those of neighbours join without a seam.
 * They are counted: the encoder's first one holds nothing yet, and from there each is 1024 samples.
 */
function soundArguments({ sound }: FilmSource, { lead, end }: Within): string[] {
  if (!sound) return [];
  const packetsIn = (seconds: number): number => Math.round((seconds * RATE_HZ) / PACKET_SAMPLES);
  const first = 1 + packetsIn(lead);
  return ['-map', `0:${sound.index}`, '-af', `aresample=${RATE_HZ}:async=1:first_pts=0`, '-ac', '2', '-c:a', 'aac', '-b:a', '128k',
    '-bsf:a', `noise=drop='lt(n\\,${first})+gte(n\\,${first + packetsIn(end - lead)})'`];
}

function argumentsFor(probe: Probe, source: FilmSource, { startMs, lengthMs, picture }: SegmentRequest, passthrough: readonly string[]): string[] {
  const start = startMs / 1000;
  const lead = Math.min(start, SOUND_LEAD_SECONDS);
  const within: Within = { lead, end: lead + lengthMs / 1000 };
  return [
    ...safeInput(probe.path), '-ss', (start - lead).toFixed(6), '-t', (within.end + SOUND_TAIL_SECONDS).toFixed(6), '-i', asInput(probe.path),
    ...(picture ? pictureArguments(source, picture, within, passthrough) : []), ...soundArguments(source, within), '-sn', '-dn', '-map_metadata', '-1',
    '-muxdelay', '0', '-muxpreload', '0', '-output_ts_offset', (start - lead + STREAM_STARTS_AT_SECONDS).toFixed(6), '-f', 'mpegts', 'pipe:1',
  ];
}

/** @throws AppError CANCELLED, MEDIA_UNREADABLE, FFMPEG_MISSING */
export async function transcodeSegment(probe: Probe, request: SegmentRequest, signal: AbortSignal): Promise<Buffer> {
  const { source } = probe;
  if (source.kind !== 'film') throw new AppError('MEDIA_UNSUPPORTED', `'${probe.name}' has no pieces.`);
  const found = await findFfmpeg();
  const ffmpeg = runFfmpeg(found, argumentsFor(probe, source, request, found.passthrough), 0);
  const kill = (): void => { ffmpeg.kill(); };
  signal.addEventListener('abort', kill, { once: true });
  try {
    if (signal.aborted) kill();
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of ffmpeg.output) {
      const piece = chunk as Buffer; // no encoding is set, so chunks are buffers
      bytes += piece.length;
      if (bytes > MAX_BYTES) throw new AppError('MEDIA_UNREADABLE', `A piece of '${probe.name}' became larger than ${MAX_BYTES >> 20} MiB.`);
      chunks.push(piece);
    }
    const ended: FfmpegEnd = await ffmpeg.ended;
    if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
    if (bytes === 0) throw new AppError('MEDIA_UNREADABLE', `Nothing of '${probe.name}' from ${request.startMs} ms on could be played.`, {}, ended.complaints.join('\n'));
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}
