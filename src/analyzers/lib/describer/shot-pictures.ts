/**
 * Pictures of a film, shot by shot, as the film plays: from each part of a shot a few candidates, evenly in time, of
 * neighbours the sharpest. Bounded: of a part that lasts, every second candidate goes again and again.
 */
import type { FrameBatch, KeptPicture } from '@aima/sdk';
import { watchCuts } from '../cuts/shared-cuts.ts';

export interface Candidate {
  picture: KeptPicture;
  sharpness: number;
}

/** One shot, or one piece of a long one; pictures in order of time. `endMs` is its last millisecond. */
export interface ShotPart {
  startMs: number;
  endMs: number;
  candidates: Candidate[];
}

export interface ShotPictures {
  picture(candidate: Candidate): void;
  everyFrame(batch: FrameBatch): void;
  /** Parts that ended since the last call, in order of time. */
  take(): ShotPart[];
  /** Nothing more comes; what is open ends here. */
  end(endMs: number): void;
}

/** That of `cut_analysis` and of the minors' gate: shots here are shots there. */
const CUT_CONFIDENCE = 0.6;
/** Frames after which no cut comes any more; the detector decides with fewer. */
const FRAMES_LATE = 24;

/** Candidates of one part, at most `most`, each the sharpest of its equally long stretch. */
function collect(most: number): { add(candidate: Candidate): void; taken(): Candidate[] } {
  let kept: Candidate[] = [];
  let [stride, counted] = [1, 0];
  let best: Candidate | undefined;
  const sharper = (a: Candidate | undefined, b: Candidate): Candidate => (a && a.sharpness >= b.sharpness ? a : b);
  return {
    add(candidate) {
      best = sharper(best, candidate);
      if (++counted < stride) return;
      kept.push(best);
      [best, counted] = [undefined, 0];
      if (kept.length <= most) return;
      const all = kept;
      kept = all.filter((_, i) => i % 2 === 0).map((first, i) => sharper(first, all[2 * i + 1] ?? first));
      stride *= 2;
    },
    taken: () => (best ? [...kept, best] : kept),
  };
}

/** @param longestMs of a part; @param most candidates of a part */
export function shotPictures(longestMs: number, most: number): ShotPictures {
  const watch = watchCuts();
  const cuts: number[] = [];
  const lastTimes: number[] = [];
  const arrived: Candidate[] = [];
  const ended: ShotPart[] = [];
  let [settledMs, pictureMs] = [0, 0];
  let startMs = 0;
  let part = collect(most);

  const close = (nextMs: number): void => {
    if (nextMs > startMs) ended.push({ startMs, endMs: nextMs - 1, candidates: part.taken() });
    startMs = Math.max(startMs, nextMs);
    part = collect(most);
  };
  /** Where the open part ends at the latest: at the next cut, or where it gets too long. */
  const nextEnd = (): number => Math.min(cuts[0] ?? Infinity, startMs + longestMs);
  const settle = (untilMs: number): void => {
    for (;;) {
      const endMs = nextEnd();
      while ((arrived[0]?.picture.atMs ?? Infinity) < Math.min(endMs, untilMs)) {
        const next = arrived.shift();
        if (next) part.add(next);
      }
      if (endMs > Math.min(untilMs, settledMs, pictureMs)) return;
      if (cuts[0] === endMs) cuts.shift();
      close(endMs);
    }
  };
  const report = (found: readonly { atMs: number; confidence: number }[]): void => {
    for (const { atMs, confidence } of found) if (confidence >= CUT_CONFIDENCE) cuts.push(Math.ceil(atMs));
  };
  return {
    picture(candidate) {
      arrived.push(candidate);
      pictureMs = candidate.picture.atMs;
    },
    everyFrame(batch) {
      report(watch.push(batch));
      for (const { atMs } of batch.frames) {
        lastTimes.push(atMs);
        if (lastTimes.length > FRAMES_LATE) settledMs = lastTimes.shift() ?? settledMs;
      }
    },
    take() {
      settle(settledMs);
      return ended.splice(0);
    },
    end(endMs) {
      report(watch.end());
      const last = Math.max(endMs, startMs, arrived.at(-1)?.picture.atMs ?? 0);
      [settledMs, pictureMs] = [last + 1, last + 1];
      settle(last + 1);
      // Behind the film's last millisecond nothing begins; a photo is one moment.
      if (startMs <= last) ended.push({ startMs, endMs: last, candidates: part.taken() });
      startMs = last + 1;
    },
  };
}
