/** Sounds that begin suddenly, as claps do: a rise of level within 30 ms to well above what was there before. */
import type { SpectralFrame } from '../audio/sound-spectra.ts';

const RISE_DB = 9;
const STEPS = 3;
/** Above the mean of the second before, in dB. */
const ABOVE = 5;
const FLOOR_DB = -55;
/** One clap rings; what begins sooner after another belongs to it. */
const REST_MS = 110;

export interface OnsetRecord {
  push(frames: readonly SpectralFrame[]): void;
  readonly times: readonly number[];
}

export function onsetRecord(): OnsetRecord {
  const times: number[] = [];
  const recent: number[] = [];
  let usual: number | undefined;
  return {
    times,
    push(frames) {
      for (const { atMs, db } of frames) {
        const before = recent.at(-STEPS) ?? db;
        usual = usual === undefined ? db : usual + (db - usual) * 0.01;
        if (db > FLOOR_DB && db - before >= RISE_DB && db - usual >= ABOVE && atMs - (times.at(-1) ?? -Infinity) >= REST_MS) times.push(Math.round(atMs));
        recent.push(db);
        if (recent.length > STEPS) recent.shift();
      }
    },
  };
}
