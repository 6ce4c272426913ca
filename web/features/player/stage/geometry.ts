/** Where the picture lies in its element, and points from one to the other. */
import type { Observation } from '../model/observation-index.ts';

export interface Rect { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
type Box = NonNullable<Observation['box']>;

/** As `object-fit: contain` lays it: centred, whole, with bars at two sides. Sizes of the picture are those displayed, after rotation. */
export function pictureRect(elementWidth: number, elementHeight: number, pictureWidth: number, pictureHeight: number): Rect {
  if (pictureWidth <= 0 || pictureHeight <= 0 || elementWidth <= 0 || elementHeight <= 0) return { x: 0, y: 0, w: 0, h: 0 };
  const scale = Math.min(elementWidth / pictureWidth, elementHeight / pictureHeight);
  const [w, h] = [pictureWidth * scale, pictureHeight * scale];
  return { x: (elementWidth - w) / 2, y: (elementHeight - h) / 2, w, h };
}

/** Fractions of the displayed frame become pixels of the element. */
export const onElement = ({ x, y, w, h }: Box, picture: Rect): Rect => ({ x: picture.x + x * picture.w, y: picture.y + y * picture.h, w: w * picture.w, h: h * picture.h });

/** Pixels of the element become fractions of the frame; undefined beside the picture. */
export function inPicture(x: number, y: number, picture: Rect): { x: number; y: number } | undefined {
  if (picture.w <= 0 || picture.h <= 0) return undefined;
  const at = { x: (x - picture.x) / picture.w, y: (y - picture.y) / picture.h };
  return at.x < 0 || at.x > 1 || at.y < 0 || at.y > 1 ? undefined : at;
}

/** Shared part of two boxes, as a part of what both cover. */
export function overlap(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / (a.w * a.h + b.w * b.h - w * h);
}

const between = (a: number, b: number, share: number): number => a + (b - a) * share;

export const boxBetween = (a: Box, b: Box, share: number): Box => ({ x: between(a.x, b.x, share), y: between(a.y, b.y, share), w: between(a.w, b.w, share), h: between(a.h, b.h, share) });

/** The smallest box that has the point, since a face lies in a person. */
export function smallestAt<Item extends { box: Box }>(items: readonly Item[], at: { x: number; y: number }): Item | undefined {
  let best: Item | undefined;
  for (const item of items) {
    const { x, y, w, h } = item.box;
    if (at.x < x || at.x > x + w || at.y < y || at.y > y + h) continue;
    if (!best || w * h < best.box.w * best.box.h) best = item;
  }
  return best;
}
