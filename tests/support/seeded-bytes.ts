/** Reproducible numbers and bytes for property tests. */

/** Numbers in 0..1 (mulberry32, Tommy Ettinger 2017). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `size` bytes that look random and are the same for the same seed. */
export function numberedBytes(size: number, seed: number): Buffer {
  const next = seededNumbers(seed);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = Math.floor(next() * 256);
  return bytes;
}
