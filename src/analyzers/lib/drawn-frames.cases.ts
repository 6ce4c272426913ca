/** Pictures and films drawn in memory, exact to a fraction of a pixel, for the tests of signal analyzers. */
import type { Observation } from '@aima/contract';
import type { MadeFrames } from '@aima/sdk/testing';
import type { CheckedFinding } from '@aima/sdk';

export const SIZE = { width: 160, height: 90 };

/** A colour at a place of an endless world; coordinates in pixels. */
export type World = (x: number, y: number) => readonly [number, number, number];

/** Same numbers for the same seed: 32 bits of a linear congruential generator. */
export function dice(seed: number): () => number {
  let state = (Math.imul(seed, 2654435761) ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Value at whole coordinates, 0..1, the same whenever asked. */
function grain(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed, 2246822519);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

function smoothNoise(x: number, y: number, seed: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = (x - x0) ** 2 * (3 - 2 * (x - x0));
  const fy = (y - y0) ** 2 * (3 - 2 * (y - y0));
  const top = grain(x0, y0, seed) * (1 - fx) + grain(x0 + 1, y0, seed) * fx;
  const bottom = grain(x0, y0 + 1, seed) * (1 - fx) + grain(x0 + 1, y0 + 1, seed) * fx;
  return top * (1 - fy) + bottom * fy;
}

/** A textured world: blotches of 40, 15 and 6 pixels, tinted. Different seeds have nothing in common. */
export function textured(seed: number, tint: readonly [number, number, number] = [1, 1, 1]): World {
  return (x, y) => {
    const value = 0.5 * smoothNoise(x / 40, y / 40, seed) + 0.3 * smoothNoise(x / 15, y / 15, seed + 1000) + 0.2 * smoothNoise(x / 6, y / 6, seed + 2000);
    const level = Math.max(0, Math.min(255, (value - 0.2) * 400));
    return [level * tint[0], level * tint[1], level * tint[2]];
  };
}

export const flat = (red: number, green: number, blue: number): World => () => [red, green, blue];

export interface View {
  /** Middle of the view in the world; zoom 2 shows half as much; roll clockwise in radians. */
  x?: number;
  y?: number;
  zoom?: number;
  roll?: number;
}

export function look(world: World, { x = 0, y = 0, zoom = 1, roll = 0 }: View = {}, { width, height } = SIZE): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  const cos = Math.cos(roll) / zoom;
  const sin = Math.sin(roll) / zoom;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const dx = column - width / 2;
      const dy = row - height / 2;
      pixels.set(world(x + dx * cos - dy * sin, y + dx * sin + dy * cos).map(Math.round), (row * width + column) * 3);
    }
  }
  return pixels;
}

const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

export const mix = (a: Uint8Array, b: Uint8Array, share: number): Uint8Array => a.map((value, i) => clamp(value * (1 - share) + (b[i] ?? 0) * share));
export const brighten = (a: Uint8Array, gain: number, offset = 0): Uint8Array => a.map((value) => clamp(value * gain + offset));

/** Gaussian-like noise (sum of three dice) of this standard deviation. */
export function noisy(a: Uint8Array, deviation: number, seed: number): Uint8Array {
  const roll = dice(seed);
  return a.map((value) => clamp(value + (roll() + roll() + roll() - 1.5) * 2 * deviation));
}

/** The same with a filled rectangle; left, top, width, height in pixels. */
export function withBox(a: Uint8Array, [left, top, w, h]: readonly [number, number, number, number], colour: readonly number[], { width, height } = SIZE): Uint8Array {
  const out = Uint8Array.from(a);
  for (let y = Math.max(0, Math.round(top)); y < Math.min(height, Math.round(top + h)); y++) {
    for (let x = Math.max(0, Math.round(left)); x < Math.min(width, Math.round(left + w)); x++) out.set(colour, (y * width + x) * 3);
  }
  return out;
}

export const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Whole milliseconds, as the decoder gives them. */
export const frameMs = (index: number, fps: number): number => Math.round((index * 1000) / fps);

export function film(pictures: readonly Uint8Array[], fps = 25, size = SIZE): MadeFrames & { durationMs: number } {
  return { ...size, frames: pictures.map((pixels, i) => ({ atMs: frameMs(i, fps), pixels })), durationMs: frameMs(pictures.length, fps) };
}

/** Observations as another analyzer would have left them. */
export function cutsAt(...timesMs: number[]): Observation[] {
  return timesMs.map((startMs, i) => ({
    id: `o-cut-${i}`, runId: 'r-cut', mediaId: 'm-test', analyzer: 'cut_analysis', startMs, endMs: startMs, label: 'cut', confidence: 0.9, sentence: 'A cut.', source: 'model',
  }));
}

export const labelled = (findings: readonly CheckedFinding[], ...labels: string[]): CheckedFinding[] => findings.filter(({ known }) => labels.includes(known.label ?? ''));
