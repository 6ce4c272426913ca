/**
 * Which shots belong together: shots for which more speaks than against are linked over a few others in between, and what
 * lies between linked shots belongs to them (overlapping links; Hanjalic, Lagendijk, Biemond 1999). So A-B-A-B is one
 * scene, A-B-C are three. What speaks for or against is added up as log-odds.
 */

/** What the odds of one scene come from. */
export const SIGNS = ['look', 'place', 'things', 'persons', 'talk', 'sound', 'transition'] as const;

export interface Sign {
  kind: (typeof SIGNS)[number];
  /** Log-odds; above 0 for one scene, below for two. */
  weight: number;
  /** Observations that it was taken from; none for the analyzer's own look at the picture. */
  basedOn: readonly string[];
}

export interface Span {
  startMs: number;
  endMs: number;
}

export interface LinkRules {
  /** How many shots may lie between two linked ones, and how much time. */
  maxBetween: number;
  maxGapMs: number;
}

export interface Scene {
  /** Indices of shots, both inclusive. */
  first: number;
  last: number;
  /** How surely its weakest link holds, 0.5..1; 1 for a single shot. */
  cohesion: number;
  /** How surely something else begins with it, 0.5..1; 1 for the first. */
  apart: number;
  /** What holds it together; what sets it apart from what comes before. The weightiest first, each kind once. */
  joinedBy: Sign[];
  beginsBy: Sign[];
}

const oddsOf = (signs: readonly Sign[]): number => signs.reduce((sum, { weight }) => sum + weight, 0);
const probability = (odds: number): number => 1 / (1 + Math.exp(-odds));
/** A sign lighter than this is not worth telling. */
const LEAST_TOLD = 0.2;

/** The heaviest sign of each kind with the wanted direction. */
function told(signs: readonly Sign[], direction: 1 | -1): Sign[] {
  const sorted = signs.filter(({ weight }) => weight * direction >= LEAST_TOLD).sort((a, b) => (b.weight - a.weight) * direction);
  return sorted.filter(({ kind }, i) => sorted.findIndex((other) => other.kind === kind) === i);
}

/** @param signs what speaks for and against that the shots with these two indices belong together */
export function joinShots(shots: readonly Span[], rules: LinkRules, signs: (earlier: number, later: number) => Sign[]): Scene[] {
  const links = shots.map((_, from) => reachable(shots, from, rules).map((index) => ({ from, index, signs: signs(from, index) })).map((link) => ({ ...link, odds: oddsOf(link.signs) })));
  const scenes: Scene[] = [];
  let first = 0;
  while (first < shots.length) {
    let last = first;
    const used: (typeof links)[number] = [];
    for (let i = first; i <= last; i++) {
      const link = links[i]?.find(({ odds }) => odds >= 0);
      if (!link || link.index <= last) continue;
      last = link.index;
      used.push(link);
    }
    // What comes nearest to reaching over its beginning.
    const over = links.slice(Math.max(0, first - rules.maxBetween - 1), first).flat().filter(({ index }) => index >= first);
    scenes.push({
      first,
      last,
      cohesion: Math.min(1, ...used.map(({ odds }) => probability(odds))),
      apart: first === 0 ? 1 : 1 - probability(Math.max(-10, ...over.map(({ odds }) => odds))),
      joinedBy: told(used.flatMap((link) => link.signs), 1),
      beginsBy: first === 0 ? [] : told(over.find(({ from, index }) => from === first - 1 && index === first)?.signs ?? [], -1),
    });
    first = last + 1;
  }
  return scenes;
}

/** Later shots that a link may reach, the farthest first. */
function reachable(shots: readonly Span[], from: number, { maxBetween, maxGapMs }: LinkRules): number[] {
  const endMs = shots[from]?.endMs ?? 0;
  const found: number[] = [];
  for (let index = Math.min(shots.length - 1, from + maxBetween + 1); index > from; index--) {
    if ((shots[index]?.startMs ?? 0) - endMs <= maxGapMs) found.push(index);
  }
  return found;
}
