/** Discrete Fourier transform of complex numbers: radix-2 (Cooley and Tukey, 1965). */

export interface ComplexFft {
  /** Σ x[n] e^(−2πikn/size); answers new arrays. */
  of(re: Float64Array, im: Float64Array): { re: Float64Array; im: Float64Array };
}

/** @param size a power of two */
export function createComplexFft(size: number): ComplexFft {
  const cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sin = Float64Array.from({ length: size / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  const order = new Uint32Array(size);
  for (let i = 1; i < size; i++) order[i] = ((order[i >> 1] ?? 0) >> 1) | (i & 1 ? size >> 1 : 0);
  return {
    of(re, im) {
      const outRe = Float64Array.from(order, (i) => re[i] ?? 0);
      const outIm = Float64Array.from(order, (i) => im[i] ?? 0);
      for (let half = 1; half < size; half *= 2) {
        const stride = size / (2 * half);
        for (let block = 0; block < size; block += 2 * half) {
          for (let k = 0; k < half; k++) {
            const [top, bottom] = [block + k, block + k + half];
            const [c, s] = [cos[k * stride] ?? 0, sin[k * stride] ?? 0];
            const [bottomRe, bottomIm] = [outRe[bottom] ?? 0, outIm[bottom] ?? 0];
            const [turnedRe, turnedIm] = [bottomRe * c + bottomIm * s, bottomIm * c - bottomRe * s];
            const [topRe, topIm] = [outRe[top] ?? 0, outIm[top] ?? 0];
            [outRe[top], outIm[top]] = [topRe + turnedRe, topIm + turnedIm];
            [outRe[bottom], outIm[bottom]] = [topRe - turnedRe, topIm - turnedIm];
          }
        }
      }
      return { re: outRe, im: outIm };
    },
  };
}
