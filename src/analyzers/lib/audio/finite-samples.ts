/** Damaged files decode to values that are no numbers; one of them would poison a filter for the rest of the film. */

/** The samples themselves, or a copy with 0 wherever a value is not finite. */
export function finiteSamples(samples: Float32Array): Float32Array {
  let check = 0;
  for (const sample of samples) check += sample * 0;
  return check === 0 ? samples : samples.map((sample) => (Number.isFinite(sample) ? sample : 0));
}
