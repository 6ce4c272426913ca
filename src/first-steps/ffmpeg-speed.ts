/** Which ffmpeg is here, what it can read, and how fast it decodes a film that it made itself. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SelfTest } from '@aima/contract';
import { toAppError } from '../kernel/app-error.ts';
import { findFfmpeg } from '../media/index.ts';

const run = promisify(execFile);

/** What people's media are made with, by ffmpeg's names; of AV1 there are several decoders. */
const USUAL: Readonly<Record<string, RegExp>> = {
  'H.264': /^h264$/, 'H.265': /^hevc$/, VP8: /^vp8$/, VP9: /^vp9$/, AV1: /^(?:av1|libdav1d|libaom-av1)$/, 'MPEG-4': /^mpeg4$/, 'MPEG-2': /^mpeg2video$/, ProRes: /^prores$/, MJPEG: /^mjpeg$/,
  AAC: /^aac$/, MP3: /^mp3(?:float)?$/, Opus: /^(?:opus|libopus)$/, Vorbis: /^vorbis$/, FLAC: /^flac$/, PCM: /^pcm_s16le$/, 'AC-3': /^ac3$/,
};
const LIMIT_MS = 15_000;
const SECONDS = 4;
const MOST_TEXT = 4 * 2 ** 20;

/** A line reads ` V....D h264   H.264 / AVC …`. */
export function usualDecoders(listed: string): { decoders: string[]; missing: string[] } {
  const known = [...listed.matchAll(/^ [VAS.][A-Z.]{5} (\S+)/gm)].map(([, name = '']) => name);
  const isHere = (name: string): boolean => known.some((each) => USUAL[name]?.test(each) === true);
  const all = Object.keys(USUAL);
  return { decoders: all.filter(isHere), missing: all.filter((name) => !isHere(name)) };
}

async function decodeSpeed(ffmpeg: string, folder: string, signal: AbortSignal): Promise<number> {
  const file = path.join(folder, `self-test-${randomBytes(6).toString('hex')}.mkv`);
  const quietly = (...args: string[]): Promise<unknown> => run(ffmpeg, ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...args], { timeout: LIMIT_MS, signal });
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=1280x720:rate=25:duration=${SECONDS}`];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await quietly(...source, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', file).catch(() => quietly(...source, '-c:v', 'mpeg4', '-q:v', '4', file));
    const begun = performance.now();
    await quietly('-i', file, '-f', 'null', '-');
    return Math.round(SECONDS / ((performance.now() - begun) / 1000) * 10) / 10;
  } finally {
    await rm(file, { force: true });
  }
}

export async function ffmpegSpeed(folder: string, signal: AbortSignal): Promise<SelfTest['ffmpeg']> {
  let found: SelfTest['ffmpeg'] = { decoders: [], missing: Object.keys(USUAL) };
  try {
    const { path: ffmpeg } = await findFfmpeg();
    const [{ stdout: banner }, { stdout: listed }] = await Promise.all([run(ffmpeg, ['-version'], { timeout: LIMIT_MS, signal }), run(ffmpeg, ['-hide_banner', '-decoders'], { timeout: LIMIT_MS, signal, maxBuffer: MOST_TEXT })]);
    found = { version: /version (\S+)/.exec(banner)?.[1] ?? '?', ...usualDecoders(listed) };
    return { ...found, timesRealTime: await decodeSpeed(ffmpeg, folder, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...found, problem: toAppError(error).message };
  }
}
