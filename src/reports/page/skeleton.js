/** Bodies as lines between their 17 points (COCO keypoints, Lin et al., 2014). Pure. */

/** @import { Observation } from '@aima/contract' */

/** @typedef {Map<string, { x: number, y: number }>} Joints Fractions of the displayed frame. */

/** Below this a point is guessed. */
const LEAST_CERTAIN = 0.3;

/** @type {[string, string][]} */
export const bones = [
  ['left_shoulder', 'right_shoulder'], ['left_shoulder', 'left_elbow'], ['left_elbow', 'left_wrist'], ['right_shoulder', 'right_elbow'], ['right_elbow', 'right_wrist'],
  ['left_shoulder', 'left_hip'], ['right_shoulder', 'right_hip'], ['left_hip', 'right_hip'], ['left_hip', 'left_knee'], ['left_knee', 'left_ankle'], ['right_hip', 'right_knee'], ['right_knee', 'right_ankle'],
  ['nose', 'left_eye'], ['nose', 'right_eye'], ['left_eye', 'left_ear'], ['right_eye', 'right_ear'],
];

/** @param {Observation['attributes']} attributes @returns {Joints | undefined} The points that were seen well enough. */
export function readJoints(attributes) {
  const points = attributes?.['keypoints'];
  if (!Array.isArray(points)) return undefined;
  /** @type {Joints} */
  const joints = new Map();
  for (const point of points) {
    if (typeof point !== 'object' || point === null || Array.isArray(point)) continue;
    const { name, x, y, confidence } = point;
    if (typeof name === 'string' && typeof x === 'number' && typeof y === 'number' && typeof confidence === 'number' && confidence >= LEAST_CERTAIN) joints.set(name, { x, y });
  }
  return joints.size > 1 ? joints : undefined;
}

/** @param {Joints} from @param {Joints} to @param {number} share 0..1 @returns {Joints} */
export function mixJoints(from, to, share) {
  /** @type {Joints} */
  const mixed = new Map();
  for (const [name, a] of from) {
    const b = to.get(name);
    if (b) mixed.set(name, { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
  }
  return mixed;
}
