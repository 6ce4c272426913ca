/**
 * Gestures that last: hands raised above the shoulders, arms crossed, hands held together, pointing; per person and over
 * time, by rule from body_pose and hand_gesture. Waving, clapping, nodding and shaking the head go back and forth one to
 * five times a second: the two samples a second of body_pose cannot show that (sampling theorem), so they are not told.
 * Crossed arms and joined hands are distances in the picture: who is seen from the side is left out.
 */
import type { Observation } from '@aima/contract';
import { certaintyWords, clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { armGestures, GESTURES, type GestureLabel } from './lib/gestures/arm-gestures.ts';
import { round } from './lib/rounding.ts';

const GestureFinding = z.object({
  ...FindingFields,
  label: z.enum(GESTURES),
  endMs: z.int().nonnegative(),
  /** The person's, as in body_pose. */
  trackId: z.string(),
  samples: z.int().positive(),
  basedOn: z.array(z.string()).min(1),
});
type GestureFinding = z.infer<typeof GestureFinding>;

const WORDS: Readonly<Record<GestureLabel, { en: string; de: string }>> = {
  raised_hand: { en: 'A person holds a hand above the shoulder', de: 'Eine Person hält eine Hand über der Schulter' },
  arms_crossed: { en: 'A person has the arms crossed', de: 'Eine Person hat die Arme verschränkt' },
  hands_together: { en: 'A person holds the hands together', de: 'Eine Person hält die Hände zusammen' },
  pointing: { en: 'A person points with the index finger', de: 'Eine Person zeigt mit dem Zeigefinger' },
};

interface Shown {
  label: GestureLabel;
  trackId: string;
  confidence: number;
  seen: Observation;
}

const Hand = z.object({ personTrackId: z.string(), gestureConfidence: z.number() });

function pointingHand(seen: Observation): Shown[] {
  const hand = Hand.safeParse(seen.attributes).data;
  if (seen.label !== 'pointing' || !hand) return [];
  return [{ label: 'pointing', trackId: hand.personTrackId, confidence: Math.min(seen.confidence, hand.gestureConfidence), seen }];
}

function shownBy(seen: Observation, aspect: number): Shown[] {
  const { trackId } = seen;
  if (trackId === undefined) return [];
  const shown = armGestures(seen, aspect);
  return GESTURES.flatMap((label): Shown[] => (shown[label] === undefined ? [] : [{ label, trackId, confidence: shown[label], seen }]));
}

/** What one person shows without a longer gap becomes one finding. */
function joined(shown: readonly Shown[], maxGapMs: number): Shown[][] {
  const groups: Shown[][] = [];
  const open = new Map<string, Shown[]>();
  for (const item of [...shown].sort((a, b) => a.seen.startMs - b.seen.startMs)) {
    const key = `${item.label} ${item.trackId}`;
    const group = open.get(key);
    if (group && item.seen.startMs - (group.at(-1)?.seen.startMs ?? 0) <= maxGapMs) {
      group.push(item);
      continue;
    }
    const fresh = [item];
    groups.push(fresh);
    open.set(key, fresh);
  }
  return groups;
}

export const gestureRecognition = defineAnalyzer({
  name: 'gesture_recognition',
  version: 1,
  method: 'rule',
  reads: { after: ['body_pose', 'hand_gesture'] },
  parameters: z.object({
    /** Samples that must show a gesture in films; one alone is often a mistake of the pose network. */
    minSamples: z.int().min(1).default(2),
    /** Longest time between two samples of one gesture. */
    maxGapMs: z.int().positive().default(1100),
  }),
  finding: GestureFinding,
  sentence: {
    en: (f) => `${WORDS[f.label].en}, ${clockTime(f.startMs)} to ${clockTime(f.endMs)}, ${certaintyWords(f.confidence, 'en')}.`,
    de: (f) => `${WORDS[f.label].de}, ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}, ${certaintyWords(f.confidence, 'de')}.`,
  },

  open: ({ parameters, medium, emit, upstream }) => ({
    finish() {
      const aspect = medium.width > 0 && medium.height > 0 ? medium.width / medium.height : 1;
      const shown = [...upstream('body_pose').flatMap((seen) => shownBy(seen, aspect)), ...upstream('hand_gesture').flatMap(pointingHand)];
      const least = medium.kind === 'image' ? 1 : parameters.minSamples;
      const findings = joined(shown, parameters.maxGapMs).flatMap((group): GestureFinding[] => {
        const [first, last] = [group[0], group.at(-1)];
        // Two hands that point at one moment are one sample.
        const samples = new Set(group.map(({ seen }) => seen.startMs)).size;
        if (!first || !last || samples < least) return [];
        const confidence = group.reduce((sum, item) => sum + item.confidence, 0) / group.length;
        return [{ label: first.label, trackId: first.trackId, startMs: first.seen.startMs, endMs: last.seen.endMs, confidence: round(confidence, 3), samples, basedOn: group.map(({ seen }) => seen.id) }];
      });
      for (const finding of findings.sort((a, b) => a.startMs - b.startMs)) emit(finding);
    },
  }),
});
