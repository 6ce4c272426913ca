/** Movements that go back and forth, found by their turning points: swings that are large, even and quick enough, one after the other. */

export interface Oscillation {
  startMs: number;
  endMs: number;
  /** Half cycles. */
  swings: number;
  /** Mean way of a swing, in the unit of the values. */
  swing: number;
  hz: number;
  /** 0..1: how alike the swings are in length and way; 1 is a machine. */
  regularity: number;
}

export interface OscillationLimits {
  /** Least way of a swing. */
  minSwing: number;
  minSwings: number;
  /** Frequencies that count. */
  minHz: number;
  maxHz: number;
}

interface Turn {
  atMs: number;
  value: number;
}

/** Slower changes than this are taken out: a head that turns away, a hand that is raised. */
const TREND_MS = 1500;
/** Swings of one movement are not longer than so many times the shortest of them. */
const ALIKE = 3.5;
/** Share of the usual way of a swing that the first and the last one have. */
const STRONG = 0.7;

/** Values less their moving average over about `widthMs`. */
export function withoutTrend(times: readonly number[], values: readonly number[], widthMs = TREND_MS): number[] {
  let [from, to, sum] = [0, 0, 0];
  return values.map((value, i) => {
    const at = times[i] ?? 0;
    while (to < values.length && (times[to] ?? 0) <= at + widthMs / 2) sum += values[to++] ?? 0;
    while ((times[from] ?? 0) < at - widthMs / 2) sum -= values[from++] ?? 0;
    return value - sum / (to - from);
  });
}

/** Extremes between which the values change by at least `least`. */
function turnsOf(times: readonly number[], values: readonly number[], least: number): Turn[] {
  const turns: Turn[] = [];
  const first = { atMs: times[0] ?? 0, value: values[0] ?? 0 };
  let [low, high] = [first, first];
  let direction = 0;
  for (const [i, value] of values.entries()) {
    const here = { atMs: times[i] ?? 0, value };
    if (value < low.value) low = here;
    if (value > high.value) high = here;
    if (direction >= 0 && high.value - value >= least) {
      turns.push(high);
      direction = -1;
      low = here;
      high = here;
    } else if (direction <= 0 && value - low.value >= least) {
      turns.push(low);
      direction = 1;
      high = here;
      low = here;
    }
  }
  // What the last swing came to.
  if (direction !== 0) turns.push(direction > 0 ? high : low);
  return turns;
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / Math.max(mean, 1e-9);
}

/** Without the weak swings at both ends, which are of the moving average as much as of the movement. */
function trimmed(run: readonly Turn[]): readonly Turn[] {
  const ways = run.slice(1).map((turn, i) => Math.abs(turn.value - (run[i]?.value ?? 0)));
  const usual = [...ways].sort((a, b) => a - b)[Math.floor(ways.length / 2)] ?? 0;
  const strong = ways.map((way) => way >= STRONG * usual);
  const [first, last] = [strong.indexOf(true), strong.lastIndexOf(true)];
  return first < 0 ? [] : run.slice(first, last + 2);
}

function oscillationOf(turns: readonly Turn[]): Oscillation | undefined {
  const [first, last] = [turns[0], turns.at(-1)];
  if (!first || !last || turns.length < 2) return undefined;
  const pairs = turns.slice(1).map((turn, i) => ({ ms: turn.atMs - (turns[i]?.atMs ?? 0), way: Math.abs(turn.value - (turns[i]?.value ?? 0)) }));
  return {
    startMs: first.atMs, endMs: last.atMs, swings: pairs.length, swing: pairs.reduce((sum, { way }) => sum + way, 0) / pairs.length,
    hz: (pairs.length * 500) / (last.atMs - first.atMs), regularity: Math.max(0, 1 - (spread(pairs.map(({ ms }) => ms)) + spread(pairs.map(({ way }) => way))) / 2),
  };
}

/** In order of time; `times` in milliseconds, rising. Slow changes are taken out first. */
export const oscillations = (times: readonly number[], values: readonly number[], limits: OscillationLimits): Oscillation[] => oscillationsIn(times, withoutTrend(times, values), limits);

/** The same for values without a trend. */
export function oscillationsIn(times: readonly number[], values: readonly number[], { minSwing, minSwings, minHz, maxHz }: OscillationLimits): Oscillation[] {
  const turns = turnsOf(times, values, minSwing);
  // Pictures do not fall on the turning points, so single swings may be a little off.
  const [leastMs, mostMs] = [400 / maxHz, 600 / minHz];
  const runs: Turn[][] = [];
  let run: Turn[] = [];
  let shortest = Infinity;
  for (const [i, turn] of turns.entries()) {
    const lengthMs = turn.atMs - (turns[i - 1]?.atMs ?? -Infinity);
    if (lengthMs < leastMs || lengthMs > mostMs || lengthMs > shortest * ALIKE) {
      runs.push(run);
      run = [turn];
      shortest = Infinity;
      continue;
    }
    run.push(turn);
    shortest = Math.min(shortest, lengthMs);
  }
  return [...runs, run].flatMap((each) => oscillationOf(trimmed(each)) ?? []).filter(({ swings, hz }) => swings >= minSwings && hz >= minHz && hz <= maxHz);
}
