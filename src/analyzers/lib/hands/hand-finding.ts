/** What is told of one hand. */
import type { Box } from '@aima/contract';
import type { Frame } from '@aima/sdk';
import type { FoundHand } from './find-hands.ts';
import { round } from '../rounding.ts';
import type { Gesture, NamedGesture } from './static-gesture.ts';

/** Landmarks that are told: enough to draw a hand, too few to be a biometric template. */
const TOLD_LANDMARKS = { wrist: 0, thumb_tip: 4, index_tip: 8, middle_tip: 12, ring_tip: 16, little_tip: 20 } as const;

export interface HandFinding {
  label: Gesture;
  confidence: number;
  gestureConfidence: number;
  handedness: 'left' | 'right' | 'uncertain';
  box: Box;
  landmarks: { name: string; x: number; y: number }[];
}

export function handFinding(hand: FoundHand, frame: Pick<Frame, 'toFraction'>, named: NamedGesture): HandFinding {
  const [xs, ys] = [hand.landmarks.map(({ x }) => x), hand.landmarks.map(({ y }) => y)];
  return {
    label: named.gesture,
    gestureConfidence: round(named.confidence, 4),
    confidence: Math.max(0, Math.min(1, round(hand.present, 4))),
    handedness: hand.handedness,
    box: frame.toFraction({ left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) }),
    landmarks: Object.entries(TOLD_LANDMARKS).map(([name, index]) => {
      const point = hand.landmarks[index] ?? { x: 0, y: 0 };
      const at = frame.toFraction({ left: point.x, top: point.y, right: point.x, bottom: point.y });
      return { name, x: round(at.x, 4), y: round(at.y, 4) };
    }),
  };
}
