/**
 * Clipping: runs of samples pressed flat against the top (or bottom), or beyond full scale, as lossy codecs
 * leave them. A loud but intact wave only touches full scale: its neighbours differ.
 */

const MIN_RUN = 4; // samples
const FULL_SCALE = 0.99; // plateaus below are somebody's limiter or a square wave, not a clipped recording
const FLAT = 1 / 65_536; // half a step of 16 bits

export interface ClippedRun {
  /** First sample and the one after the last, counted from the start. */
  from: number;
  to: number;
}

/** Answers the runs that end within the samples given. One detector per channel. */
export function createClippingDetector(): (samples: Float32Array) => ClippedRun[] {
  let position = 0;
  let runLength = 0;
  let previous = 0;
  return (samples) => {
    const runs: ClippedRun[] = [];
    for (let i = 0; i < samples.length; i++) {
      const x = samples[i] ?? 0;
      const size = Math.abs(x);
      if (size < FULL_SCALE) {
        if (runLength >= MIN_RUN) runs.push({ from: position + i - runLength, to: position + i });
        runLength = 0;
      } else {
        const flat = Math.abs(x - previous) <= FLAT;
        const over = size > 1 && Math.abs(previous) > 1 && x * previous > 0;
        const goesOn = runLength > 0 && (flat || over);
        if (!goesOn && runLength >= MIN_RUN) runs.push({ from: position + i - runLength, to: position + i });
        runLength = goesOn ? runLength + 1 : 1;
      }
      previous = x;
    }
    position += samples.length;
    return runs;
  };
}
