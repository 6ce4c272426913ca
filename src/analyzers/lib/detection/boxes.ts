/** Overlap of boxes and greedy non-maximum suppression. */
import type { Box } from '@aima/contract';

export interface Detection {
  box: Box;
  confidence: number;
  label: string;
}

/** Area that two boxes share, in parts of the picture. */
function sharedArea(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w <= 0 || h <= 0 ? 0 : w * h;
}

/** Intersection over union, 0..1. */
export function overlap(a: Box, b: Box): number {
  const both = sharedArea(a, b);
  return both === 0 ? 0 : both / (a.w * a.h + b.w * b.h - both);
}

/** Part of `inner` that lies inside `outer`, 0..1. */
export function insideShare(inner: Box, outer: Box): number {
  const area = inner.w * inner.h;
  return area === 0 ? 0 : sharedArea(inner, outer) / area;
}

/** How alike two boxes are as places of one thing: overlap, or nearness in units of their size, 0..1. */
export function affinity(a: Box, b: Box): number {
  const [small, large] = [Math.min(a.w * a.h, b.w * b.h), Math.max(a.w * a.h, b.w * b.h)];
  if (large === 0) return 0;
  const distance = Math.hypot(a.x + a.w / 2 - b.x - b.w / 2, a.y + a.h / 2 - b.y - b.h / 2);
  const near = Math.max(0, 1 - distance / Math.sqrt(large));
  return Math.max(overlap(a, b), near * Math.sqrt(small / large) * 0.9);
}

/** Larger by `part` of its sides on both ends; it may reach beyond the picture. */
export const grown = ({ x, y, w, h }: Box, part: number): Box => ({ x: x - w * part, y: y - h * part, w: w * (1 + 2 * part), h: h * (1 + 2 * part) });

/** Best first; of two of one label that overlap more than `maxOverlap` the weaker one goes. */
export function keepBest(found: readonly Detection[], maxOverlap: number): Detection[] {
  return keepUnhidden(found, (other, next) => other.label === next.label && overlap(other.box, next.box) > maxOverlap);
}

/** Best first; what a better one hides goes. */
export function keepUnhidden(found: readonly Detection[], hides: (better: Detection, weaker: Detection) => boolean): Detection[] {
  const kept: Detection[] = [];
  for (const next of found.toSorted((a, b) => b.confidence - a.confidence)) {
    if (!kept.some((other) => hides(other, next))) kept.push(next);
  }
  return kept;
}
