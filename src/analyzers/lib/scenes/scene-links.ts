/**
 * Which shots belong together: shots that look alike are linked over a few others in between, and what lies between linked
 * shots belongs to them (overlapping links; Hanjalic, Lagendijk, Biemond 1999). So A-B-A-B is one scene, A-B-C are three.
 */

export interface ShotLook {
  startMs: number;
  endMs: number;
  /** Colour histogram, adding up to 1; empty where no frame was seen. */
  look: Float32Array;
}

export interface LinkRules {
  /** Shared part of two histograms from which on two shots look alike, 0..1. */
  minAlike: number;
  /** How many shots may lie between two linked ones, and how much time. */
  maxBetween: number;
  maxGapMs: number;
}

export interface Scene {
  /** Indices of shots, both inclusive. */
  first: number;
  last: number;
  /** Weakest link that holds it together, 0..1; 1 for a single shot. */
  cohesion: number;
}

function alikeness(a: Float32Array, b: Float32Array): number {
  let shared = 0;
  for (let i = 0; i < a.length; i++) shared += Math.min(a[i] ?? 0, b[i] ?? 0);
  return shared;
}

export function joinShots(shots: readonly ShotLook[], rules: LinkRules): Scene[] {
  const scenes: Scene[] = [];
  let first = 0;
  while (first < shots.length) {
    let last = first;
    let cohesion = 1;
    for (let i = first; i <= last; i++) {
      const link = farthestLink(shots, i, rules);
      if (link && link.index > last) {
        last = link.index;
        cohesion = Math.min(cohesion, link.alike);
      }
    }
    scenes.push({ first, last, cohesion });
    first = last + 1;
  }
  return scenes;
}

function farthestLink(shots: readonly ShotLook[], from: number, rules: LinkRules): { index: number; alike: number } | undefined {
  const shot = shots[from];
  if (!shot) return undefined;
  for (let index = Math.min(shots.length - 1, from + rules.maxBetween + 1); index > from; index--) {
    const other = shots[index];
    if (!other || other.startMs - shot.endMs > rules.maxGapMs) continue;
    const alike = alikeness(shot.look, other.look);
    if (alike >= rules.minAlike) return { index, alike };
  }
  return undefined;
}
