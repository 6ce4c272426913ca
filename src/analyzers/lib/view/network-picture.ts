/** Pixels as the float input of a network, in the size and coding that the network's entry states. */
import type { Tensor, TensorInput } from '@aima/sdk';

/** RGB24 [height, width, 3]; only the left top `filledWidth` × `filledHeight` is picture. */
export interface RgbPicture {
  pixels: Uint8Array;
  width: number;
  height: number;
  filledWidth?: number;
  filledHeight?: number;
}

/** Rows and columns of a picture input, and whether its channels come first; undefined sizes vary. */
export function pictureSize({ dims }: TensorInput): { height: number | undefined; width: number | undefined; planes: boolean } {
  const planes = dims[1] === 3;
  const [height, width] = planes ? dims.slice(2) : dims.slice(1, 3);
  return { height: typeof height === 'number' ? height : undefined, width: typeof width === 'number' ? width : undefined, planes };
}

/**
 * float32 [1, 3, height, width] or [1, height, width, 3] as the input's dims have it; `(byte - mean) / std` by its
 * coding, plain bytes without one. What is no picture gets the byte `padding`.
 */
export function networkPicture(picture: RgbPicture, input: TensorInput, padding = 0): Tensor {
  const { width, height, filledWidth = width, filledHeight = height, pixels } = picture;
  const { planes } = pictureSize(input);
  const { order, mean, std } = input.pixels ?? { order: 'rgb', mean: [0, 0, 0], std: [1, 1, 1] };
  const size = width * height;
  const data = new Float32Array(size * 3);
  for (let channel = 0; channel < 3; channel++) {
    const source = order === 'rgb' ? channel : 2 - channel;
    const [from, step] = planes ? [channel * size, 1] : [channel, 3];
    const [off, by] = [mean[channel] ?? 0, 1 / (std[channel] ?? 1)];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        const byte = x < filledWidth && y < filledHeight ? pixels[at * 3 + source] ?? 0 : padding;
        data[from + at * step] = (byte - off) * by;
      }
    }
  }
  return { type: 'float32', dims: planes ? [1, 3, height, width] : [1, height, width, 3], data };
}
