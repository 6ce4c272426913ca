/** Weights from TensorFlow's order of axes to ONNX's. */

/** Rearranges a row-major tensor: axis i of the result is axis `order[i]` of the input. */
export function permute(data: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 1);
  const result = new Float32Array(data.length);
  const index = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = data[from] ?? 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const at = (index[axis] ?? 0) + 1;
      from += steps[axis] ?? 0;
      if (at < (sizes[axis] ?? 1)) {
        index[axis] = at;
        break;
      }
      from -= at * (steps[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return result;
}

/** Convolution kernels [height, width, in, out] → [out, in, height, width]. */
export const OIHW = [3, 2, 0, 1] as const;
/** Depthwise kernels [height, width, in, multiplier] → [in, multiplier, height, width]; read as [in * multiplier, 1, …]. */
export const DEPTHWISE_OIHW = [2, 3, 0, 1] as const;
export const TO_NCHW = [0, 3, 1, 2] as const;
export const TO_NHWC = [0, 2, 3, 1] as const;
