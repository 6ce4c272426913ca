/** Faces: found, followed, told apart, turned, looking; on the shared photos and films and on variants made of them. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Observation } from '@aima/contract';
import { bootstrap, meanOf, proportion } from './statistics.ts';
import { DESCRIBED_PHOTOS, madePhoto, photosOf, PHOTO_VARIANTS, type MadePhoto } from './face-photos.ts';
import { sameOrDifferent } from './face-pairs.ts';
import type { Area, EvalContext, Figure } from './measure.ts';

/** Centres of all faces that can be told on the group photos, read off by eye, fractions; a few tiny ones in the background are left out. */
const GROUPS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'group-1': [
    [0.089, 0.315], [0.187, 0.347], [0.25, 0.357], [0.323, 0.278], [0.351, 0.362], [0.446, 0.373], [0.443, 0.299],
    [0.542, 0.252], [0.554, 0.37], [0.62, 0.376], [0.626, 0.289], [0.672, 0.347], [0.739, 0.347], [0.776, 0.415],
  ],
  'group-2': [[0.299, 0.238], [0.516, 0.143], [0.693, 0.242]],
};

const holds = ({ box }: Observation, [x, y]: readonly [number, number]): boolean =>
  box !== undefined && x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h;

/** A photo made from a shared one, or nothing where that is missing. */
async function made(context: EvalContext, name: string, variant: MadePhoto): Promise<string | undefined> {
  const file = context.media(`faces/${name}.jpg`);
  return file === undefined ? undefined : madePhoto(file, variant, context.work);
}

async function groups(context: EvalContext): Promise<Figure[]> {
  let [right, all, wrong] = [0, 0, 0];
  for (const [name, centres] of Object.entries(GROUPS)) {
    for (const variant of PHOTO_VARIANTS) {
      const file = await made(context, name, variant);
      if (file === undefined) continue;
      const faces = (await context.analyse(file, ['face_detection'])).of('face_detection');
      const seen = centres.map(([x, y]) => [variant.mirror === true ? 1 - x : x, y] as const);
      right += seen.filter((centre) => faces.some((face) => holds(face, centre))).length;
      wrong += faces.filter((face) => !seen.some((centre) => holds(face, centre))).length;
      all += seen.length;
    }
  }
  return [
    { analyzer: 'face_detection', tier: 'lite', what: 'recall of faces on group photos', unit: 'share', goal: { atLeast: 0.9 }, ...proportion(right, all), truth: 'centres of 17 faces on two group photos, read off by eye; each photo also mirrored, darkened, at half size and as a poor JPEG' },
    { analyzer: 'face_detection', tier: 'lite', what: 'boxes on group photos that hold no such face', unit: 'share', ...proportion(wrong, right + wrong), truth: 'as above; tiny faces in the background count as wrong here' },
  ];
}

const Truth = z.object({ faces: z.array(z.object({ startMs: z.int(), endMs: z.int() })), noFace: z.array(z.object({ startMs: z.int(), endMs: z.int() })) });

async function film(context: EvalContext): Promise<Figure[]> {
  const [file, truthFile] = [context.media('short-30s.mp4'), context.media('short-30s.truth.json')];
  if (file === undefined || truthFile === undefined) return [];
  const truth = Truth.parse(JSON.parse(await readFile(truthFile, 'utf8')));
  const faces = (await context.analyse(file, ['face_detection'])).of('face_detection');
  const samples = (intervals: readonly { startMs: number; endMs: number }[]): number[] => intervals.flatMap(({ startMs, endMs }) => Array.from({ length: Math.ceil((endMs - startMs) / 500) }, (_, i) => startMs + i * 500));
  const at = (atMs: number): number => faces.filter(({ startMs }) => startMs === atMs).length;
  const [there, nowhere] = [samples(truth.faces), samples(truth.noFace)];
  // One person in each of the first three stretches, three in the last: as few tracks as persons.
  const tracks = new Set(faces.map(({ trackId }) => trackId)).size;
  const figures: Figure[] = [
    { analyzer: 'face_detection', tier: 'lite', what: 'samples with a face where one is', unit: 'share', ...proportion(there.filter((atMs) => at(atMs) > 0).length, there.length), truth: 'intervals with faces of the reference film, every half second; at the first sample of one of them the face is still cut off' },
    { analyzer: 'face_detection', tier: 'lite', what: 'samples with a face where none is', unit: 'share', goal: { atMost: 0 }, ...proportion(nowhere.filter((atMs) => at(atMs) > 0).length, nowhere.length), truth: 'intervals of the reference film without a face' },
    { analyzer: 'face_detection', tier: 'lite', what: 'tracks a person and shot', unit: 'count', value: tracks / 6, interval: [tracks / 6, tracks / 6], sampleSize: 6, truth: 'six appearances in the reference film, counted by eye' },
  ];
  const walking = context.media('people-walking.mp4');
  if (walking !== undefined) {
    const wrong = new Set((await context.analyse(walking, ['face_detection'])).of('face_detection').map(({ startMs }) => startMs)).size;
    figures.push({ analyzer: 'face_detection', tier: 'lite', what: 'samples with a face, people seen from behind', unit: 'share', ...proportion(wrong, 279), truth: 'people-walking.mp4 shows backs; a profile may be seen now and then' });
  }
  return figures;
}

