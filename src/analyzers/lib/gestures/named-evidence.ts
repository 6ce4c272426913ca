/** Which observations a statement about a stretch of time rests on, few enough to be read. */
import type { Observation } from '@aima/contract';

/** A long stretch rests on more; these show it. */
const MOST_NAMED = 24;

/** Ids of the given observations, evenly thinned out. */
export function namedOf(observations: readonly Observation[]): string[] {
  const step = Math.max(1, Math.ceil(observations.length / MOST_NAMED));
  return observations.filter((_, i) => i % step === 0).map(({ id }) => id);
}

/** Those of one track that touch a stretch, `slackMs` around it: samples lie further apart than movements last. */
export const ofTrack = (observations: readonly Observation[], trackId: string, { startMs, endMs }: { startMs: number; endMs: number }, slackMs = 600): Observation[] =>
  observations.filter((each) => each.trackId === trackId && each.endMs >= startMs - slackMs && each.startMs <= endMs + slackMs);
