/**
 * Who comes back within one medium: tracks of people whose looks are alike get one name. The looks are embeddings of
 * whole bodies, clothing above all (re-identification, Zhou et al., 'Omni-Scale Feature Learning for Person
 * Re-Identification', 2019). They live and end in here: nothing but the name leaves, and it means nothing in another medium.
 */
import type { Frame, TensorModel } from '@aima/sdk';
import { stretchedTo } from '../view/letterbox.ts';
import { networkPicture, pictureSize } from '../view/network-picture.ts';
import type { FrameSize } from './find-things.ts';
import type { SeenThing } from './thing-tracks.ts';

/**
 * Cosine from which on two tracks are one person. With OSNet x0.25 on six people of one film (people-walking.mp4) looks
 * of one person had 0.93 to 0.99; of two people 0.45 to 0.86, the highest between two men both in black. So 0.9 stands
 * between; people dressed alike still come near it, and who changes clothes is somebody else.
 */
export const SAME_PERSON_FROM = 0.9;

/** What a look must show: a body, not a head at the edge. Sides in parts of the picture, proportion in pixels. */
const GOOD_LOOK = { confidence: 0.5, height: 0.25, edge: 0.005, heightToWidth: 1.4 };
/** Of one track so many looks are taken, so far apart. */
const MOST_LOOKS = 8;
const LOOK_EVERY_MS = 1_000;

interface Followed {
  firstMs: number;
  lastMs: number;
  /** Of unit length each. */
  looks: Float32Array[];
  lookedMs: number;
  person: string | undefined;
  /** Asked for once: then it stays, also where there is none. */
  named: boolean;
}

export interface SamePersons {
  /** The people of one frame; `searched`: it was really looked at. Frames in order of time. */
  see(frame: Frame, size: FrameSize, things: readonly SeenThing[], searched: boolean): Promise<void>;
  /** `person-N`, the same for all tracks of one person; undefined where the person was never seen well. Stays what it was at first. */
  nameOf(trackId: string): string | undefined;
}

/** The embedding of a crop, at unit length. */
export type Embed = (frame: Frame, size: FrameSize, box: SeenThing['box']) => Promise<Float32Array>;

const unit = (vector: Float32Array): Float32Array => {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / (length || 1));
};

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

const meanLook = (looks: readonly Float32Array[]): Float32Array =>
  unit(Float32Array.from({ length: looks[0]?.length ?? 0 }, (_, i) => looks.reduce((sum, look) => sum + (look[i] ?? 0), 0)));

function cropOf({ pixels }: Frame, { width, height }: FrameSize, box: SeenThing['box']): { pixels: Uint8Array; width: number; height: number } {
  const left = Math.floor(box.x * width);
  const top = Math.floor(box.y * height);
  const columns = Math.max(1, Math.min(width - left, Math.ceil(box.w * width)));
  const rows = Math.max(1, Math.min(height - top, Math.ceil(box.h * height)));
  const out = new Uint8Array(columns * rows * 3);
  for (let y = 0; y < rows; y++) {
    const from = ((top + y) * width + left) * 3;
    out.set(pixels.subarray(from, from + columns * 3), y * columns * 3);
  }
  return { pixels: out, width: columns, height: rows };
}

/** @throws Error for a model whose entry states no size, at the first look */
export const personEmbedder = (model: TensorModel): Embed => async (frame, size, box) => {
  const [input] = model.inputs ?? [];
  const { width, height } = input ? pictureSize(input) : {};
  if (input === undefined || width === undefined || height === undefined) throw new Error('The entry of the person embedder states no input size.');
  const pixels = stretchedTo(cropOf(frame, size, box), width, height);
  const [output] = Object.values(await model.run({ [input.name]: networkPicture({ pixels, width, height }, input) }));
  if (output?.type !== 'float32') throw new Error('The person embedder gave no vector.');
  return unit(output.data);
};

function isGoodLook({ confidence, box }: SeenThing, { width, height }: FrameSize): boolean {
  const { edge } = GOOD_LOOK;
  const whole = box.x > edge && box.x + box.w < 1 - edge && box.y + box.h < 1 - edge;
  return whole && confidence >= GOOD_LOOK.confidence && box.h >= GOOD_LOOK.height && box.h * height >= GOOD_LOOK.heightToWidth * box.w * width;
}

export function samePersons(embed: Embed, sameFrom: number): SamePersons {
  const followed = new Map<string, Followed>();
  let persons = 0;

  const together = (a: Followed, b: Followed): boolean => a.firstMs <= b.lastMs && b.firstMs <= a.lastMs;

  /** The person whose looks are nearest, if near enough; who is in the picture at the same time is somebody else. */
  function known(track: Followed): string | undefined {
    const others = [...followed.values()].filter(({ person, looks }) => person !== undefined && looks.length > 0);
    const present = new Set(others.filter((other) => together(other, track)).map(({ person }) => person));
    const look = meanLook(track.looks);
    const [best] = others.filter(({ person }) => !present.has(person))
      .map((other) => ({ person: other.person, likeness: dot(look, meanLook(other.looks)) }))
      .sort((a, b) => b.likeness - a.likeness);
    return best && best.likeness >= sameFrom ? best.person : undefined;
  }

  return {
    async see(frame, size, things, searched) {
      const { atMs } = frame;
      for (const thing of things) {
        if (thing.label !== 'person') continue;
        const track = followed.get(thing.track.id) ?? { firstMs: atMs, lastMs: atMs, looks: [], lookedMs: -Infinity, person: undefined, named: false };
        followed.set(thing.track.id, track);
        track.lastMs = atMs;
        if (!searched || track.looks.length >= MOST_LOOKS || atMs - track.lookedMs < LOOK_EVERY_MS || !isGoodLook(thing, size)) continue;
        track.lookedMs = atMs;
        track.looks.push(await embed(frame, size, thing.box));
      }
    },
    nameOf(trackId) {
      const track = followed.get(trackId);
      if (track === undefined) return undefined;
      if (!track.named && track.looks.length > 0) track.person = known(track) ?? `person-${++persons}`;
      track.named = true;
      return track.person;
    },
  };
}
