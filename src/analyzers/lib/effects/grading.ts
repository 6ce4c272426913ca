/**
 * Grading changes within a shot: brightness, colour cast or saturation step to another level while the layout stays, and
 * both levels hold for half a second. Ramps are not told: they look like changing light.
 */
import { LAYOUT_LAG, type EffectRecord } from './effect-record.ts';
import type { Effect } from './effect.ts';

/** What is compared lies so near to and so far from the step. */
const GAP_MS = 120;
const REACH_MS = 600;
/** Levels of 255 from which a step is strong; chroma has the smaller range. */
const LEAST = { brightness: 28, colour: 12, saturation: 12 } as const;
/** Share of the step by which either side may wander. */
const MOST_UNREST = 0.35;
const LEAST_LAYOUT = 0.8;
/** Share of the step that happens within three frames: dissolves and things that walk in take longer. */
const LEAST_AT_ONCE = 0.6;

type Quantity = keyof typeof LEAST;

interface Step {
  index: number;
  variant: Quantity;
  /** Over what is least. */
  size: number;
}

/** `elsewhere`: cuts, fades, dissolves and flashes, which change the picture for other reasons. */
export function findGradingChanges(record: EffectRecord, elsewhere: readonly { startMs: number; endMs: number }[]): Effect[] {
  const steps: Step[] = [];
  for (let i = 1; i < record.length; i++) {
    const step = stepAt(record, i);
    if (!step) continue;
    const last = steps.at(-1);
    if (!last || record.atMs(i) - record.atMs(last.index) > REACH_MS) steps.push(step);
    else if (step.size > last.size) steps[steps.length - 1] = step;
  }
  return steps.flatMap(({ index, variant, size }): Effect[] => {
    const atMs = record.atMs(index);
    if (elsewhere.some(({ startMs, endMs }) => startMs - REACH_MS < atMs && endMs + REACH_MS > atMs)) return [];
    return [{ label: 'grading_change', startMs: record.atMs(index - 1), endMs: atMs, strength: Math.min(1, size / 4), confidence: Math.min(0.95, 0.5 + 0.15 * size), variant }];
  });
}

function stepAt(record: EffectRecord, index: number): Step | undefined {
  // Most frames change nothing: looked at closely only where something jumps.
  const jump = Math.max(Math.abs(record.luma.at(index) - record.luma.at(index - 1)) / 4, Math.abs(record.blue.at(index) - record.blue.at(index - 1)), Math.abs(record.red.at(index) - record.red.at(index - 1)), Math.abs(record.saturation.at(index) - record.saturation.at(index - 1)));
  const layout = record.layout.at(Math.min(record.length - 1, index + LAYOUT_LAG / 2));
  if (jump < 2 || !(layout > LEAST_LAYOUT)) return undefined;
  const sizes: [Quantity, number][] = [
    ['brightness', stepOf(record, index, (i) => record.luma.at(i)) / LEAST.brightness],
    ['colour', Math.hypot(stepOf(record, index, (i) => record.blue.at(i)), stepOf(record, index, (i) => record.red.at(i))) / LEAST.colour],
    ['saturation', stepOf(record, index, (i) => record.saturation.at(i)) / LEAST.saturation],
  ];
  const [variant, size] = sizes.reduce((a, b) => (b[1] > a[1] ? b : a));
  return size >= 1 ? { index, variant, size } : undefined;
}

/** Distance of the means before and after; 0 where either side does not hold its level. */
function stepOf(record: EffectRecord, index: number, of: (i: number) => number): number {
  const atMs = record.atMs(index);
  const side = (direction: 1 | -1): { mean: number; range: number } | undefined => {
    const values: number[] = [];
    for (let i = index; i >= 0 && i < record.length && Math.abs(record.atMs(i) - atMs) <= REACH_MS; i += direction) {
      if (Math.abs(record.atMs(i) - atMs) >= GAP_MS) values.push(of(i));
    }
    if (values.length < 3) return undefined;
    return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, range: Math.max(...values) - Math.min(...values) };
  };
  const [before, after] = [side(-1), side(1)];
  if (!before || !after) return 0;
  const step = Math.abs(after.mean - before.mean);
  if (Math.abs(of(Math.min(record.length - 1, index + 1)) - of(Math.max(0, index - 2))) < LEAST_AT_ONCE * step) return 0;
  return before.range > step * MOST_UNREST || after.range > step * MOST_UNREST ? 0 : step;
}
