/** Levels in decibels. JSON has no −Infinity, so what is digitally silent has no level: `undefined`. */

/** Energy (mean square) → dB; `undefined` for nothing at all. */
export const energyDb = (energy: number): number | undefined => (energy > 0 ? 10 * Math.log10(energy) : undefined);

/** Amplitude → dB; `undefined` for nothing at all. */
export const amplitudeDb = (amplitude: number): number | undefined => energyDb(amplitude * amplitude);

/** K-weighted energy, summed over the channels, → LUFS (ITU-R BS.1770-4, equation 2). */
export const lufs = (energy: number): number | undefined => {
  const db = energyDb(energy);
  return db === undefined ? undefined : db - 0.691;
};

/** The K-weighted energy of a loudness in LUFS. */
export const energyOfLufs = (loudness: number): number => 10 ** ((loudness + 0.691) / 10);

const POWERS = [1, 10, 100, 1000] as const;

/** Rounded for a document: measured noise beyond the given digits tells nobody anything. */
export function rounded(value: number, digits: 0 | 1 | 2 | 3): number;
export function rounded(value: number | undefined, digits: 0 | 1 | 2 | 3): number | undefined;
export function rounded(value: number | undefined, digits: 0 | 1 | 2 | 3): number | undefined {
  // `+ 0` turns −0 into 0.
  return value === undefined ? undefined : Math.round(value * POWERS[digits]) / POWERS[digits] + 0;
}
