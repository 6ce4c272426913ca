/** Media made for tests: small, exact, with their own frame number in the picture. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AudioWindow, Frame, FrameBatch } from '@aima/sdk';
import { openDecode, probe, stretchOf, type DecodeEnd, type DecodeRequest, type Probe, type Stretch } from './index.ts';

/** A folder that is removed at the end of its scope or by `remove`. */
export function tempFolder(): { at(name: string): string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-media-'));
  return { at: (name) => path.join(folder, name), remove: () => { rmSync(folder, { recursive: true, force: true }); } };
}

export function ffmpeg(args: readonly string[], input?: Uint8Array): void {
  const ran = spawnSync(process.env['AIMA_FFMPEG'] ?? 'ffmpeg', ['-v', 'error', '-y', ...args], { ...(input && { input }) });
  if (ran.status !== 0) throw new Error(`ffmpeg ${args.join(' ')}: ${ran.stderr.toString()}`);
}

const BITS = 8;
const NUMBERED = { width: 128, height: 96 };

/** Raw grey frames whose eight bars, from left to right, are the bits of the frame's number. */
export function numberedFrames(count: number): Uint8Array {
  const { width, height } = NUMBERED;
  const frames = new Uint8Array(count * width * height);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < width * height; i++) {
      const bar = Math.floor(((i % width) * BITS) / width);
      frames[n * width * height + i] = (n >> (BITS - 1 - bar)) & 1 ? 235 : 16;
    }
  }
  return frames;
}

/** Input options for `numberedFrames` on standard input. */
export const numberedInput = (fps: number): string[] => ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${NUMBERED.width}x${NUMBERED.height}`, '-r', String(fps), '-i', 'pipe:0'];

export function numberIn({ pixels }: Pick<Frame, 'pixels'>, width: number, height: number): number {
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const x = Math.floor(((bit + 0.5) * width) / BITS);
    const value = pixels[(Math.floor(height / 2) * width + x) * 3] ?? 0;
    number = number * 2 + (value > 127 ? 1 : 0);
  }
  return number;
}

export interface SeenFrame {
  atMs: number;
  number: number;
  width: number;
  height: number;
  /** Red, green, blue near the four corners: top left, top right, bottom left, bottom right. */
  corners: number[][];
}

const cornersOf = ({ pixels }: Frame, width: number, height: number): number[][] =>
  [[0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]].map(([x = 0, y = 0]) => {
    const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
    return [...pixels.subarray(at, at + 3)];
  });

export async function seeAll(batches: AsyncIterable<FrameBatch> | undefined): Promise<SeenFrame[]> {
  const seen: SeenFrame[] = [];
  for await (const { frames, width, height } of batches ?? []) {
    for (const frame of frames) seen.push({ atMs: frame.atMs, number: numberIn(frame, width, height), width, height, corners: cornersOf(frame, width, height) });
  }
  return seen;
}

/** All samples of the first channel, and the windows' times. */
export async function hearAll(windows: AsyncIterable<AudioWindow> | undefined): Promise<{ samples: number[]; times: number[] }> {
  const samples: number[] = [];
  const times: number[] = [];
  for await (const window of windows ?? []) {
    times.push(window.atMs);
    for (const sample of window.channels[0]) samples.push(sample);
  }
  return { samples, times };
}

export interface Decoded {
  probed: Probe;
  everyFrame: SeenFrame[];
  sampled: SeenFrame[][];
  sounds: { samples: number[]; times: number[] }[];
  end: DecodeEnd;
}

/** Probes and decodes, the whole or a stretch, with all streams read to their end. */
export async function decodeAll(file: string, needs: Partial<Omit<DecodeRequest, 'probe' | 'signal'>> = {}, stretch?: Stretch): Promise<Decoded> {
  const whole = await probe(file);
  const probed = stretch ? stretchOf(whole, stretch) : whole;
  const decode = openDecode({ probe: probed, sampled: [], everyFrame: true, audio: [], signal: new AbortController().signal, ...needs });
  const [everyFrame, sampled, sounds, end] = await Promise.all([
    seeAll(decode.everyFrame), Promise.all(decode.sampled.map(seeAll)), Promise.all(decode.audio.map(hearAll)), decode.end,
  ]);
  return { probed, everyFrame, sampled, sounds, end };
}

/** Overwrites the display matrix of an MP4's first track: a b c d of (x, y) → (a·x + c·y, b·x + d·y). */
export function setDisplayMatrix(file: string, [a, b, c, d]: readonly [number, number, number, number]): void {
  const bytes = readFileSync(file);
  const matrix = bytes.indexOf('tkhd') + 44;
  for (const [i, value] of [a, b, 0, c, d, 0, 0, 0].entries()) bytes.writeInt32BE(value * 65_536, matrix + i * 4);
  writeFileSync(file, bytes);
}
