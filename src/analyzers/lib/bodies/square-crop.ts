/** Cuts a turned square out of a frame and lays it straight at the size of a network. */
import type { FrameSize } from '../detection/find-things.ts';

/** In pixels of the frame; `angle` is how far the square's upright direction is turned clockwise, in radians. */
export interface Square {
  centerX: number;
  centerY: number;
  side: number;
  angle: number;
}

export interface Point {
  x: number;
  y: number;
}

/** From fractions of the square (0, 0 is its upper left) to pixels of the frame. */
export function pointOf(square: Square, { x, y }: Point): Point {
  const [along, down] = [(x - 0.5) * square.side, (y - 0.5) * square.side];
  const [cos, sin] = [Math.cos(square.angle), Math.sin(square.angle)];
  return { x: square.centerX + along * cos - down * sin, y: square.centerY + along * sin + down * cos };
}

/** RGB24 [side, side, 3]; nearest pixels, of which a reduced picture averages up to nine; black outside the frame. */
export function cropSquare(pixels: Uint8Array, { width, height }: FrameSize, square: Square, side: number): Uint8Array {
  const out = new Uint8Array(side * side * 3);
  const step = square.side / side;
  const samples = Math.max(1, Math.min(3, Math.round(step)));
  const [cos, sin] = [Math.cos(square.angle) * step, Math.sin(square.angle) * step];
  for (let y = 0, to = 0; y < side; y++) {
    for (let x = 0; x < side; x++, to += 3) {
      let [red, green, blue] = [0, 0, 0];
      for (let k = 0; k < samples * samples; k++) {
        const along = x + ((k % samples) + 0.5) / samples - side / 2;
        const down = y + (Math.floor(k / samples) + 0.5) / samples - side / 2;
        const px = Math.floor(square.centerX + along * cos - down * sin);
        const py = Math.floor(square.centerY + along * sin + down * cos);
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const at = (py * width + px) * 3;
        red += pixels[at] ?? 0;
        green += pixels[at + 1] ?? 0;
        blue += pixels[at + 2] ?? 0;
      }
      out[to] = red / (samples * samples);
      out[to + 1] = green / (samples * samples);
      out[to + 2] = blue / (samples * samples);
    }
  }
  return out;
}
