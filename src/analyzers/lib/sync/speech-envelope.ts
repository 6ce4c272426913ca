/** Loudness of the voice band over time, 100 values a second: what the opening of a mouth follows (Chandrasekaran et al. 2009). */
import type { SpectralFrame } from '../audio/sound-spectra.ts';
import { createNumberSeries, createTimeSeries } from '../number-series.ts';

/** Mel bands of the shared spectra that hold 250 Hz to 4 kHz. */
const FROM_BAND = 2;
const TO_BAND = 20;
/** Below this the voice is silent, whatever the recording's noise does. */
const FLOOR = -9;

export interface SpeechEnvelope {
  push(frames: readonly SpectralFrame[]): void;
  readonly length: number;
  /** NaN outside. */
  atMs(index: number): number;
  /** Logarithm of the energy. */
  level(index: number): number;
}

export function speechEnvelope(): SpeechEnvelope {
  const [times, levels] = [createTimeSeries(), createNumberSeries()];
  return {
    push(frames) {
      for (const { atMs, mel } of frames) {
        let sum = 0;
        for (let band = FROM_BAND; band < TO_BAND; band++) sum += Math.exp(mel[band] ?? FLOOR);
        times.push(atMs);
        levels.push(Math.max(FLOOR, Math.log(sum + 1e-6)));
      }
    },
    get length() {
      return times.length;
    },
    atMs: (index) => times.at(index),
    level: (index) => levels.at(index),
  };
}
