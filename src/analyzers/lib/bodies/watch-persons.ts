/** Which persons are looked at more closely, and when: everything about bodies costs a network per person. */
import type { MediaKind } from '@aima/contract';
import type { Frame } from '@aima/sdk';
import type { FrameSize, ThingDetector } from '../detection/find-things.ts';
import type { SeenThing } from '../detection/thing-tracks.ts';
import { type ViewOfThings, watchThings, watchingFor } from '../detection/watch-things.ts';

/** Samples come every 500 ms; a little less than two of them. */
const USUAL_INTERVAL_MS = 900;
/** Films up to this length are looked at in every sample. */
const SHORT_FILM_MS = 8_000;
/** Persons that are smaller than this, in parts of the picture's area, show nothing. */
const LEAST_AREA = 0.004;

export interface PersonsOfFrame extends ViewOfThings {
  /** Largest first; empty where nobody is there or where it is not time to look. */
  persons: readonly SeenThing[];
}

export interface PersonWatchOptions {
  maxPersons: number;
  /** Least time between two looks; left out, it depends on the film's length. */
  everyMs?: number;
}

function lookInterval({ kind, durationMs }: { kind: MediaKind; durationMs: number }): number {
  return kind === 'image' || durationMs <= SHORT_FILM_MS ? 0 : USUAL_INTERVAL_MS;
}

/** Persons by the tracks of object_detection, at moments that all analyzers with the same options share. */
export function watchPersons(detector: ThingDetector, medium: { kind: MediaKind; durationMs: number }, options: PersonWatchOptions): (frame: Frame, size: FrameSize) => Promise<PersonsOfFrame> {
  const watch = watchThings(detector, watchingFor(medium.kind));
  const everyMs = options.everyMs ?? lookInterval(medium);
  let lookedMs = -Infinity;
  return async (frame, size) => {
    const view = await watch.see(frame, size);
    if (view.cut) lookedMs = -Infinity;
    // A picture that did not change shows the same bodies.
    const due = view.atMs - lookedMs >= everyMs && (view.searched || lookedMs === -Infinity);
    const persons = !due ? [] : view.things
      .filter(({ label, box, track }) => label === 'person' && track.believed && box.w * box.h >= LEAST_AREA)
      .sort((a, b) => b.box.w * b.box.h - a.box.w * a.box.h)
      .slice(0, options.maxPersons);
    if (persons.length > 0) lookedMs = view.atMs;
    return { ...view, persons };
  };
}
