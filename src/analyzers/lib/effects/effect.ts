/** One effect as the detectors of this folder tell it. */
export const EFFECTS = ['flash', 'freeze_frame', 'wipe', 'split_screen', 'picture_in_picture', 'overlay', 'letterbox', 'pillarbox', 'frame_border', 'grading_change', 'speed_change', 'fade_out', 'fade_in', 'dissolve'] as const;
export type EffectLabel = (typeof EFFECTS)[number];

export interface Effect {
  label: EffectLabel;
  startMs: number;
  endMs: number;
  /** 0..1, what it counts is said in visual-effects.ts. */
  strength: number;
  confidence: number;
  /** Of wipes the way the edge goes; of split screens how the parts lie; of grading changes what changed; of speed changes what told it. */
  variant?: string;
  /** Fractions of the picture: of insets the inset, of borders what lies within them. */
  box?: { x: number; y: number; w: number; h: number };
  /** Of speed changes: how many times slower than the rest of the shot. */
  slowedBy?: number;
}
