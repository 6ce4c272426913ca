/** What is told of one estimated pose. */
import type { Frame } from '@aima/sdk';
import { round } from '../rounding.ts';
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

/** Undefined where too few points were seen to speak of a body. */
export function bodyFinding(pose: Pose, frame: Pick<Frame, 'toFraction'>, limits: { minKeypointConfidence: number; minKeypoints: number }): BodyFinding | undefined {
  const keypoints = [...pose.values()].filter(({ score }) => score >= limits.minKeypointConfidence).map(({ name, x, y, score }) => {
    const at = frame.toFraction({ left: x, top: y, right: x, bottom: y });
    return { name, x: round(at.x, 4), y: round(at.y, 4), confidence: Math.min(1, round(score, 4)) };
  });
  if (keypoints.length < limits.minKeypoints) return undefined;
  const { posture, confidence } = postureOf(pose);
  const raised = raisedArms(pose);
  return {
    label: posture,
    confidence: keypoints.reduce((sum, point) => sum + point.confidence, 0) / keypoints.length,
    postureConfidence: round(confidence, 4),
    keypoints,
    ...(raised === undefined ? {} : { armsRaised: raised }),
  };
}
