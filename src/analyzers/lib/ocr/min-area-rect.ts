/** The smallest rectangle around a set of points: convex hull, then one side of the rectangle on each hull edge in turn. */
import { type Point, type RotatedBox, uprightBox } from './rotated-box.ts';

const cross = (o: Point, a: Point, b: Point): number => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);

/** Convex hull without collinear points (Andrew's monotone chain). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      for (;;) {
        const [before, last] = [chain.at(-2), chain.at(-1)];
        if (before === undefined || last === undefined || cross(before, last, point) > 0) break;
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.toReversed())];
}

function aroundAlong(hull: readonly Point[], angle: number): RotatedBox {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of hull) {
    const along = x * cos + y * sin;
    const across = y * cos - x * sin;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const [u, v] = [(left + right) / 2, (top + bottom) / 2];
  return { centerX: u * cos - v * sin, centerY: u * sin + v * cos, width: right - left, height: bottom - top, angle };
}

/** Turns by quarter turns until the angle lies in (−π/4, π/4]. */
function normalised(box: RotatedBox): RotatedBox {
  let { width, height, angle } = box;
  while (angle > Math.PI / 4) {
    angle -= Math.PI / 2;
    [width, height] = [height, width];
  }
  while (angle <= -Math.PI / 4) {
    angle += Math.PI / 2;
    [width, height] = [height, width];
  }
  return { ...box, width, height, angle };
}

/** How much larger the upright rectangle may be and still be preferred: the tilt of a short blob is mostly noise. */
const UPRIGHT_SLACK = 1.12;

/** The smallest rectangle around the points, in pixels; the upright one where it is nearly as small. */
export function minAreaRect(points: readonly Point[]): RotatedBox {
  const hull = convexHull(points);
  const xs = hull.map((point) => point.x);
  const ys = hull.map((point) => point.y);
  const upright = uprightBox({ left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) });
  let best = upright;
  for (const [i, from] of hull.entries()) {
    const to = hull[(i + 1) % hull.length] ?? from;
    const box = aroundAlong(hull, Math.atan2(to.y - from.y, to.x - from.x));
    if (box.width * box.height < best.width * best.height) best = box;
  }
  return upright.width * upright.height <= best.width * best.height * UPRIGHT_SLACK ? upright : normalised(best);
}
