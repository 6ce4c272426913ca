/** Following faces through made films whose detector and networks know what is there. */
import type { Frame, Tensor, TensorModel } from '@aima/sdk';
import { expect, test } from 'vitest';
import type { FaceFinder } from './find-faces.ts';
import { watchFaces, type FacesOfFrame, type FaceWatch } from './watch-faces.ts';

const SIZE = { width: 320, height: 240 };

/** One sample: which scene it shows, and where in it faces are (left edges; all 60 wide). */
interface MadeSample {
  scene: number;
  faces: number[];
}

/** Large shapes that tell scenes apart, and a fine grain that makes them sharp. */
const wave = (scene: number, x: number, y: number): number => 100 + ((x * 7 + y * 13) % 5) * 14 + 40 * Math.sin(x * (0.02 + scene * 0.017) + scene) + 40 * Math.sin(y * (0.03 + scene * 0.011));

/** The picture moves a little from sample to sample, so that the detector has a reason to look. */
function frameOf({ scene }: MadeSample, i: number): Frame {
  const pixels = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, at) => {
    const [x, y] = [Math.floor(at / 3) % SIZE.width, Math.floor(at / 3 / SIZE.width)];
    return x < 40 && y < 40 && i % 2 === 1 ? 255 : wave(scene, x, y);
  });
  return { atMs: i * 500, pixels, toFraction: ({ left, top, right, bottom }) => ({ x: left / SIZE.width, y: top / SIZE.height, w: (right - left) / SIZE.width, h: (bottom - top) / SIZE.height }) };
}

/** A mesh network that sees a face wherever it looks, or nowhere. Its face fills two thirds of the square, with eyes and mouth in their places. */
function meshNetwork(seesFace: () => boolean): TensorModel {
  return {
    run: () => {
      const mesh = new Float32Array(1404).fill(96);
      const put = (index: number, x: number, y: number): void => { mesh.set([x, y, 0], index * 3); };
      for (const [index, x, y] of [[10, 96, 32], [152, 96, 160], [234, 40, 96], [454, 152, 96], [33, 60, 76], [133, 84, 76], [362, 108, 76], [263, 132, 76], [61, 76, 130], [291, 116, 130]] as const) put(index, x, y);
      const outputs: Record<string, Tensor> = { mesh: { type: 'float32', dims: [1, 1404], data: mesh }, faceflag: { type: 'float32', dims: [1, 1], data: Float32Array.of(seesFace() ? 1 : 0) } };
      return Promise.resolve(outputs);
    },
  };
}

const descriptor: TensorModel = { run: () => Promise.resolve({ descriptor: { type: 'float32', dims: [2, 128], data: new Float32Array(256) } }) };

interface Watched {
  seen: FacesOfFrame[];
  searched: number[];
  watch: FaceWatch;
}

async function watched(film: MadeSample[], seesFace: (atMs: number) => boolean = () => true, confidence = 0.95): Promise<Watched> {
  let now = 0;
  const searched: number[] = [];
  const find: FaceFinder = () => {
    searched.push(now);
    return Promise.resolve((film[now / 500]?.faces ?? []).map((left) => ({ left, top: 60, right: left + 60, bottom: 130, confidence })));
  };
  const watch = watchFaces(find, { mesh: meshNetwork(() => seesFace(now)), descriptor }, true);
  const seen: FacesOfFrame[] = [];
  for (const [i, sample] of film.entries()) {
    now = i * 500;
    const frame = frameOf(sample, i);
    seen.push(await watch.see(frame, SIZE));
  }
  return { seen, searched, watch };
}

const tracksOf = ({ seen }: Watched): string[][] => seen.map(({ faces }) => faces.map(({ trackId }) => trackId));
const scene = (number: number, count: number, ...faces: number[]): MadeSample[] => Array.from({ length: count }, () => ({ scene: number, faces }));

test('the detector looks at every second sample, in between faces are followed', async () => {
  const result = await watched(scene(1, 5, 100));
  expect(result.searched).toEqual([0, 1000, 2000]);
  expect(tracksOf(result)).toEqual([['face-1'], ['face-1'], ['face-1'], ['face-1'], ['face-1']]);
  expect(result.seen.map(({ faces }) => faces[0]?.detected)).toEqual([true, false, true, false, true]);
});

test('a cut ends all tracks and makes the detector look at once', async () => {
  const result = await watched([...scene(1, 2, 100), ...scene(3, 2, 100)]);
  expect(result.searched).toEqual([0, 1000]);
  expect(tracksOf(result)).toEqual([['face-1'], ['face-1'], ['face-2'], ['face-2']]);
  expect([...result.seen[2]?.open ?? []]).toEqual(['face-2']);
});

test('a followed face that is no longer seen makes the detector look', async () => {
  const result = await watched([...scene(1, 3, 100), ...scene(1, 1)], (atMs) => atMs < 1500);
  expect(result.searched).toEqual([0, 1000, 1500]);
  expect(tracksOf(result)).toEqual([['face-1'], ['face-1'], ['face-1'], []]);
});

test('a face that comes back elsewhere in the shot within seconds is told by its descriptor', async () => {
  const film = [...scene(1, 2, 20), ...scene(1, 3), ...scene(1, 2, 220)];
  const result = await watched(film, (atMs) => (film[atMs / 500]?.faces.length ?? 0) > 0);
  expect(tracksOf(result)).toEqual([['face-1'], ['face-1'], [], [], [], [], ['face-1']]);
});

test('where the mesh sees no face the detector must be sure', async () => {
  expect(tracksOf(await watched(scene(1, 1, 100), () => false, 0.8))).toEqual([[]]);
  expect(tracksOf(await watched(scene(1, 1, 100), () => false, 0.95))).toEqual([['face-1']]);
});

test('several who ask get one answer, and the work is done once', async () => {
  const result = await watched([]);
  const frame = frameOf({ scene: 1, faces: [] }, 0);
  const [a, b] = await Promise.all([result.watch.see(frame, SIZE), result.watch.see(frame, SIZE)]);
  expect(a).toBe(b);
  expect(result.searched).toHaveLength(1);
});

test('tracks that have ended have a person where their faces could be described', async () => {
  const { watch } = await watched([...scene(1, 2, 100), ...scene(3, 2, 100)]);
  // Both have the same made descriptor.
  watch.finish();
  expect([watch.personOf('face-1'), watch.personOf('face-2'), watch.personOf('face-3')]).toEqual(['person-1', 'person-1', undefined]);
});
