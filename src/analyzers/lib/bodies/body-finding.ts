/** What is told of one estimated pose. */
import type { Frame } from '@aima/sdk';
import type { Pose } from './pose-network.ts';
import { postureOf, raisedArms, type Posture } from './posture.ts';

export interface BodyFinding {
  label: Posture;
  /** Mean score of the points that are told. */
  confidence: number;
  postureConfidence: number;
  keypoints: { name: string; x: number; y: number; confidence: number }[];
  armsRaised?: 'none' | 'left' | 'right' | 'both';
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Undefined where too few points were seen to speak of a body. */
export function bodyFinding(pose: Pose, frame: Pick<Frame, 'toFraction'>, limits: { minKeypointConfidence: number; minKeypoints: number }): BodyFinding | undefined {
  const keypoints = [...pose.values()].filter(({ score }) => score >= limits.minKeypointConfidence).map(({ name, x, y, score }) => {
    const at = frame.toFraction({ left: x, top: y, right: x, bottom: y });
    return { name, x: rounded(at.x), y: rounded(at.y), confidence: Math.min(1, rounded(score)) };
  });
  if (keypoints.length < limits.minKeypoints) return undefined;
  const { posture, confidence } = postureOf(pose);
  const raised = raisedArms(pose);
  return {
    label: posture,
    confidence: keypoints.reduce((sum, point) => sum + point.confidence, 0) / keypoints.length,
    postureConfidence: rounded(confidence),
    keypoints,
    ...(raised === undefined ? {} : { armsRaised: raised }),
  };
}
