/** How much the joints of one person move against the body, from sample to sample, in widths of the shoulders per second. */
import type { Figure } from './body-figure.ts';

/** Joints that people move while they stay where they are. */
const JOINTS = ['nose', 'left_elbow', 'right_elbow', 'left_wrist', 'right_wrist', 'left_knee', 'right_knee', 'left_ankle', 'right_ankle'] as const;
const SEEN = 0.45;
const MAX_GAP_MS = 1_300;
/** What the pose network wavers by on a person who does not move. */
const WAVER = 0.07;
/** Stretches of this length are judged by themselves, and shorter ones than this not at all. */
const WINDOW_MS = 10_000;
const LEAST_MS = 2_500;
const LEAST_STEPS = 4;

export interface Unrest {
  startMs: number;
  endMs: number;
  /** Mean way of a joint per second; what is less than the wavering of the network counts as nothing. */
  movementPerSecond: number;
  steps: number;
  figures: Figure[];
}

/** Mean displacement of the joints that both figures show, after the shift of the shoulders; undefined with too few. */
function step(a: Figure, b: Figure): number | undefined {
  const unit = Math.max(1e-6, (a.shoulders.width + b.shoulders.width) / 2);
  const [shiftX, shiftY] = [b.shoulders.middle.x - a.shoulders.middle.x, b.shoulders.middle.y - a.shoulders.middle.y];
  const ways = JOINTS.flatMap((name) => {
    const [from, to] = [a.points.get(name), b.points.get(name)];
    if (!from || !to || Math.min(from.confidence, to.confidence) < SEEN) return [];
    return [Math.max(0, Math.hypot(to.x - from.x - shiftX, to.y - from.y - shiftY) / unit - WAVER)];
  });
  return ways.length < 3 ? undefined : ways.reduce((sum, way) => sum + way, 0) / ways.length;
}

/** `figures` of one track in order of time. */
export function unrestOf(figures: readonly Figure[]): Unrest[] {
  const found: Unrest[] = [];
  let inside: Figure[] = [];
  let [ways, times, steps] = [0, 0, 0];
  const close = (): void => {
    const [first, last] = [inside[0], inside.at(-1)];
    if (first && last && steps >= LEAST_STEPS && last.seen.startMs - first.seen.startMs >= LEAST_MS) found.push({ startMs: first.seen.startMs, endMs: last.seen.endMs, movementPerSecond: (ways * 1000) / times, steps, figures: inside });
    [inside, ways, times, steps] = [[], 0, 0, 0];
  };
  for (const figure of figures) {
    const last = inside.at(-1);
    const gapMs = last ? figure.seen.startMs - last.seen.startMs : 0;
    if (last && gapMs > MAX_GAP_MS) close();
    const way = last && gapMs <= MAX_GAP_MS ? step(last, figure) : undefined;
    if (way !== undefined) [ways, times, steps] = [ways + way, times + gapMs, steps + 1];
    inside.push(figure);
    if (figure.seen.startMs - (inside[0]?.seen.startMs ?? 0) >= WINDOW_MS) {
      close();
      inside = [figure];
    }
  }
  close();
  return found;
}
