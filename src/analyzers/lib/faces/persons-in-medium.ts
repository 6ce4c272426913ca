/** Which tracks of one medium show the same person. Nothing of this is compared with any other medium. */
import { distance, meanDescriptor, SAME_PERSON_DISTANCE, type FaceDescriptor } from './face-descriptor.ts';

interface Appearance {
  vector: Float32Array;
  startMs: number;
  endMs: number;
}

interface Person {
  name: string;
  appearances: Appearance[];
}

export interface PersonsInMedium {
  /** `person-1`, … in order of appearance; undefined without a descriptor that can be trusted. Tracks come as they end. */
  personOf(track: { startMs: number; endMs: number; descriptors: readonly FaceDescriptor[] }): string | undefined;
}

/** Descriptors of worse faces tell nothing reliable. */
export const LEAST_QUALITY = 0.25;
/** Kept per person, so that a long film does not collect without end. */
const MOST_APPEARANCES = 20;

export function personsInMedium(): PersonsInMedium {
  const persons: Person[] = [];
  return {
    personOf({ startMs, endMs, descriptors }) {
      const usable = descriptors.filter(({ quality }) => quality >= LEAST_QUALITY);
      if (usable.length === 0) return undefined;
      const appearance = { vector: meanDescriptor(usable), startMs, endMs };
      const candidates = persons
        // Two faces that are seen at the same time are two persons, however alike.
        .filter((person) => person.appearances.every((other) => other.endMs < startMs || other.startMs > endMs))
        .map((person) => ({ person, far: Math.min(...person.appearances.map((other) => distance(other.vector, appearance.vector))) }))
        .filter(({ far }) => far < SAME_PERSON_DISTANCE)
        .sort((a, b) => a.far - b.far);
      const person = candidates[0]?.person ?? { name: `person-${persons.length + 1}`, appearances: [] };
      if (person.appearances.length === 0) persons.push(person);
      person.appearances.push(appearance);
      if (person.appearances.length > MOST_APPEARANCES) person.appearances.shift();
      return person.name;
    },
  };
}
