/** Keeps the samples of a thing back until the thing is believed and its name is settled, or forgets them. */
import type { SeenThing, ThingTrack } from './thing-tracks.ts';

/** After this many samples a name does not change any more. */
const SETTLED_AFTER = 16;

export interface Sample {
  atMs: number;
  thing: SeenThing;
}

export interface HoldBack {
  add(sample: Sample): void;
  /** The track is over: its samples go out if it was believed, else nowhere. */
  end(track: ThingTrack): void;
}

export function holdBack(emit: (sample: Sample, label: string) => void): HoldBack {
  const waiting = new Map<string, Sample[]>();
  const settled = new Map<string, string>();
  const release = (id: string, label: string): void => {
    for (const sample of waiting.get(id) ?? []) emit(sample, label);
    waiting.delete(id);
  };
  return {
    add(sample) {
      const { track } = sample.thing;
      const name = settled.get(track.id);
      if (name !== undefined) {
        emit(sample, name);
        return;
      }
      const samples = [...waiting.get(track.id) ?? [], sample];
      waiting.set(track.id, samples);
      if (!track.believed || samples.length < SETTLED_AFTER) return;
      settled.set(track.id, track.label);
      release(track.id, track.label);
    },
    end(track) {
      if (track.believed) release(track.id, track.label);
      waiting.delete(track.id);
      settled.delete(track.id);
    },
  };
}
