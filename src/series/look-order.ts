/**
 * Orders by look alone: a short path through all pictures (an open travelling salesman's), by nearest neighbours from several
 * starts, then turning stretches round while that shortens it (2-opt; Croes 1958). A path has no direction: what is returned
 * may as well run the other way round.
 */

export type Distance = (a: number, b: number) => number;

/** Paths are begun at so many pictures. */
const STARTS = 8;
/** Rounds of improvement, each over all pairs; a few are enough for most series. */
const ROUNDS = 12;
/** Above it paths are only joined by nearest neighbours: pairs would take too long and too much memory. */
const MOST_IMPROVED = 2_500;

function nearestPath(count: number, start: number, distance: Distance): number[] {
  const left = new Set(Array.from({ length: count }, (_, i) => i));
  const path = [start];
  left.delete(start);
  for (let at = start; left.size > 0;) {
    let [best, shortest] = [-1, Infinity];
    for (const other of left) {
      const far = distance(at, other);
      if (far < shortest) [best, shortest] = [other, far];
    }
    path.push(best);
    left.delete(best);
    at = best;
  }
  return path;
}

const pathLength = (path: readonly number[], distance: Distance): number => path.slice(1).reduce((sum, each, i) => sum + distance(path[i] ?? 0, each), 0);

/** Turns path[i..j] round wherever that makes it shorter; ends may be turned too, as the path is open. */
function turnStretches(path: number[], distance: Distance): void {
  const far = (a: number | undefined, b: number | undefined): number => (a === undefined || b === undefined ? 0 : distance(a, b));
  for (let round = 0, improved = true; improved && round < ROUNDS; round++) {
    improved = false;
    for (let i = 0; i < path.length - 1; i++) {
      for (let j = i + 1; j < path.length; j++) {
        const gain = far(path[i - 1], path[i]) + far(path[j], path[j + 1]) - far(path[i - 1], path[j]) - far(path[i], path[j + 1]);
        if (gain <= 1e-9) continue;
        for (let a = i, b = j; a < b; a++, b--) [path[a], path[b]] = [path[b] ?? 0, path[a] ?? 0];
        improved = true;
      }
    }
  }
}

/** Distances in one table, so that no pair is compared twice. */
function tabled(count: number, distance: Distance): Distance {
  const table = new Float32Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) table[a * count + b] = table[b * count + a] = distance(a, b);
  }
  return (a, b) => table[a * count + b] ?? 0;
}

/** Numbers 0..count−1 as a short path; begins at the smaller of its two ends. */
export function lookOrder(count: number, distance: Distance): number[] {
  if (count < 2) return Array.from({ length: count }, (_, i) => i);
  const small = count <= MOST_IMPROVED;
  const known = small ? tabled(count, distance) : distance;
  const starts = small ? Array.from({ length: Math.min(STARTS, count) }, (_, i) => Math.floor((i * count) / Math.min(STARTS, count))) : [0];
  const paths = starts.map((start) => {
    const path = nearestPath(count, start, known);
    if (small && (start === 0 || count <= 200)) turnStretches(path, known);
    return path;
  });
  const [best = []] = paths.toSorted((a, b) => pathLength(a, known) - pathLength(b, known));
  if (small && count > 200) turnStretches(best, known);
  return (best[0] ?? 0) <= (best.at(-1) ?? 0) ? best : best.toReversed();
}

/** The place between two neighbours, or at an end, where one more costs the least way. @returns index before which to put it */
export function cheapestPlace(path: readonly number[], item: number, distance: Distance): number {
  let [place, least] = [path.length, Infinity];
  for (let i = 0; i <= path.length; i++) {
    const [before, after] = [path[i - 1], path[i]];
    const cost = (before === undefined ? 0 : distance(before, item)) + (after === undefined ? 0 : distance(item, after)) - (before === undefined || after === undefined ? 0 : distance(before, after));
    // An end saves one way; it has to be clearly better than a place between two.
    const fair = before === undefined || after === undefined ? cost + 0.1 : cost;
    if (fair < least) [place, least] = [i, fair];
  }
  return place;
}
