/** A turned square of a picture, as face networks want their input: cut out, levelled, scaled. */

export interface Picture {
  /** RGB24 [height, width, 3]. */
  pixels: Uint8Array;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** In pixels of the picture. */
export interface Square {
  centre: Point;
  side: number;
  /** Radians, clockwise in the picture: how far the square's own horizontal is turned. */
  roll: number;
}

/** Most samples across one pixel of the result: beyond this a face is far larger than any network needs. */
const MOST_SAMPLES = 4;

/** A point of the square, in fractions of its side from its upper left corner, as a point of the picture. */
export function fromSquare({ centre, side, roll }: Square, { x, y }: Point): Point {
  const [cos, sin] = [Math.cos(roll) * side, Math.sin(roll) * side];
  return { x: centre.x + (x - 0.5) * cos - (y - 0.5) * sin, y: centre.y + (x - 0.5) * sin + (y - 0.5) * cos };
}

/** One bilinear sample of the three channels, added to `sum`; nothing outside the picture. */
function addSample({ pixels, width, height }: Picture, x: number, y: number, sum: Float64Array): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left >= width || top >= height) return;
  for (let row = 0; row < 2; row++) {
    const atY = top + row;
    if (atY < 0 || atY >= height) continue;
    const weightY = row === 0 ? 1 - (y - top) : y - top;
    for (let column = 0; column < 2; column++) {
      const atX = left + column;
      if (atX < 0 || atX >= width) continue;
      const weight = weightY * (column === 0 ? 1 - (x - left) : x - left);
      const at = (atY * width + atX) * 3;
      sum[0] = (sum[0] ?? 0) + weight * (pixels[at] ?? 0);
      sum[1] = (sum[1] ?? 0) + weight * (pixels[at + 1] ?? 0);
      sum[2] = (sum[2] ?? 0) + weight * (pixels[at + 2] ?? 0);
    }
  }
}

/** RGB24 [side, side, 3], written into `out` if given; black where the square leaves the picture. */
export function cutSquare(picture: Picture, square: Square, side: number, out = new Uint8Array(side * side * 3)): Uint8Array {
  // Several samples a pixel where the square shrinks, or fine patterns would alias.
  const samples = Math.max(1, Math.min(MOST_SAMPLES, Math.round(square.side / side)));
  const sum = new Float64Array(3);
  const step = 1 / (side * samples);
  const [cos, sin] = [Math.cos(square.roll) * square.side, Math.sin(square.roll) * square.side];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      sum.fill(0);
      for (let v = 0; v < samples; v++) {
        const offY = (y * samples + v + 0.5) * step - 0.5;
        for (let u = 0; u < samples; u++) {
          const offX = (x * samples + u + 0.5) * step - 0.5;
          addSample(picture, square.centre.x + offX * cos - offY * sin - 0.5, square.centre.y + offX * sin + offY * cos - 0.5, sum);
        }
      }
      const to = (y * side + x) * 3;
      for (let c = 0; c < 3; c++) out[to + c] = (sum[c] ?? 0) / (samples * samples) + 0.5;
    }
  }
  return out;
}

/** The same picture seen in a mirror, [side, side, 3]. */
export function mirrored(pixels: Uint8Array, side: number): Uint8Array {
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = (y * side + x) * 3;
      out.set(pixels.subarray(from, from + 3), (y * side + side - 1 - x) * 3);
    }
  }
  return out;
}
