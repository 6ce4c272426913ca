/** Overlap of boxes and greedy non-maximum suppression. */
import type { Box } from '@aima/contract';

export interface Detection {
  box: Box;
  confidence: number;
  label: string;
}

/** Intersection over union, 0..1. */
export function overlap(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  return w * h / (a.w * a.h + b.w * b.h - w * h);
}

/** Best first; of two of one label that overlap more than `maxOverlap` the weaker one goes. */
export function keepBest(found: readonly Detection[], maxOverlap: number): Detection[] {
  const kept: Detection[] = [];
  for (const next of found.toSorted((a, b) => b.confidence - a.confidence)) {
    if (kept.every((other) => other.label !== next.label || overlap(other.box, next.box) <= maxOverlap)) kept.push(next);
  }
  return kept;
}
