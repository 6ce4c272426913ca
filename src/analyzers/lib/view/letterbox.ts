/** Brings a picture into the square of a network: aspect ratio kept, black on the right and at the bottom. */
import type { Frame, FrameBatch } from '@aima/sdk';
import { onceForFrame } from './view.ts';

export interface Letterbox {
  /** RGB24 [side, side, 3]. */
  pixels: Uint8Array;
  side: number;
  /** Pixels of the square for one pixel of the picture; multiply by 1/scale to come back. */
  scale: number;
}

interface Picture {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** First and last source cell of every target cell, as an area average needs them; never empty. */
function spans(from: number, to: number): { first: Int32Array; last: Int32Array } {
  const ratio = from / to;
  return {
    first: Int32Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.floor(i * ratio))),
    last: Int32Array.from({ length: to }, (_, i) => Math.max(Math.floor(i * ratio) + 1, Math.min(from, Math.floor((i + 1) * ratio)))),
  };
}

/** Area average downwards (no aliasing, which detectors dislike), nearest cell upwards. */
function shrinkInto({ pixels, width, height }: Picture, out: Uint8Array, outWidth: number, outHeight: number, stride: number): void {
  const columns = spans(width, outWidth);
  const rows = spans(height, outHeight);
  for (let y = 0; y < outHeight; y++) {
    const top = rows.first[y] ?? 0;
    const bottom = rows.last[y] ?? 0;
    for (let x = 0; x < outWidth; x++) {
      const left = columns.first[x] ?? 0;
      const right = columns.last[x] ?? 0;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = top; row < bottom; row++) {
        for (let at = (row * width + left) * 3, end = (row * width + right) * 3; at < end; at += 3) {
          red += pixels[at] ?? 0;
          green += pixels[at + 1] ?? 0;
          blue += pixels[at + 2] ?? 0;
        }
      }
      const cells = (bottom - top) * (right - left);
      const to = (y * stride + x) * 3;
      out[to] = red / cells;
      out[to + 1] = green / cells;
      out[to + 2] = blue / cells;
    }
  }
}

export function letterboxOf(picture: Picture, side: number): Letterbox {
  const scale = side / Math.max(picture.width, picture.height);
  const out = new Uint8Array(side * side * 3);
  shrinkInto(picture, out, Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)), side);
  return { pixels: out, side, scale };
}

/** Of a frame of the view, made once for all networks that want the same square. */
export const letterbox = (frame: Frame, batch: Pick<FrameBatch, 'width' | 'height'>, side: number): Letterbox =>
  onceForFrame(frame, `letterbox ${side}`, () => letterboxOf({ pixels: frame.pixels, width: batch.width, height: batch.height }, side));

/** The whole picture in another size, aspect ratio lost. RGB24 [height, width, 3]. */
export function stretchedTo(picture: Picture, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  shrinkInto(picture, out, width, height, width);
  return out;
}

/** The whole picture as a square of the network, aspect ratio lost: what classifiers were trained on. */
export const stretched = (frame: Frame, batch: Pick<FrameBatch, 'width' | 'height'>, side: number): Uint8Array =>
  onceForFrame(frame, `stretched ${side}`, () => stretchedTo({ pixels: frame.pixels, width: batch.width, height: batch.height }, side, side));
