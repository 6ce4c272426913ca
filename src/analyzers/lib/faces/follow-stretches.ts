/** A session that tells what a face shows in stretches of one label, track by track, as soon as a track has ended. */
import type { Session } from '@aima/sdk';
import { trackRecords } from './track-records.ts';
import { stretchesOf, type TimedLabel } from './track-stretches.ts';
import type { FacesOfFrame, FaceWatch } from './watch-faces.ts';

/** Samples further apart are two stretches: one sample of the view may be missing between them, not two. */
const MAX_GAP_MS = 1_200;

export function followStretches<T extends TimedLabel>(watch: FaceWatch, how: {
  /** What each face of a frame shows; undefined where it shows nothing. */
  sample(frame: FacesOfFrame): Promise<readonly (T | undefined)[]>;
  tell(trackId: string, stretch: readonly T[]): void;
}): Session {
  const records = trackRecords<T>();
  const tell = (ended: { trackId: string; items: T[] }[]): void => {
    for (const { trackId, items } of ended) for (const stretch of stretchesOf(items, MAX_GAP_MS)) how.tell(trackId, stretch);
  };
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const seen = await watch.see(frame, batch);
        tell(records.endAllBut(seen.open));
        const samples = await how.sample(seen);
        for (const [i, { trackId }] of seen.faces.entries()) {
          const sample = samples[i];
          if (sample !== undefined) records.add(trackId, sample);
        }
      }
    },
    finish() {
      watch.finish();
      tell(records.endAllBut(undefined));
    },
  };
}
