/**
 * From the detector's probability map to boxes of text lines, as in "Real-time Scene Text Detection with
 * Differentiable Binarization" (2020): regions above a threshold, a smallest rectangle around each, a score, growth.
 */
import { connectedComponents } from './connected-components.ts';
import { minAreaRect } from './min-area-rect.ts';
import { boundsOf, type RotatedBox, unclip } from './rotated-box.ts';

/** Probability that a pixel lies in the shrunk core of a text line, [height, width]. */
export interface ProbabilityMap {
  data: Float32Array;
  width: number;
  height: number;
}

export interface DbOptions {
  /** Pixels above it belong to a region. */
  pixelThreshold: number;
  /** Mean probability inside the rectangle that a line needs. */
  boxThreshold: number;
  unclipRatio: number;
}

export interface DetectedLine {
  box: RotatedBox;
  /** Mean probability inside the box before it is grown, 0..1. */
  score: number;
}

/** Regions thinner than this (map pixels) are specks. */
const MIN_SIDE = 3;

/** Mean of the map over the pixels whose centre lies inside the box. */
export function meanInside({ data, width, height }: ProbabilityMap, box: RotatedBox): number {
  const bounds = boundsOf(box);
  const cos = Math.cos(box.angle);
  const sin = Math.sin(box.angle);
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, Math.floor(bounds.top)); y < Math.min(height, Math.ceil(bounds.bottom)); y++) {
    for (let x = Math.max(0, Math.floor(bounds.left)); x < Math.min(width, Math.ceil(bounds.right)); x++) {
      const [dx, dy] = [x + 0.5 - box.centerX, y + 0.5 - box.centerY];
      if (Math.abs(dx * cos + dy * sin) > box.width / 2 || Math.abs(dy * cos - dx * sin) > box.height / 2) continue;
      sum += data[y * width + x] ?? 0;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Lines in pixels of the map. */
export function linesOfMap(map: ProbabilityMap, options: DbOptions): DetectedLine[] {
  const lines: DetectedLine[] = [];
  for (const { outline, pixelCount } of connectedComponents(map.data, map.width, map.height, options.pixelThreshold)) {
    if (pixelCount < MIN_SIDE * MIN_SIDE) continue;
    const core = minAreaRect(outline);
    if (Math.min(core.width, core.height) < MIN_SIDE) continue;
    const score = meanInside(map, core);
    if (score >= options.boxThreshold) lines.push({ box: unclip(core, options.unclipRatio), score });
  }
  return lines;
}
