/** How much of a sound is the one it should be (scale-invariant signal-to-distortion ratio, Le Roux et al., 2019), dB. */
export function signalToDistortion(truth: Float32Array, heard: Float32Array): number {
  let product = 0;
  let energy = 0;
  for (const [i, sample] of truth.entries()) {
    product += sample * (heard[i] ?? 0);
    energy += sample * sample;
  }
  const scale = product / energy;
  let distortion = 0;
  for (const [i, sample] of truth.entries()) distortion += ((heard[i] ?? 0) - scale * sample) ** 2;
  return 10 * Math.log10((scale * scale * energy) / distortion);
}

/** The sound with noise of the same length, so loud that the ratio of their energies is `snrDb`. */
export function withNoise(sound: Float32Array, noise: Float32Array, snrDb: number): Float32Array {
  const energy = (samples: Float32Array): number => samples.reduce((sum, x) => sum + x * x, 0);
  const gain = Math.sqrt(energy(sound) / energy(noise.subarray(0, sound.length)) / 10 ** (snrDb / 10));
  return sound.map((x, i) => x + gain * (noise[i] ?? 0));
}
