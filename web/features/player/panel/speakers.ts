/** Who speaks in a medium, by the ids that analyzers gave and the names that people said. Pure. */
import type { Observation } from '../model/observation-index.ts';

export interface Speaker {
  readonly id: string;
  /** What people called this voice; undefined while nobody did. */
  readonly name: string | undefined;
  /** `speaker-3` counts as 3; other ids have none. */
  readonly number: number | undefined;
}

const nameIn = ({ attributes }: Observation): string | undefined => {
  const name = attributes?.['speakerName'];
  return typeof name === 'string' && name.trim() !== '' ? name : undefined;
};

const numberOf = (id: string): number | undefined => {
  const digits = /^speaker-(\d{1,6})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** In the order in which they are first heard. A name that was said of most of what a voice says is that of the voice. */
export function speakersOf(all: readonly Observation[]): ReadonlyMap<string, Speaker> {
  const votes = new Map<string, Map<string, number>>();
  for (const observation of all) {
    if (observation.speakerId === undefined) continue;
    const names = votes.get(observation.speakerId) ?? new Map<string, number>();
    votes.set(observation.speakerId, names);
    const name = nameIn(observation);
    if (name !== undefined) names.set(name, (names.get(name) ?? 0) + 1);
  }
  return new Map([...votes].map(([id, names]) => {
    const [most] = [...names].toSorted(([, a], [, b]) => b - a);
    return [id, { id, name: most?.[0], number: numberOf(id) }];
  }));
}

/** An id that no voice of the medium has. */
export function newSpeakerId(speakers: ReadonlyMap<string, Speaker>): string {
  let number = speakers.size + 1;
  while (speakers.has(`speaker-${number}`)) number += 1;
  return `speaker-${number}`;
}

/**
 * Finds who speaks in a stretch: whoever talks longest in it. Turns are sorted by their begin; stretches are asked for in
 * order of time, so that a long film costs one walk.
 */
export function speakerFinder(turns: readonly Observation[]): (startMs: number, endMs: number) => string | undefined {
  let first = 0;
  let longestMs = 0;
  for (const { startMs, endMs } of turns) longestMs = Math.max(longestMs, endMs - startMs);
  return (startMs, endMs) => {
    while (first < turns.length && (turns[first]?.startMs ?? 0) + longestMs < startMs) first += 1;
    const shares = new Map<string, number>();
    for (let i = first; i < turns.length; i++) {
      const turn = turns[i];
      if (!turn || turn.startMs >= endMs) break;
      const shared = Math.min(endMs, turn.endMs) - Math.max(startMs, turn.startMs);
      if (turn.speakerId !== undefined && shared > 0) shares.set(turn.speakerId, (shares.get(turn.speakerId) ?? 0) + shared);
    }
    return [...shares].reduce<[string, number] | undefined>((best, each) => (best === undefined || each[1] > best[1] ? each : best), undefined)?.[0];
  };
}
