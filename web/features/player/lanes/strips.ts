/** The strips above the lanes: ruler, film, waveform. */
import type { components } from '@aima/contract/client';
import { clock } from '#lib/format.ts';
import { markStep, msAt, xOf, type View } from './lane-view.ts';
import type { Palette } from './palette.ts';

export interface Storyboard { readonly image: HTMLImageElement; readonly index: components['schemas']['StoryboardIndex'] }
export type Waveform = components['schemas']['Waveform'];

export const RULER_PX = 22;
export const FILM_PX = 52;
export const WAVE_PX = 40;
const MARK_ROOM_PX = 76;
const LOUDEST = 128;

export interface StripScene { readonly width: number; readonly view: View; readonly palette: Palette }

export function paintRuler(context: CanvasRenderingContext2D, { width, view, palette }: StripScene): void {
  const step = markStep((view.toMs - view.fromMs) / Math.max(1, width), MARK_ROOM_PX);
  context.fillStyle = palette.muted;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  for (let ms = Math.ceil(view.fromMs / step) * step; ms <= view.toMs; ms += step) {
    const x = Math.round(xOf(ms, width, view)) + 0.5;
    context.moveTo(x, 2);
    context.lineTo(x, RULER_PX);
    context.fillText(step < 1_000 ? `${clock(ms)}.${String(Math.floor(ms % 1_000)).padStart(3, '0').slice(0, step < 100 ? 2 : 1)}` : clock(ms), x + 4, 15);
  }
  context.stroke();
}

/** Index of the tile nearest to the time. */
export function nearestTile(timesMs: readonly number[], ms: number): number {
  let [low, high] = [0, timesMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [timesMs[low - 1], timesMs[low]];
  if (before === undefined) return 0;
  return after === undefined || ms - before <= after - ms ? low - 1 : low;
}

export function tileAt({ columns, tileWidth, tileHeight }: Storyboard['index'], tile: number): { x: number; y: number; w: number; h: number } {
  return { x: (tile % columns) * tileWidth, y: Math.floor(tile / columns) * tileHeight, w: tileWidth, h: tileHeight };
}

export function paintFilm(context: CanvasRenderingContext2D, { width, view }: StripScene, top: number, { image, index }: Storyboard): void {
  const tilePx = Math.max(8, (index.tileWidth / index.tileHeight) * (FILM_PX - 2));
  const tileMs = (tilePx / Math.max(1, width)) * (view.toMs - view.fromMs);
  if (tileMs <= 0) return;
  // They stand at fixed times, so that panning moves them and does not exchange them.
  for (let ms = Math.floor(view.fromMs / tileMs) * tileMs; ms < view.toMs; ms += tileMs) {
    const { x, y, w, h } = tileAt(index, nearestTile(index.timesMs, ms + tileMs / 2));
    context.drawImage(image, x, y, w, h, xOf(ms, width, view), top + 1, tilePx, FILM_PX - 2);
  }
}

/** Lowest and highest sample of each column of pixels, in -1..1; NaN where there is none. */
function columnsOf({ stretchMs, peaks }: Waveform, width: number, view: View): { low: Float32Array; high: Float32Array } {
  const [low, high] = [new Float32Array(width).fill(Number.NaN), new Float32Array(width).fill(Number.NaN)];
  const count = peaks.length >> 1;
  for (let x = 0; x < width; x++) {
    const first = Math.max(0, Math.floor(msAt(x, width, view) / stretchMs));
    const last = Math.min(count - 1, Math.max(first, Math.ceil(msAt(x + 1, width, view) / stretchMs) - 1));
    let [least, most] = [Infinity, -Infinity];
    for (let i = first; i <= last; i++) {
      least = Math.min(least, peaks[2 * i] ?? 0);
      most = Math.max(most, peaks[2 * i + 1] ?? 0);
    }
    if (most < least) continue;
    low[x] = least / LOUDEST;
    high[x] = most / LOUDEST;
  }
  return { low, high };
}

export function paintWave(context: CanvasRenderingContext2D, { width, view }: StripScene, { top, height, colour }: { top: number; height: number; colour: string }, waveform: Waveform): void {
  const { low, high } = columnsOf(waveform, Math.max(0, Math.floor(width)), view);
  const middle = top + height / 2;
  const half = height / 2 - 2;
  context.fillStyle = colour;
  for (const [x, peak] of high.entries()) {
    if (Number.isNaN(peak)) continue;
    const upper = middle - peak * half;
    context.fillRect(x, upper, 1, Math.max(1, middle - (low[x] ?? 0) * half - upper));
  }
}
