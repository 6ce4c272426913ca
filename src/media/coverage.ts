/** How much of what a film promises really came, judged by times: ffmpeg's exit code says too little. */

/** Times of the frames of one stream, gathered while they pass. */
export interface FrameClock {
  /** In order of arrival, seconds. */
  tick(seconds: number): void;
  readonly frames: number;
  /** End of the last frame, seconds. */
  end(): number;
  /** Usual distance of two frames, seconds. */
  typical(): number;
  /** Longest distance of two frames, seconds. */
  longestGap(): number;
  /** Time missing between frames, if distances above `longest` are holes. */
  missing(longest: number): number;
}

/** Distances are counted in a histogram of milliseconds, so that memory does not grow with the film. */
export function frameClock(fps: number | undefined): FrameClock {
  const gaps = new Map<number, number>();
  let frames = 0;
  let last = 0;
  const typical = (): number => {
    const half = (frames - 1) / 2;
    let seen = 0;
    for (const [gap, count] of [...gaps].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= half) return Math.max(0.001, gap / 1000);
    }
    return fps === undefined ? 0.04 : 1 / fps;
  };
  return {
    tick(seconds) {
      if (frames > 0) {
        const gap = Math.max(0, Math.round((seconds - last) * 1000));
        gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
      }
      frames++;
      last = Math.max(last, seconds);
    },
    get frames() { return frames; },
    end: () => (frames === 0 ? 0 : last + (frames > 1 && fps !== undefined ? Math.min(typical() * 2, 1 / fps) : typical())),
    typical,
    longestGap: () => Math.max(0, ...gaps.keys()) / 1000,
    missing: (longest) => [...gaps].reduce((sum, [gap, count]) => sum + (gap / 1000 > longest ? count * (gap / 1000 - typical()) : 0), 0),
  };
}

export interface StreamCame {
  /** Where the stream ended, seconds. */
  end: number;
  /** Where it should have ended, if anything says so. */
  promisedEnd: number | undefined;
  /** Seconds lost before the end. */
  missing: number;
  /** A shortfall at the end up to this is no loss, seconds. */
  tolerance: number;
}

/** 0..1; 1 where nothing is promised and nothing is missing. */
export function coverageOf({ end, promisedEnd, missing, tolerance }: StreamCame): number {
  const total = Math.max(promisedEnd ?? end, end);
  if (total <= 0) return 1;
  const tail = total - end > tolerance ? total - end : 0;
  return Math.max(0, Math.min(1, 1 - (tail + missing) / total));
}

/**
 * How much a picture stream may fall short. Where ffmpeg complained, little; a variable rate may show its last frame for
 * long, so without a complaint much.
 */
export function pictureTolerance(clock: FrameClock, promisedEnd: number, variable: boolean, damaged: boolean): number {
  if (damaged) return Math.max(0.1, 2 * clock.typical());
  if (variable) return Math.max(2, clock.longestGap(), 0.05 * promisedEnd);
  return Math.max(0.25, 2 * clock.typical(), 0.01 * promisedEnd);
}

export const soundTolerance = (promisedEnd: number): number => Math.max(0.25, 0.01 * promisedEnd);
