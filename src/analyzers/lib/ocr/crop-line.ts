/** Cuts one line of text out of a picture and lays it straight, at the height that the recogniser reads. */
import type { Tensor } from '@aima/sdk';
import type { Picture } from './picture.ts';
import type { RotatedBox } from './rotated-box.ts';

export const LINE_HEIGHT = 48;
/** The recogniser was trained on lines padded to this width. */
export const MIN_LINE_WIDTH = 320;
const MAX_LINE_WIDTH = 3200;
const WIDTH_STEP = 32;

/** Quarter turns clockwise between the box's upright reading and the direction in which its text runs. */
export type QuarterTurns = -1 | 0 | 1;

/** The same rectangle with its width along the running text. */
export function turned(box: RotatedBox, quarterTurns: QuarterTurns): RotatedBox {
  if (quarterTurns === 0) return box;
  return { ...box, width: box.height, height: box.width, angle: box.angle + (quarterTurns * Math.PI) / 2 };
}

/** A line as the recogniser reads it; `width` columns of it are picture, the rest is padding. */
export interface LineCrop {
  input: Tensor;
  width: number;
}

/**
 * Planes blue, green, red [1, 3, 48, width], −1..1, padded with 0 on the right. Samples bilinearly; a box taller than the
 * crop is averaged from several samples a pixel.
 */
export function cropLine(picture: Picture, box: RotatedBox): LineCrop {
  const scale = box.height / LINE_HEIGHT;
  const width = Math.max(1, Math.min(MAX_LINE_WIDTH, Math.round(box.width / scale)));
  const padded = Math.max(MIN_LINE_WIDTH, Math.ceil(width / WIDTH_STEP) * WIDTH_STEP);
  const data = new Float32Array(3 * LINE_HEIGHT * padded);
  const samples = Math.max(1, Math.min(4, Math.round(scale)));
  const cos = Math.cos(box.angle);
  const sin = Math.sin(box.angle);
  const rgb = new Float32Array(3);
  for (let y = 0; y < LINE_HEIGHT; y++) {
    for (let x = 0; x < width; x++) {
      rgb.fill(0);
      for (let k = 0; k < samples * samples; k++) {
        const along = ((x + ((k % samples) + 0.5) / samples) / width - 0.5) * box.width;
        const across = ((y + (Math.floor(k / samples) + 0.5) / samples) / LINE_HEIGHT - 0.5) * box.height;
        addPixel(picture, box.centerX + along * cos - across * sin, box.centerY + along * sin + across * cos, rgb);
      }
      for (let plane = 0; plane < 3; plane++) {
        data[(plane * LINE_HEIGHT + y) * padded + x] = (rgb[2 - plane] ?? 0) / (samples * samples * 127.5) - 1;
      }
    }
  }
  return { input: { type: 'float32', dims: [1, 3, LINE_HEIGHT, padded], data }, width };
}

/** Adds the colour at (x, y), whose pixel centres lie at halves; outside, the nearest edge pixel counts. */
function addPixel({ width, height, pixels }: Picture, x: number, y: number, rgb: Float32Array): void {
  const px = Math.max(0, Math.min(width - 1, x - 0.5));
  const py = Math.max(0, Math.min(height - 1, y - 0.5));
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  const [fx, fy] = [px - x0, py - y0];
  const right = x0 + 1 < width ? 3 : 0;
  const below = y0 + 1 < height ? width * 3 : 0;
  const at = (y0 * width + x0) * 3;
  for (let c = 0; c < 3; c++) {
    const upper = (pixels[at + c] ?? 0) * (1 - fx) + (pixels[at + right + c] ?? 0) * fx;
    const lower = (pixels[at + below + c] ?? 0) * (1 - fx) + (pixels[at + below + right + c] ?? 0) * fx;
    rgb[c] = (rgb[c] ?? 0) + upper * (1 - fy) + lower * fy;
  }
}
