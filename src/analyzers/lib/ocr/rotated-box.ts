/** A rectangle that may be turned: where one line of text lies in a picture, in pixels. */
import type { PixelBox } from '@aima/sdk';

export interface Point {
  x: number;
  y: number;
}

export interface RotatedBox {
  centerX: number;
  centerY: number;
  /** Along `angle`. */
  width: number;
  height: number;
  /** Radians, clockwise as seen (y points down), above −π/4 and at most π/4. */
  angle: number;
}

/** Corners in the order top left, top right, bottom right, bottom left of the unturned rectangle. */
export function cornersOf({ centerX, centerY, width, height, angle }: RotatedBox): [Point, Point, Point, Point] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const corner = (along: number, across: number): Point => ({
    x: centerX + along * width * cos - across * height * sin,
    y: centerY + along * width * sin + across * height * cos,
  });
  return [corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5)];
}

/** The smallest upright rectangle around it. */
export function boundsOf(box: RotatedBox): PixelBox {
  const corners = cornersOf(box);
  const xs = corners.map((point) => point.x);
  const ys = corners.map((point) => point.y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** Upright rectangle → box with angle 0. */
export const uprightBox = ({ left, top, right, bottom }: PixelBox): RotatedBox =>
  ({ centerX: (left + right) / 2, centerY: (top + bottom) / 2, width: right - left, height: bottom - top, angle: 0 });

/**
 * Grows a box by the same distance on every side: area × ratio / perimeter. The text detector was trained on
 * regions shrunk this way ("Real-time Scene Text Detection with Differentiable Binarization", 2020, section 3.5).
 */
export function unclip(box: RotatedBox, ratio: number): RotatedBox {
  const distance = (box.width * box.height * ratio) / (2 * (box.width + box.height));
  return { ...box, width: box.width + 2 * distance, height: box.height + 2 * distance };
}

/** Intersection over union of the upright rectangles around two boxes, 0..1. */
export function overlapOf(a: RotatedBox, b: RotatedBox): number {
  const p = boundsOf(a);
  const q = boundsOf(b);
  const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
  const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
  if (w <= 0 || h <= 0) return 0;
  const area = (r: PixelBox): number => (r.right - r.left) * (r.bottom - r.top);
  return (w * h) / (area(p) + area(q) - w * h);
}

/** How much of `part`, 0..1, lies inside `whole`, measured along the directions of `whole`. */
export function partInside(part: RotatedBox, whole: RotatedBox): number {
  const cos = Math.cos(whole.angle);
  const sin = Math.sin(whole.angle);
  const corners = cornersOf(part).map(({ x, y }) => [x - whole.centerX, y - whole.centerY] as const);
  const along = corners.map(([x, y]) => x * cos + y * sin);
  const across = corners.map(([x, y]) => y * cos - x * sin);
  const inside = (values: readonly number[], length: number): number => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return Math.max(0, Math.min(high, length / 2) - Math.max(low, -length / 2)) / (high - low);
  };
  return inside(along, whole.width) * inside(across, whole.height);
}
