/** Growing detected words can make neighbours in a row overlap; each letter belongs to one of them only. */
import type { RotatedBox } from './rotated-box.ts';

/** Directions further apart (radians) are no neighbours. */
const MAX_TURN = 0.1;
/** Part of the smaller height that two boxes of one row share at least. */
const SAME_ROW = 0.5;
/** An overlap of more than this part of the narrower box is no edge effect. */
const MAX_OVERLAP = 0.5;

interface Placed {
  box: RotatedBox;
  left: number;
  right: number;
}

const shortened = ({ box, left, right }: Placed): RotatedBox => {
  const shift = (left + right) / 2;
  return { ...box, centerX: box.centerX + shift * Math.cos(box.angle), centerY: box.centerY + shift * Math.sin(box.angle), width: right - left };
};

/** The same boxes, where two of one row overlap at their ends cut in the middle of the overlap. */
export function partNeighbours(boxes: readonly RotatedBox[]): RotatedBox[] {
  const placed = boxes.map((box): Placed => ({ box, left: -box.width / 2, right: box.width / 2 }));
  for (const [i, a] of placed.entries()) {
    for (const b of placed.slice(i + 1)) partPair(a, b);
  }
  return placed.map(shortened);
}

/** `left` and `right` are measured from the box's own centre along its own direction. */
function partPair(a: Placed, b: Placed): void {
  if (Math.abs(a.box.angle - b.box.angle) > MAX_TURN) return;
  const [cos, sin] = [Math.cos(a.box.angle), Math.sin(a.box.angle)];
  const [dx, dy] = [b.box.centerX - a.box.centerX, b.box.centerY - a.box.centerY];
  const along = dx * cos + dy * sin;
  const across = Math.abs(dy * cos - dx * sin);
  const smaller = Math.min(a.box.height, b.box.height);
  if ((a.box.height + b.box.height) / 2 - across < SAME_ROW * smaller) return;
  const [first, second, distance] = along >= 0 ? [a, b, along] : [b, a, -along];
  const overlap = first.right - (distance + second.left);
  if (overlap <= 0 || overlap > MAX_OVERLAP * Math.min(a.box.width, b.box.width)) return;
  first.right -= overlap / 2;
  second.left += overlap / 2;
}
