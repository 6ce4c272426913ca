/** Brightness of the tiny every-frame pictures, worked out once for all that follow small regions from picture to picture. */
import type { Frame, FrameBatch } from '@aima/sdk';
import { onceForFrame } from '../view/view.ts';

export interface LumaPlane {
  atMs: number;
  width: number;
  height: number;
  /** BT.601 luma [height, width], 0..255; not lent. */
  data: Uint8Array;
}

export const lumaPlane = (frame: Frame, { width, height }: Pick<FrameBatch, 'width' | 'height'>): LumaPlane => onceForFrame(frame, 'luma plane', () => {
  const { pixels, atMs } = frame;
  const data = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < data.length; i++, at += 3) data[i] = (77 * (pixels[at] ?? 0) + 150 * (pixels[at + 1] ?? 0) + 29 * (pixels[at + 2] ?? 0)) >> 8;
  return { atMs, width, height, data };
});
