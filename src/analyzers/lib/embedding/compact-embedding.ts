/** Feature vectors made small enough for a document, with their cosines kept. */

/** Numbers a compact embedding has at most. */
export const COMPACT_DIMENSIONS = 256;
const SEED = 1;
const LARGEST = 127;

/** One row of signs for each number that comes out; the same on every machine and for ever. */
function signs(dimensions: number): Int8Array {
  let state = SEED;
  return new Int8Array(COMPACT_DIMENSIONS * dimensions).map(() => {
    // Numerical Recipes' linear congruential generator; its high bits are random enough for signs.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state < 2 ** 31 ? -1 : 1;
  });
}

const known = new Map<number, Int8Array>();

/** Random signs instead of learnt directions keep cosines within about 0.06 (Achlioptas, 'Database-friendly random projections', 2003). */
function projected(features: Float32Array): Float32Array {
  const matrix = known.get(features.length) ?? signs(features.length);
  known.set(features.length, matrix);
  const out = new Float32Array(COMPACT_DIMENSIONS);
  for (let row = 0; row < COMPACT_DIMENSIONS; row++) {
    let sum = 0;
    const at = row * features.length;
    for (let i = 0; i < features.length; i++) sum += (matrix[at + i] ?? 0) * (features[i] ?? 0);
    out[row] = sum;
  }
  return out;
}

function quantised(values: Float32Array): Int8Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Int8Array.from(values, (value) => (largest === 0 ? 0 : Math.round((value / largest) * LARGEST)));
}

/** At most 256 whole numbers, −127..127; length means nothing, compare by cosine. Longer vectors are projected, others only rounded. */
export const compactEmbedding = (features: Float32Array): Int8Array => quantised(features.length > COMPACT_DIMENSIONS ? projected(features) : features);

/** Every number rounded, none left out: for embeddings that have to fit those of words. */
export const roundedEmbedding = quantised;

export function cosine(a: Int8Array, b: Int8Array): number {
  let [product, lengthA, lengthB] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    product += value * other;
    lengthA += value * value;
    lengthB += other * other;
  }
  return lengthA === 0 || lengthB === 0 ? 0 : product / Math.sqrt(lengthA * lengthB);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648) of the bytes; analyzers have no Buffer. */
export function base64(values: Int8Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.length);
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const left = bytes.length - i;
    text += [18, 12, 6, 0].map((shift, k) => (k <= left ? ALPHABET[(bits >> shift) & 63] : '=')).join('');
  }
  return text;
}

/** The other way round. */
export function compactFromBase64(text: string): Int8Array {
  const digits = text.replace(/=+$/, '');
  const out = new Int8Array(Math.floor((digits.length * 3) / 4));
  for (let i = 0; i < out.length; i++) {
    const at = Math.floor((i * 4) / 3);
    const bits = (ALPHABET.indexOf(digits[at] ?? 'A') << 6) | ALPHABET.indexOf(digits[at + 1] ?? 'A');
    // Bytes begin 0, 2 or 4 bits behind a digit's first one.
    out[i] = (bits >> (4 - 2 * (i % 3))) & 255;
  }
  return out;
}
