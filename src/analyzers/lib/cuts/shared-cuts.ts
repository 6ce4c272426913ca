/** One cut detection for all that watch the same every-frame stream: whoever comes first does the work. */
import type { FrameBatch } from '@aima/sdk';
import { createCutDetector, type Cut, type CutDetector } from './cut-detector.ts';

interface Watched {
  detector: CutDetector;
  cuts: Cut[];
}

/** Batches are shared objects within one decode, so a known batch means that its stream's detector has seen it. */
const watched = new WeakMap<FrameBatch, Watched>();
const ended = new WeakMap<CutDetector, Cut[]>();

export interface CutWatch {
  /** Cuts that became certain with this batch, of any confidence; some frames late. */
  push(batch: FrameBatch): readonly Cut[];
  /** The cuts among the last frames. */
  end(): readonly Cut[];
}

/** Each watcher of a stream has its own watch and sees every batch in order. */
export function watchCuts(): CutWatch {
  let detector: CutDetector | undefined;
  return {
    push(batch) {
      const known = watched.get(batch);
      if (known) {
        detector = known.detector;
        return known.cuts;
      }
      const mine = detector ?? createCutDetector(batch.width, batch.height);
      detector = mine;
      const cuts = batch.frames.map((frame) => mine.push(frame.atMs, frame.pixels)).filter((cut) => cut !== undefined);
      watched.set(batch, { detector: mine, cuts });
      return cuts;
    },
    end() {
      if (!detector) return [];
      const cuts = ended.get(detector) ?? detector.end();
      ended.set(detector, cuts);
      return cuts;
    },
  };
}
