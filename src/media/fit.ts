/** From the displayed frame to the size that an analyzer asks for, and back to fractions. */
import type { Box } from '@aima/contract';
import { EVERY_FRAME_SIDE, type PixelBox, type SampledVideo } from '@aima/sdk';

export interface Size {
  width: number;
  height: number;
}

/** `frame` is the buffer, `content` the part of it (top left) that shows the picture. */
export interface Fitted {
  frame: Size;
  content: Size;
}

export type SizeNeed = Pick<SampledVideo, 'width' | 'height' | 'fit' | 'multipleOf'>;

export const EVERY_FRAME_NEED: SizeNeed = { width: EVERY_FRAME_SIDE, height: EVERY_FRAME_SIDE, fit: 'inside' };

export function fit(shown: Size, need: SizeNeed): Fitted {
  const wanted = { width: need.width, height: need.height };
  if (need.fit === 'stretch') return { frame: wanted, content: wanted };
  const largest = Math.min(need.width / shown.width, need.height / shown.height);
  const scale = need.fit === 'inside' ? Math.min(1, largest) : largest;
  const content = { width: side(shown.width * scale, need.width), height: side(shown.height * scale, need.height) };
  if (need.fit === 'pad') return { frame: wanted, content };
  const step = need.multipleOf ?? 1;
  const rounded = { width: toMultiple(content.width, step, need.width), height: toMultiple(content.height, step, need.height) };
  return { frame: rounded, content: rounded };
}

const side = (length: number, limit: number): number => Math.min(limit, Math.max(1, Math.round(length)));

/** Nearest multiple that stays within the limit, at least one step. */
function toMultiple(length: number, step: number, limit: number): number {
  const nearest = Math.round(length / step) * step;
  const largest = Math.floor(limit / step) * step;
  return Math.max(step, Math.min(nearest, largest));
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** Pixels of the buffer → fractions of the displayed frame. */
export function toFractionIn({ width, height }: Size): (box: PixelBox) => Box {
  return (box) => {
    const x = clamp(box.left / width);
    const y = clamp(box.top / height);
    return { x, y, w: Math.max(0, clamp(box.right / width) - x), h: Math.max(0, clamp(box.bottom / height) - y) };
  };
}
