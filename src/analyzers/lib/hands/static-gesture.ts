/** Names what a hand shows by which fingers are straight: a rule over 21 landmarks, no network. */
import type { Point } from '../bodies/square-crop.ts';

export const gestures = ['open_palm', 'fist', 'pointing', 'victory', 'thumbs_up', 'thumbs_down', 'ok', 'none'] as const;
/** `none`: a hand, but none of these gestures. */
export type Gesture = (typeof gestures)[number];

export interface NamedGesture {
  gesture: Gesture;
  /** How clearly the fingers are straight or bent, 0..1; 0 for `none`. */
  confidence: number;
}

const FINGERS = ['thumb', 'index', 'middle', 'ring', 'little'] as const;
type Finger = (typeof FINGERS)[number];

/** Degrees at the middle joint of a finger: above is straight, below is bent. */
const STRAIGHT = 145;
const THUMB_STRAIGHT = 150;
/** Degrees over which a joint goes from undecided to clear. */
const WIDTH = 25;
/** Distances in parts of the palm's length. */
const TOUCHING = 0.35;
const THUMB_AWAY = 0.55;
/** An open palm's thumb need not be stretched, only not laid across the palm. */
const THUMB_OPEN = 0.3;
/** A thumb that is up or down points within so many degrees of the vertical. */
const VERTICAL = 40;

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Degrees at b between a and c, 0..180. */
function angleAt(a: Point, b: Point, c: Point): number {
  const [ux, uy, vx, vy] = [a.x - b.x, a.y - b.y, c.x - b.x, c.y - b.y];
  const lengths = Math.hypot(ux, uy) * Math.hypot(vx, vy);
  return lengths === 0 ? 0 : Math.acos(Math.max(-1, Math.min(1, (ux * vx + uy * vy) / lengths))) * 180 / Math.PI;
}

interface FingerState {
  straight: boolean;
  /** 0.5 undecided … 1 clear. */
  clear: number;
}

interface Hand {
  at(index: number): Point;
  palm: number;
  fingers: Readonly<Record<Finger, FingerState>>;
}

function fingerState(at: (index: number) => Point, palm: number, finger: number): FingerState {
  const [base, joint, tip, wrist] = [at(1 + finger * 4), at(2 + finger * 4), at(4 + finger * 4), at(0)];
  if (finger === 0) {
    const angle = angleAt(at(1), at(2), at(4));
    const away = distance(tip, at(5)) / palm;
    const straight = angle > THUMB_STRAIGHT && away > THUMB_AWAY;
    return { straight, clear: 0.5 + 0.5 * Math.min(1, Math.abs(away - THUMB_AWAY) / 0.3) };
  }
  const angle = angleAt(base, joint, tip);
  const reaches = distance(tip, wrist) > distance(joint, wrist);
  return { straight: angle > STRAIGHT && reaches, clear: reaches ? 0.5 + 0.5 * Math.min(1, Math.abs(angle - STRAIGHT) / WIDTH) : 1 };
}

function handOf(landmarks: readonly Point[]): Hand | undefined {
  if (landmarks.length !== 21) return undefined;
  const at = (index: number): Point => landmarks[index] ?? { x: 0, y: 0 };
  const palm = distance(at(0), at(9));
  if (palm === 0) return undefined;
  const states = FINGERS.map((name, i) => [name, fingerState(at, palm, i)] as const);
  // Every finger of FINGERS has its state.
  return { at, palm, fingers: Object.fromEntries(states) as Record<Finger, FingerState> };
}

/** Up or down by where the thumb's tip lies from its base, in the picture; nothing else of the hand reaches as far. */
function thumbDirection({ at, palm }: Hand): 'thumbs_up' | 'thumbs_down' | undefined {
  const [dx, dy] = [at(4).x - at(2).x, at(4).y - at(2).y];
  const fromUp = Math.atan2(Math.abs(dx), -dy) * 180 / Math.PI;
  const others = Array.from({ length: 16 }, (_, i) => at(i + 5).y);
  if (fromUp < VERTICAL && at(4).y < Math.min(...others) - THUMB_OPEN * palm) return 'thumbs_up';
  return fromUp > 180 - VERTICAL && at(4).y > Math.max(...others) + THUMB_OPEN * palm ? 'thumbs_down' : undefined;
}

function decide(hand: Hand): Gesture {
  const { at, palm, fingers: { thumb, index, middle, ring, little } } = hand;
  const straight = [index, middle, ring, little].map((finger) => finger.straight);
  const pattern = straight.map((is) => (is ? '1' : '0')).join('');
  if (distance(at(4), at(8)) / palm < TOUCHING && pattern.slice(1) === '111') return 'ok';
  switch (pattern) {
    case '1111': return distance(at(4), at(5)) / palm > THUMB_OPEN ? 'open_palm' : 'none';
    case '1000': return 'pointing';
    case '1100': return distance(at(8), at(12)) / palm > TOUCHING ? 'victory' : 'none';
    case '0000': return (thumb.straight ? thumbDirection(hand) : undefined) ?? 'fist';
    default: return 'none';
  }
}

/** @param landmarks 21 points as MediaPipe orders them, upright as the picture is, in any unit that is the same along both axes */
export function staticGesture(landmarks: readonly Point[]): NamedGesture {
  const hand = handOf(landmarks);
  if (hand === undefined) return { gesture: 'none', confidence: 0 };
  const gesture = decide(hand);
  if (gesture === 'none') return { gesture, confidence: 0 };
  // The thumb decides only where it is what is shown.
  const deciding = gesture.startsWith('thumbs') ? FINGERS : FINGERS.slice(1);
  return { gesture, confidence: Math.min(...deciding.map((finger) => hand.fingers[finger].clear)) };
}
