/**
 * Reads the weights of a TensorFlow.js model: one after another in a binary file, as its manifest lists them,
 * plain or quantised to uint8, uint16 (value * scale + min) or float16.
 */
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';

const Quantization = z.discriminatedUnion('dtype', [
  z.object({ dtype: z.literal('float16') }),
  z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
]);

const WeightSpec = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: Quantization.optional(),
});
type WeightSpec = z.infer<typeof WeightSpec>;

export const WeightsManifest = z.array(z.object({ paths: z.array(z.string()), weights: z.array(WeightSpec) }));
export type WeightsManifest = z.infer<typeof WeightsManifest>;

/** One weight, dequantised, row-major. */
export type Weight =
  | { type: 'float32'; shape: readonly number[]; data: Float32Array }
  | { type: 'int32'; shape: readonly number[]; data: Int32Array };

/** IEEE 754 half precision to number. */
export function float16(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const STORED_BYTES = { float32: 4, int32: 4, bool: 1, float16: 2, uint8: 1, uint16: 2 } as const;

/** Stored element `i` as the number that it stands for. */
function decoder({ dtype, quantization }: WeightSpec, view: DataView): (i: number) => number {
  switch (quantization?.dtype) {
    case 'float16': return (i) => float16(view.getUint16(i * 2, true));
    case 'uint8': return (i) => view.getUint8(i) * quantization.scale + quantization.min;
    case 'uint16': return (i) => view.getUint16(i * 2, true) * quantization.scale + quantization.min;
    case undefined: break;
  }
  switch (dtype) {
    case 'float32': return (i) => view.getFloat32(i * 4, true);
    case 'int32': return (i) => view.getInt32(i * 4, true);
    case 'bool': return (i) => view.getUint8(i);
  }
}

function readWeight(spec: WeightSpec, view: DataView, count: number): Weight {
  const decode = decoder(spec, view);
  if (spec.dtype === 'float32') {
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = decode(i);
    return { type: 'float32', shape: spec.shape, data };
  }
  const data = new Int32Array(count);
  for (let i = 0; i < count; i++) data[i] = Math.round(decode(i));
  return { type: 'int32', shape: spec.shape, data };
}

/**
 * All weights by name. Booleans come as int32 0 and 1.
 * @throws AppError MODEL_CORRUPT if the file is shorter or longer than the manifest says
 */
export function readWeights(manifest: WeightsManifest, bytes: Uint8Array): ReadonlyMap<string, Weight> {
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const spec of manifest.flatMap((group) => group.weights)) {
    const count = spec.shape.reduce((product, size) => product * size, 1);
    const length = count * STORED_BYTES[spec.quantization?.dtype ?? spec.dtype];
    if (offset + length > bytes.length) throw new AppError('MODEL_CORRUPT', `The weights end inside '${spec.name}'.`);
    weights.set(spec.name, readWeight(spec, new DataView(bytes.buffer, bytes.byteOffset + offset, length), count));
    offset += length;
  }
  if (offset !== bytes.length) throw new AppError('MODEL_CORRUPT', `The weights are ${bytes.length} bytes long, their manifest says ${offset}.`);
  return weights;
}
