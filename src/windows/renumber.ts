/** Shots and scenes of `scene_segmentation` are counted from 1 in every window; of the whole they are counted once. */
import type { Observation } from '@aima/contract';

const ANALYZER = 'scene_segmentation';

/** The number comes first in these sentences, before any time. */
function withNumber(item: Observation, number: number, more: Record<string, number>): Observation {
  const old = item.attributes?.['number'];
  const sentence = typeof old === 'number' ? item.sentence.replace(new RegExp(`\\b${old}\\b`), String(number)) : item.sentence;
  return { ...item, sentence, attributes: { ...item.attributes, number, ...more } };
}

/** @param observations in order of time */
export function renumbered(observations: readonly Observation[]): Observation[] {
  const of = (label: string): Observation[] => observations.filter((item) => item.analyzer === ANALYZER && item.label === label);
  const [shots, scenes] = [of('shot'), of('scene')];
  const changed = new Map<Observation, Observation>();
  let next = 0;
  for (const [s, scene] of scenes.entries()) {
    const first = next;
    while (next < shots.length && (shots[next]?.startMs ?? Infinity) < scene.endMs) next += 1;
    changed.set(scene, withNumber(scene, s + 1, { shots: next - first, firstShot: first + 1, lastShot: Math.max(first + 1, next) }));
    for (const [i, shot] of shots.slice(first, next).entries()) changed.set(shot, withNumber(shot, first + i + 1, { scene: s + 1 }));
  }
  return observations.map((item) => changed.get(item) ?? item);
}
