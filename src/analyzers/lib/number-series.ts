/** A growing list of numbers in fixed chunks: a few bytes per frame, so that hours of film stay in memory. */

const CHUNK = 4096;

export interface NumberSeries {
  readonly length: number;
  push(value: number): void;
  /** NaN outside 0..length − 1. */
  at(index: number): number;
}

/** 32-bit floats; times in milliseconds stay exact up to 4.6 hours, so use `createTimeSeries` for them. */
export const createNumberSeries = (): NumberSeries => series((size) => new Float32Array(size));

/** 64-bit floats, for times. */
export const createTimeSeries = (): NumberSeries => series((size) => new Float64Array(size));

function series(allocate: (size: number) => Float32Array | Float64Array): NumberSeries {
  const chunks: (Float32Array | Float64Array)[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      const slot = length % CHUNK;
      let chunk = chunks.at(-1);
      if (slot === 0 || !chunk) {
        chunk = allocate(CHUNK);
        chunks.push(chunk);
      }
      chunk[slot] = value;
      length++;
    },
    at: (index) => (index < 0 || index >= length ? Number.NaN : (chunks[Math.floor(index / CHUNK)]?.[index % CHUNK] ?? Number.NaN)),
  };
}
