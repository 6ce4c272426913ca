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

/** Where the pixels of the result lie in the picture: the first one, and the steps to the right and down. */
interface Lattice {
  x: number;
  y: number;
  right: Point;
  down: Point;
}

function latticeOf({ centre, side, roll }: Square, count: number): Lattice {
  const [cos, sin] = [Math.cos(roll) * side, Math.sin(roll) * side];
  const first = 0.5 / count - 0.5;
  // Half a pixel less: the first pixel of a picture has its centre at 0.5.
  return {
    x: centre.x + first * cos - first * sin - 0.5, y: centre.y + first * sin + first * cos - 0.5,
    right: { x: cos / count, y: sin / count }, down: { x: -sin / count, y: cos / count },
  };
}

/** One sample a pixel, between its four neighbours: for squares that are about as large as the result, or smaller. */
function cutBetween({ pixels, width, height }: Picture, { x, y, right, down }: Lattice, side: number, out: Uint8Array): void {
  for (let row = 0, to = 0; row < side; row++) {
    for (let column = 0; column < side; column++, to += 3) {
      const atX = x + column * right.x + row * down.x;
      const atY = y + column * right.y + row * down.y;
      const left = Math.floor(atX);
      const top = Math.floor(atY);
      if (left < -1 || top < -1 || left >= width || top >= height) continue;
      const [fx, fy] = [atX - left, atY - top];
      for (let corner = 0; corner < 4; corner++) {
        const px = left + (corner & 1);
        const py = top + (corner >> 1);
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const weight = ((corner & 1) === 1 ? fx : 1 - fx) * (corner >> 1 === 1 ? fy : 1 - fy);
        const from = (py * width + px) * 3;
        sums[0] = (sums[0] ?? 0) + weight * (pixels[from] ?? 0);
        sums[1] = (sums[1] ?? 0) + weight * (pixels[from + 1] ?? 0);
        sums[2] = (sums[2] ?? 0) + weight * (pixels[from + 2] ?? 0);
      }
      for (let c = 0; c < 3; c++) out[to + c] = (sums[c] ?? 0) + 0.5;
      sums.fill(0);
    }
  }
}
const sums = new Float64Array(3);

/** The mean of samples × samples points of the lattice for each pixel, or fine patterns would alias. */
function cutAveraged({ pixels, width, height }: Picture, { x, y, right, down }: Lattice, side: number, samples: number, out: Uint8Array): void {
  const share = 1 / (samples * samples);
  for (let row = 0, to = 0; row < side; row++) {
    for (let column = 0; column < side; column++, to += 3) {
      let [red, green, blue] = [0, 0, 0];
      for (let v = row * samples; v < (row + 1) * samples; v++) {
        for (let u = column * samples; u < (column + 1) * samples; u++) {
          const px = Math.round(x + u * right.x + v * down.x);
          const py = Math.round(y + u * right.y + v * down.y);
          if (px < 0 || py < 0 || px >= width || py >= height) continue;
          const from = (py * width + px) * 3;
          red += pixels[from] ?? 0;
          green += pixels[from + 1] ?? 0;
          blue += pixels[from + 2] ?? 0;
        }
      }
      out[to] = red * share + 0.5;
      out[to + 1] = green * share + 0.5;
      out[to + 2] = blue * share + 0.5;
    }
  }
}

/** RGB24 [side, side, 3]; black where the square leaves the picture. */
export function cutSquare(picture: Picture, square: Square, side: number): Uint8Array {
  const out = new Uint8Array(side * side * 3);
  const samples = Math.max(1, Math.min(MOST_SAMPLES, Math.round(square.side / side)));
  const lattice = latticeOf(square, side * samples);
  if (samples === 1) cutBetween(picture, lattice, side, out);
  else cutAveraged(picture, lattice, side, samples, out);
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
