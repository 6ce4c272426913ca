/**
 * Stereo sound at 48 kHz, cut into frames of 20 ms with their K-weighted energy (ITU-R BS.1770-4, annex 1)
 * and plain level. Everything that measures levels over time stands on these frames.
 */

/** Samples per channel of a frame: 20 ms at 48 kHz. */
const FRAME_SAMPLES = 960;
export const FRAME_MS = 20;

export interface SoundFrame {
  /** Frames since the start; times come from this. */
  index: number;
  /** Sum over the channels of the mean square after K-weighting; all channels weigh 1 (left and right). */
  weightedEnergy: number;
  /** Mean square of the louder channel, unweighted. */
  energy: number;
}

/** Both filter stages at 48 kHz, tables 1 and 2 of the recommendation: b0, b1, b2, a1, a2. */
const SHELF = [1.53512485958697, -2.69169619940638, 1.19839281085285, -1.69065929318241, 0.73248077421585] as const;
const HIGH_PASS_A = [-1.99004745483398, 0.99007225036621] as const;

/** Below this a filter's memory only feeds denormal numbers, which are slow. */
const NEGLIGIBLE = 1e-30;

const settled = (value: number): number => (Math.abs(value) < NEGLIGIBLE ? 0 : value);

/** One channel's filters and running sums. Transposed direct form II in both stages. */
function channelLevels(): { add(samples: Float32Array, from: number, to: number): void; take(): { weighted: number; plain: number } } {
  const [b0, b1, b2, a1, a2] = SHELF;
  const [c1, c2] = HIGH_PASS_A;
  let s1 = 0;
  let s2 = 0;
  let t1 = 0;
  let t2 = 0;
  let weighted = 0;
  let plain = 0;
  return {
    add(samples, from, to) {
      for (let i = from; i < to; i++) {
        const x = samples[i] ?? 0;
        const y = b0 * x + s1;
        s1 = b1 * x - a1 * y + s2;
        s2 = b2 * x - a2 * y;
        const z = y + t1;
        t1 = -2 * y - c1 * z + t2;
        t2 = y - c2 * z;
        plain += x * x;
        weighted += z * z;
      }
      s1 = settled(s1);
      s2 = settled(s2);
      t1 = settled(t1);
      t2 = settled(t2);
    },
    take() {
      const levels = { weighted: weighted / FRAME_SAMPLES, plain: plain / FRAME_SAMPLES };
      weighted = 0;
      plain = 0;
      return levels;
    },
  };
}

export interface SoundFrames {
  add(left: Float32Array, right: Float32Array): void;
}

/** Hands over each full frame; an unfinished one at the end is left out. */
export function createSoundFrames(onFrame: (frame: SoundFrame) => void): SoundFrames {
  const channels = [channelLevels(), channelLevels()] as const;
  let filled = 0;
  let index = 0;
  return {
    add(left, right) {
      let from = 0;
      while (from < left.length) {
        const to = Math.min(left.length, from + FRAME_SAMPLES - filled);
        channels[0].add(left, from, to);
        channels[1].add(right, from, to);
        filled += to - from;
        from = to;
        if (filled < FRAME_SAMPLES) continue;
        filled = 0;
        const [l, r] = [channels[0].take(), channels[1].take()];
        onFrame({ index: index++, weightedEnergy: l.weighted + r.weighted, energy: Math.max(l.plain, r.plain) });
      }
    },
  };
}
