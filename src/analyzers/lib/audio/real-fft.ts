/** Power spectrum of real samples: radix-2 FFT of half the length (Cooley and Tukey, 1965), real parts packed as complex numbers. */

export interface PowerSpectrum {
  /** Power of the bins 0 … size/2, each |X|²; the array is reused by the next call. */
  of(samples: Float64Array): Float64Array;
}

function reversedBits(size: number): Uint32Array {
  const bits = Math.log2(size);
  return Uint32Array.from({ length: size }, (_, i) => {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
    return reversed;
  });
}

/** In place, on bit-reversed input; `cos`, `sin` of 2πk/size. */
function butterflies(re: Float64Array, im: Float64Array, cos: Float64Array, sin: Float64Array): void {
  const size = re.length;
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half);
    for (let block = 0; block < size; block += 2 * half) {
      for (let k = 0; k < half; k++) {
        const top = block + k;
        const bottom = top + half;
        const c = cos[k * stride] ?? 0;
        const s = sin[k * stride] ?? 0;
        const br = re[bottom] ?? 0;
        const bi = im[bottom] ?? 0;
        const tr = br * c + bi * s;
        const ti = bi * c - br * s;
        const ar = re[top] ?? 0;
        const ai = im[top] ?? 0;
        re[top] = ar + tr;
        im[top] = ai + ti;
        re[bottom] = ar - tr;
        im[bottom] = ai - ti;
      }
    }
  }
}

/** @param size samples of one call, a power of two */
export function createPowerSpectrum(size: number): PowerSpectrum {
  const half = size / 2;
  const order = reversedBits(half);
  const cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / half));
  const sin = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / half));
  const re = new Float64Array(half);
  const im = new Float64Array(half);
  const power = new Float64Array(half + 1);
  const turnCos = Float64Array.from({ length: half + 1 }, (_, k) => Math.cos((Math.PI * k) / half));
  const turnSin = Float64Array.from({ length: half + 1 }, (_, k) => Math.sin((Math.PI * k) / half));
  return {
    of(samples) {
      for (let i = 0; i < half; i++) {
        const from = 2 * (order[i] ?? 0);
        re[i] = samples[from] ?? 0;
        im[i] = samples[from + 1] ?? 0;
      }
      butterflies(re, im, cos, sin);
      for (let k = 0; k <= half; k++) {
        const ar = re[k % half] ?? 0;
        const ai = im[k % half] ?? 0;
        const br = re[(half - k) % half] ?? 0;
        const bi = im[(half - k) % half] ?? 0;
        // Even and odd samples are the real and the imaginary part of what was transformed; take them apart, turn, add.
        const oddRe = (ai + bi) / 2;
        const oddIm = (br - ar) / 2;
        const c = turnCos[k] ?? 0;
        const s = turnSin[k] ?? 0;
        const xr = (ar + br) / 2 + oddRe * c + oddIm * s;
        const xi = (ai - bi) / 2 + oddIm * c - oddRe * s;
        power[k] = xr * xr + xi * xi;
      }
      return power;
    },
  };
}
