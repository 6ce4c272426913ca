/** Places in a stream of sound as times of the medium. */
import type { MediumFacts } from '@aima/sdk';

type Length = Pick<MediumFacts, 'durationMs'>;

/** Not later than the medium ends; where its length is unknown (0) there is no limit. */
export const withinMedium = (atMs: number, { durationMs }: Length): number => (durationMs > 0 ? Math.min(atMs, durationMs) : atMs);

/** A sample of a stream whose first one is heard at `baseMs`. */
export const sampleTimeMs = (sample: number, baseMs: number, sampleRateHz: number, medium: Length): number =>
  withinMedium(Math.round(baseMs + (sample * 1000) / sampleRateHz), medium);
