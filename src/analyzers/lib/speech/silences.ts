/** Pauses and turns between the stretches of a talk. */
import type { Observation } from '@aima/contract';
import type { Phrase, Span } from './passages.ts';

export interface Pause extends Span {
  /** The stretches of voice before and after it. */
  basedOn: string[];
}

/** Silences between stretches of voice that are within a talk: from `leastMs` to `mostMs`. */
export function pausesOf(voice: readonly Observation[], { leastMs, mostMs }: { leastMs: number; mostMs: number }): Pause[] {
  const pauses: Pause[] = [];
  let before: Observation | undefined;
  for (const stretch of voice.toSorted((a, b) => a.startMs - b.startMs)) {
    const lengthMs = before ? stretch.startMs - before.endMs : 0;
    if (before && lengthMs >= leastMs && lengthMs <= mostMs) pauses.push({ startMs: before.endMs, endMs: stretch.startMs, basedOn: [before.id, stretch.id] });
    if (!before || stretch.endMs > before.endMs) before = stretch;
  }
  return pauses;
}

export interface Overlap extends Span {
  basedOn: string[];
}

/** Where phrases of two speakers are heard at once for at least `leastMs`. */
export function overlapsOf(phrases: readonly Phrase[], leastMs: number): Overlap[] {
  const found: Overlap[] = [];
  let open: Phrase[] = [];
  for (const phrase of phrases) {
    open = open.filter(({ endMs }) => endMs > phrase.startMs);
    for (const other of open) {
      const endMs = Math.min(other.endMs, phrase.endMs);
      const differ = other.speakerId !== undefined && phrase.speakerId !== undefined && other.speakerId !== phrase.speakerId;
      if (differ && endMs - phrase.startMs >= leastMs) found.push({ startMs: phrase.startMs, endMs, basedOn: [other.id, phrase.id] });
    }
    open.push(phrase);
  }
  return found;
}

/** How often another speaker takes over. */
export function turnsOf(phrases: readonly Phrase[]): number {
  const speakers = phrases.flatMap(({ speakerId }) => speakerId ?? []);
  return speakers.filter((speaker, i) => i > 0 && speaker !== speakers[i - 1]).length;
}
