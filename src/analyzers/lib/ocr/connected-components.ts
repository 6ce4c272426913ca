/** Connected regions of a probability map. */
import type { Point } from './rotated-box.ts';

export interface Component {
  pixelCount: number;
  /** Corners of the outermost pixels of each row: they have the same convex hull as all pixels. */
  outline: Point[];
}

/**
 * Regions (8-connected) of values above `threshold`, in the order of their first pixel, row by row.
 * @param map [height, width]
 */
export function connectedComponents(map: Float32Array, width: number, height: number, threshold: number): Component[] {
  const open = new Uint8Array(width * height);
  for (let i = 0; i < open.length; i++) open[i] = (map[i] ?? 0) > threshold ? 1 : 0;
  const stack = new Int32Array(width * height);
  const first = new Int32Array(height);
  const last = new Int32Array(height);
  const components: Component[] = [];
  for (let seed = open.indexOf(1); seed !== -1; seed = open.indexOf(1, seed + 1)) {
    components.push(flood(seed));
  }
  return components;

  /** Takes one region out of `open`. */
  function flood(seed: number): Component {
    first.fill(width);
    last.fill(-1);
    let pixelCount = 0;
    let depth = 1;
    stack[0] = seed;
    open[seed] = 0;
    while (depth > 0) {
      const at = stack[--depth] ?? 0;
      const y = Math.floor(at / width);
      const x = at - y * width;
      pixelCount++;
      if (x < (first[y] ?? 0)) first[y] = x;
      if (x > (last[y] ?? 0)) last[y] = x;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (open[next] !== 1) continue;
          open[next] = 0;
          stack[depth++] = next;
        }
      }
    }
    return { pixelCount, outline: outlineOf() };
  }

  function outlineOf(): Point[] {
    const outline: Point[] = [];
    for (let y = 0; y < height; y++) {
      const [from, to] = [first[y] ?? 0, (last[y] ?? 0) + 1];
      if (to > 0) outline.push({ x: from, y }, { x: to, y }, { x: from, y: y + 1 }, { x: to, y: y + 1 });
    }
    return outline;
  }
}
