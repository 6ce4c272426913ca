/** Joins events that follow each other closely into one stretch. */

export interface JoinedRuns {
  fromMs: number;
  toMs: number;
  /** How many runs, and how many samples they hold together. */
  runs: number;
  samples: number;
}

export interface RunJoiner {
  /** Next run, in order of its end; answers a stretch that it no longer belongs to. */
  add(fromMs: number, toMs: number, samples: number): JoinedRuns | undefined;
  finish(): JoinedRuns | undefined;
}

export function createRunJoiner(maxGapMs: number): RunJoiner {
  let open: JoinedRuns | undefined;
  return {
    add(fromMs, toMs, samples) {
      if (open !== undefined && fromMs - open.toMs <= maxGapMs) {
        open = { fromMs: Math.min(open.fromMs, fromMs), toMs: Math.max(open.toMs, toMs), runs: open.runs + 1, samples: open.samples + samples };
        return undefined;
      }
      const ended = open;
      open = { fromMs, toMs, runs: 1, samples };
      return ended;
    },
    finish() {
      const ended = open;
      open = undefined;
      return ended;
    },
  };
}
