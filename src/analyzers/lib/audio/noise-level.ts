/**
 * How far speech stands above the noise around it, from the sound alone: in each mel band the noise is what is left
 * when nobody says anything in that band (minimum statistics after Martin, 2001, with a quantile in place of the
 * minimum), the speech is what the louder frames hold beyond it.
 */
import { createSoundSpectra } from './sound-spectra.ts';

export interface NoiseLevel {
  /** Energy of the speech over energy of the noise, dB; at most 40, where nothing certain can be told any more. */
  snrDb: number;
  /** Level of the noise, dBFS. */
  noiseDbfs: number;
}

const QUIETEST_SHARE = 0.1;
/** Even noise has quiet moments: its tenth percentile lies so far below its mean (in mel bands of 32 ms). */
const BIAS_DB = 2.5;
const SPEECH_SHARE = 0.5;
const MIN_FRAMES = 50;
const MOST_DB = 40;
const LEAST_DB = -10;

/** @param samples mono, 16 kHz; a stretch of speech with some sound around it. @returns nothing for less than half a second */
export function noiseLevelOf(samples: Float32Array): NoiseLevel | undefined {
  const frames = createSoundSpectra()(samples).filter(({ db }) => db > -95);
  if (frames.length < MIN_FRAMES) return undefined;
  const bands = frames[0]?.mel.length ?? 0;
  let noise = 0;
  for (let band = 0; band < bands; band++) {
    const levels = Float32Array.from(frames, ({ mel }) => mel[band] ?? 0).sort();
    noise += Math.exp(levels[Math.floor(QUIETEST_SHARE * levels.length)] ?? 0);
  }
  noise *= 10 ** (BIAS_DB / 10);
  const energies = frames.map(({ mel, db }) => ({ mel: mel.reduce((sum, value) => sum + Math.exp(value), 0), power: 10 ** (db / 10) })).sort((a, b) => b.mel - a.mel);
  const loud = energies.slice(0, Math.ceil(SPEECH_SHARE * energies.length));
  const heard = loud.reduce((sum, { mel }) => sum + mel, 0) / loud.length;
  const power = loud.reduce((sum, each) => sum + each.power, 0) / loud.length;
  const snr = Math.max(heard - noise, 1e-12) / Math.max(noise, 1e-12);
  return {
    snrDb: Math.min(MOST_DB, Math.max(LEAST_DB, 10 * Math.log10(snr))),
    noiseDbfs: Math.max(-100, 10 * Math.log10((power * Math.min(1, noise / heard)) + 1e-10)),
  };
}
