/** Pictures and sound as analyzers receive them. Buffers are lent: copy what must outlive the call. */
import type { Box } from '@aima/contract';

/** How a displayed frame is brought to the size that an analyzer asks for. */
export type Fit =
  /** Largest size inside width × height with the same aspect ratio; nothing is added. Never enlarges. */
  | 'inside'
  /** Exactly width × height: scaled to fit, the rest filled with black on the right and at the bottom. */
  | 'pad'
  /** Exactly width × height, aspect ratio lost. */
  | 'stretch';

/** Pictures taken every `everyMs` (a photo counts as one), RGB24. */
export interface SampledVideo {
  everyMs: number;
  width: number;
  height: number;
  fit: Fit;
  /** Round both sides to a multiple of this (fit `inside` only): networks with strides want 32. */
  multipleOf?: number;
  /** Most frames that come at once; by default 8. */
  batch?: number;
}

/** Every single frame of a video, RGB24, inside EVERY_FRAME_SIDE × EVERY_FRAME_SIDE pixels. */
export const EVERY_FRAME_SIDE = 160;

/** Consecutive windows of sound without overlap; the last one may be shorter. */
export interface SampledAudio {
  sampleRateHz: 16_000 | 48_000;
  channels: 1 | 2;
  windowMs: number;
}

/** Left, top, right, bottom in pixels of the frame that the analyzer was given. */
export interface PixelBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Frame {
  /** Presentation time of this picture, exact also at variable frame rates. */
  atMs: number;
  /** RGB24, row by row: [height, width, 3]. */
  pixels: Uint8Array;
  /** Pixels of this buffer → fractions of the displayed frame, clamped to it; padding is taken out. */
  toFraction(box: PixelBox): Box;
}

export interface FrameBatch {
  /** All frames one after the other: [frames.length, height, width, 3]. */
  pixels: Uint8Array;
  width: number;
  height: number;
  frames: readonly Frame[];
}

export interface AudioWindow {
  atMs: number;
  sampleRateHz: number;
  /** One array per channel, −1..1, all of the same length. */
  channels: readonly [Float32Array, ...Float32Array[]];
}
