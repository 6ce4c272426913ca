/** Probabilities of speech over a whole medium, in a byte each: 112 kB an hour. */
import { SAMPLE_RATE } from './voice-segmenter.ts';

export interface VoiceTimes {
  add(probabilities: Float32Array): void;
  /** Share of the time between two times in which speech is at least this probable; 0 where nothing was heard. */
  voiced(fromMs: number, toMs: number, threshold: number): number;
  /** Whether speech that lasts touches this time: at least 250 ms without a break in which it is less probable than the threshold. */
  speech(fromMs: number, toMs: number, threshold: number): boolean;
}

const LASTS_MS = 250;

export function createVoiceTimes(windowSamples: number): VoiceTimes {
  const windowMs = (windowSamples * 1000) / SAMPLE_RATE;
  let kept = new Uint8Array(1024);
  let used = 0;
  const between = (fromMs: number, toMs: number): Uint8Array => {
    const from = Math.max(0, Math.min(used, Math.floor(fromMs / windowMs)));
    return kept.subarray(from, Math.max(from, Math.min(used, Math.ceil(toMs / windowMs))));
  };
  return {
    add(probabilities) {
      if (used + probabilities.length > kept.length) {
        const larger = new Uint8Array(2 * (used + probabilities.length));
        larger.set(kept.subarray(0, used));
        kept = larger;
      }
      for (const probability of probabilities) kept[used++] = Math.round(Math.min(1, Math.max(0, probability)) * 255);
    },
    speech(fromMs, toMs, threshold) {
      const enough = Math.ceil(LASTS_MS / windowMs);
      const [from, to] = [Math.max(0, Math.floor(fromMs / windowMs)), Math.min(used, Math.ceil(toMs / windowMs))];
      const voiced = (i: number): boolean => (kept[i] ?? 0) >= threshold * 255;
      for (let i = from; i < to; i++) {
        if (!voiced(i)) continue;
        let [first, last] = [i, i];
        while (first > 0 && i - first < enough && voiced(first - 1)) first--;
        while (last + 1 < used && last - first < enough && voiced(last + 1)) last++;
        if (last - first + 1 >= enough) return true;
        i = last;
      }
      return false;
    },
    voiced(fromMs, toMs, threshold) {
      const values = between(fromMs, toMs);
      return values.reduce((sum, value) => sum + (value >= threshold * 255 ? 1 : 0), 0) / Math.max(1, values.length);
    },
  };
}
