/** Same person or not: through films in which photos follow each other, and by descriptors with a threshold that was never fitted to the photo at hand. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import sharp from 'sharp';
import { tensorModel, type TensorModel } from '@aima/sdk';
import { describeFace, distance, SAME_PERSON_DISTANCE } from '../../src/analyzers/lib/faces/face-descriptor.ts';
import { meshFace, squareOfBox } from '../../src/analyzers/lib/faces/face-mesh.ts';
import { ssdFaceFinder } from '../../src/analyzers/lib/faces/find-faces.ts';
import { letterboxOf } from '../../src/analyzers/lib/view/letterbox.ts';
import { openEngine } from '../../src/models/index.ts';
import { madePhoto, photosOf, type FacePhoto, type MadePhoto } from './face-photos.ts';
import type { EvalContext, Figure } from './measure.ts';
import { bootstrap, seededRandom } from './statistics.ts';

interface Pair {
  same: boolean;
  said: boolean;
}

/** The mean of the shares of same and of different pairs that are told rightly. */
function balanced(pairs: readonly Pair[]): number {
  const share = (same: boolean): number => {
    const of = pairs.filter((pair) => pair.same === same);
    return of.filter(({ said }) => said === same).length / of.length;
  };
  return (share(true) + share(false)) / 2;
}

const VARIANTS: readonly MadePhoto[] = [{}, { gain: 0.45 }, { scale: 0.45 }, { jpegQuality: 25 }, { mirror: true, turn: 12 }];

/** Each photo for one second, in a random order: every one is a shot. */
async function slideshow(context: EvalContext, photos: readonly (FacePhoto & { file: string })[], seed: number): Promise<{ file: string; order: readonly FacePhoto[] }> {
  const random = seededRandom(seed);
  const order = photos.map((photo) => ({ photo, key: random() })).sort((a, b) => a.key - b.key).map(({ photo }) => photo);
  for (const [i, photo] of order.entries()) {
    // Frames of alternating shape, so that hardly any two shots look alike around the person.
    const made = await madePhoto(photo.file, VARIANTS[(i + seed) % VARIANTS.length] ?? {}, context.work);
    await sharp(made).resize(960, 960, { fit: 'contain', background: i % 2 === 0 ? '#203040' : '#c0b090' }).jpeg({ quality: 92 }).toFile(path.join(context.work, `slide-${seed}-${String(i).padStart(2, '0')}.jpg`));
  }
  const file = path.join(context.work, `slides-${seed}.mp4`);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-framerate', '1', '-i', path.join(context.work, `slide-${seed}-%02d.jpg`), '-r', '10', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20', '-pix_fmt', 'yuv420p', file]);
  return { file, order };
}

async function filmPairs(context: EvalContext, photos: readonly (FacePhoto & { file: string })[]): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const seed of [1, 2, 3]) {
    const { file, order } = await slideshow(context, photos, seed);
    const faces = (await context.analyse(file, ['face_detection'])).of('face_detection');
    const named = order.map((_, i) => faces.find(({ startMs, attributes }) => Math.floor(startMs / 1000) === i && attributes?.['samePerson'] !== undefined)?.attributes?.['samePerson']);
    order.forEach((a, i) => { order.slice(i + 1).forEach((b, k) => { pairs.push({ same: a.person === b.person, said: named[i] !== undefined && named[i] === named[i + 1 + k] }); }); });
  }
  return pairs;
}

interface Described extends FacePhoto {
  vector: Float32Array;
}

async function described(photo: FacePhoto, file: string, models: Record<'detector' | 'mesh' | 'descriptor', TensorModel>): Promise<Described | undefined> {
  const { data, info } = await sharp(file).resize(960, 960, { fit: 'inside' }).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const picture = { pixels: new Uint8Array(data), width: info.width, height: info.height };
  const [found] = await ssdFaceFinder(models.detector, { minConfidence: 0.3, maxOverlap: 0.4 })((side) => letterboxOf(picture, side));
  if (found === undefined) return undefined;
  return { ...photo, vector: await describeFace(models.descriptor, picture, await meshFace(models.mesh, picture, squareOfBox(found))) };
}

/** Each photo is judged with the threshold that separates the pairs of all other photos best. */
function leaveOneOut(all: readonly Described[]): Pair[] {
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => ({ a, b, same: a.person === b.person, far: distance(a.vector, b.vector) })));
  return all.flatMap((left) => {
    const others = pairs.filter(({ a, b }) => a !== left && b !== left);
    const best = Array.from({ length: 80 }, (_, i) => 0.4 + i * 0.005)
      .map((threshold) => ({ threshold, score: balanced(others.map(({ same, far }) => ({ same, said: far < threshold }))) }))
      .reduce((x, y) => (y.score > x.score ? y : x)).threshold;
    return pairs.filter(({ a, b }) => a === left || b === left).map(({ same, far }) => ({ same, said: far < best }));
  });
}

export async function sameOrDifferent(context: EvalContext): Promise<Figure[]> {
  const photos = photosOf().flatMap((photo) => {
    const file = context.media(`faces/${photo.name}.jpg`);
    return file === undefined ? [] : [{ ...photo, file }];
  });
  if (photos.length < 18) return [];
  const engine = openEngine({ modelsFolder: path.join(context.work, 'models'), threads: 2 });
  const get = async (id: string): Promise<TensorModel> => (await engine.get(tensorModel(id))).model;
  const models = { detector: await get('face-ssd'), mesh: await get('facemesh'), descriptor: await get('face-descriptor') };
  const [fixed, left]: [Pair[], Pair[]] = [[], []];
  try {
    for (const variant of VARIANTS) {
      const all: Described[] = [];
      for (const photo of photos) {
        const one = await described(photo, await madePhoto(photo.file, variant, context.work), models);
        if (one) all.push(one);
      }
      left.push(...leaveOneOut(all));
      all.forEach((a, i) => { all.slice(i + 1).forEach((b) => { fixed.push({ same: a.person === b.person, said: distance(a.vector, b.vector) < SAME_PERSON_DISTANCE }); }); });
    }
  } finally {
    await engine.close();
  }
  const variants = 'also darkened, at less than half size, as poor JPEG, mirrored and turned; pairs of few persons are not independent';
  return [
    { analyzer: 'face_detection', tier: 'lite', what: 'same or different person, balanced accuracy, fixed threshold', unit: 'share', goal: { atLeast: 0.95 }, ...bootstrap(fixed, balanced), truth: `all pairs of 18 photos (persons a, b and seven singles), ${variants}` },
    { analyzer: 'face_detection', tier: 'lite', what: 'same or different person, balanced accuracy, threshold from the other photos', unit: 'share', goal: { atLeast: 0.95 }, ...bootstrap(left, balanced), truth: `as above, leave one photo out` },
    { analyzer: 'face_detection', tier: 'lite', what: 'same person named in films, balanced accuracy over pairs', unit: 'share', ...bootstrap(await filmPairs(context, photos), balanced), truth: 'three films in which the 18 photos follow each other in random order and as variants' },
  ];
}