const Pose = z.object({ headPose: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }) });

async function poseOf(context: EvalContext, name: string, variant: MadePhoto): Promise<z.infer<typeof Pose>['headPose'] | undefined> {
  const file = await made(context, name, variant);
  if (file === undefined) return undefined;
  const [best] = (await context.analyse(file, ['facial_details'])).of('facial_details').toSorted((a, b) => b.confidence - a.confidence);
  return best === undefined ? undefined : Pose.parse(best.attributes).headPose;
}

async function poses(context: EvalContext): Promise<Figure[]> {
  const [roll, yaw]: [number[], number[]] = [[], []];
  for (const { name } of photosOf('single')) {
    const plain = await poseOf(context, name, {});
    const mirror = await poseOf(context, name, { mirror: true });
    if (plain && mirror) yaw.push(Math.abs(plain.yaw + mirror.yaw));
    for (const turn of [-20, 15]) {
      const turned = await poseOf(context, name, { turn });
      if (plain && turned) roll.push(Math.abs(turned.roll - plain.roll - turn));
    }
  }
  return [
    { analyzer: 'facial_details', tier: 'lite', what: 'head roll, mean error', unit: 'degrees', ...meanOf(roll), truth: 'photos of one face turned by -20 and 15 degrees: the roll must change by as much' },
    { analyzer: 'facial_details', tier: 'lite', what: 'head yaw, mean difference to the mirror image', unit: 'degrees', ...meanOf(yaw), truth: 'photos of one face and their mirror images: opposite yaw', note: 'the absolute error of yaw and pitch is not measured: no medium here has a documented head pose.' },
  ];
}

async function judgements(context: EvalContext): Promise<Figure[]> {
  const looks: boolean[] = [];
  const expressions: boolean[] = [];
  let undetermined = 0;
  for (const { name, camera, expression } of DESCRIBED_PHOTOS) {
    for (const variant of [{}, { mirror: true }, { gain: 0.5 }]) {
      const file = await made(context, name, variant);
      if (file === undefined) continue;
      const seen = await context.analyse(file, ['eye_tracking', 'emotion_detection']);
      const [look, shown] = [seen.of('eye_tracking')[0]?.label, seen.of('emotion_detection')[0]?.label];
      if (camera !== undefined && look !== undefined && look !== 'not_determinable') looks.push((look === 'camera') === camera);
      if (expression === undefined) continue;
      if (shown === undefined || shown === 'not_determinable') undetermined++;
      else expressions.push(expression.includes(shown));
    }
  }
  const right = (all: readonly boolean[]): number => all.filter(Boolean).length;
  return [
    { analyzer: 'eye_tracking', tier: 'lite', what: 'looks at the camera or not, right', unit: 'share', ...proportion(right(looks), looks.length), truth: `${DESCRIBED_PHOTOS.length} photos judged by eye, also mirrored and darkened; variants of one photo are not independent`, note: 'half closed eyes and dark glasses deceive it; the direction itself has no truth here.' },
    { analyzer: 'emotion_detection', tier: 'lite', what: 'named expression is the one a person names', unit: 'share', ...proportion(right(expressions), expressions.length), truth: `photos judged by eye, also mirrored and darkened; ${undetermined} were left undetermined`, note: 'acted expressions of few people; what somebody feels is not measured and cannot be.' },
  ];
}

const Range = z.object({ fromYears: z.number(), toYears: z.number() });

async function ages(context: EvalContext): Promise<Figure[]> {
  const middles: number[] = [];
  for (const { name } of photosOf('b')) {
    const file = context.media(`faces/${name}.jpg`);
    if (file === undefined) continue;
    const parsed = Range.safeParse((await context.analyse(file, ['age_estimation'])).of('age_estimation')[0]?.attributes);
    if (parsed.success) middles.push((parsed.data.fromYears + parsed.data.toYears) / 2);
  }
  const deviation = (sample: readonly number[]): number => {
    const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
    return Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length);
  };
  return [{
    analyzer: 'age_estimation', tier: 'lite', what: 'apparent age of one person over photos of one session, standard deviation', unit: 'years', ...bootstrap(middles, deviation),
    truth: 'eight photos of person b: the same age', note: 'the error against documented ages is not measured here; the range rests on what the publishers of the networks state. Nothing here was tested on minors.',
  }];
}

export const area: Area = {
  name: 'faces',
  async figures(context) {
    return [...await groups(context), ...await film(context), ...await sameOrDifferent(context), ...await poses(context), ...await judgements(context), ...await ages(context)];
  },
};
