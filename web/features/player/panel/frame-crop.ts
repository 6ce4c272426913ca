/** Which kept picture shows a moment, and how it is laid so that a square shows only a part of it. Pure. */

interface Box { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
interface Frame { readonly atMs: number; readonly width: number; readonly height: number }

/** A kept picture so far away shows something else. */
const FARTHEST_MS = 2_000;

/** @param frames in order of time */
export function closestFrame<Kept extends Frame>(frames: readonly Kept[], atMs: number): Kept | undefined {
  let best: Kept | undefined;
  for (const frame of frames) if (!best || Math.abs(frame.atMs - atMs) < Math.abs(best.atMs - atMs)) best = frame;
  return best && Math.abs(best.atMs - atMs) <= FARTHEST_MS ? best : undefined;
}

/** Some of what is around helps to see what it is. */
const AROUND = 0.15;

/** Style of the picture within a square of `side` pixels that cuts off what is outside: the box, or the whole, as large as it fits. */
export function cropOf({ width, height }: Frame, box: Box | undefined, side: number): { left: number; top: number; width: number; height: number } {
  const { x, y, w, h } = box ? { x: box.x - box.w * AROUND, y: box.y - box.h * AROUND, w: box.w * (1 + 2 * AROUND), h: box.h * (1 + 2 * AROUND) } : { x: 0, y: 0, w: 1, h: 1 };
  const scale = side / Math.max(1, w * width, h * height);
  const [wide, high] = [width * scale, height * scale];
  return { left: side / 2 - (x + w / 2) * wide, top: side / 2 - (y + h / 2) * high, width: wide, height: high };
}
