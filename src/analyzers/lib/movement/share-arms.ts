/** The follower of the arms, fed with the poses that body_pose takes of the same frames. */
import type { FrameBatch, MediumFacts, TensorModel } from '@aima/sdk';
import { poseOf, type Pose } from '../bodies/pose-network.ts';
import { watchPersons } from '../bodies/watch-persons.ts';
import type { ThingDetector } from '../detection/find-things.ts';
import { armFollower, type ArmSample, type ArmsSample, type HandSeries, type Joint } from './follow-arms.ts';
import { lumaPlane } from './luma-plane.ts';

/** As many persons as body_pose looks at, so that it is the same work. */
const MAX_PERSONS = 6;
const SEEN = 0.3;

export interface Arms {
  frames(batch: FrameBatch): Promise<void>;
  everyFrame(batch: FrameBatch): void;
  finish(): readonly HandSeries[];
}

/** Undefined where a shoulder is not seen. */
function sampleOf(pose: Pose, atMs: number, { width, height }: Pick<FrameBatch, 'width' | 'height'>): ArmsSample | undefined {
  const joint = (name: string): Joint | undefined => {
    const point = pose.get(name);
    return point && point.score >= SEEN ? { x: point.x / width, y: point.y / height } : undefined;
  };
  const arm = (side: string): ArmSample | undefined => {
    const [wrist, elbow] = [joint(`${side}_wrist`), joint(`${side}_elbow`)];
    return wrist && elbow && { wrist, elbow };
  };
  const [a, b] = [joint('left_shoulder'), joint('right_shoulder')];
  if (!a || !b) return undefined;
  const [left, right, leftHip, rightHip] = [arm('left'), arm('right'), joint('left_hip'), joint('right_hip')];
  return {
    atMs, shoulders: [a, b], ...(left ? { left } : {}), ...(right ? { right } : {}),
    ...(leftHip && rightHip ? { hips: { x: (leftHip.x + rightHip.x) / 2, y: (leftHip.y + rightHip.y) / 2 } } : {}),
  };
}

export function watchArms(detector: ThingDetector, pose: TensorModel, medium: MediumFacts): Arms {
  const watch = watchPersons(detector, medium, { maxPersons: MAX_PERSONS });
  const follower = armFollower();
  let latest: { trackId: string; sample: ArmsSample }[] = [];
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const { persons, atMs, searched, things } = await watch(frame, batch);
        if (!searched) {
          // Between the samples much may move although both show the same.
          follower.see(atMs, latest.filter(({ trackId }) => things.some(({ track }) => track.id === trackId)).map(({ trackId, sample }) => ({ trackId, sample: { ...sample, atMs } })));
          continue;
        }
        const samples = await Promise.all(persons.map(async ({ box, track }) => ({ trackId: track.id, sample: sampleOf(await poseOf(frame, batch, box, pose), atMs, batch) })));
        if (persons.length > 0) latest = samples.flatMap(({ trackId, sample }) => (sample ? [{ trackId, sample }] : []));
        follower.see(atMs, persons.length > 0 ? latest : []);
      }
    },
    everyFrame(batch) {
      for (const frame of batch.frames) follower.plane(lumaPlane(frame, batch));
    },
    finish: () => follower.finish(),
  };
}
