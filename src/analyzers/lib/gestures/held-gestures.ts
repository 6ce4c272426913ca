/** Gestures that are held: what bodies and hands of single samples show, joined over time for each person. */
import type { Observation } from '@aima/contract';
import { z } from 'zod';
import { joinedSamples } from '../bodies/joined-samples.ts';
import { armGestures, HELD, type HeldLabel } from './arm-gestures.ts';

export interface HeldGesture {
  label: HeldLabel;
  trackId: string;
  startMs: number;
  endMs: number;
  samples: number;
  confidence: number;
  basedOn: string[];
}

interface Shown {
  label: HeldLabel;
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
  return HELD.flatMap((label): Shown[] => (shown[label] === undefined ? [] : [{ label, trackId, confidence: shown[label], seen }]));
}

/** `aspect`: width over height of the picture. Groups of fewer samples than `minSamples` are left out. */
export function heldGestures(bodies: readonly Observation[], hands: readonly Observation[], { aspect, minSamples, maxGapMs }: { aspect: number; minSamples: number; maxGapMs: number }): HeldGesture[] {
  const shown = [...bodies.flatMap((seen) => shownBy(seen, aspect)), ...hands.flatMap(pointingHand)];
  return joinedSamples(shown, maxGapMs).flatMap((group): HeldGesture[] => {
    const [first, last] = [group[0], group.at(-1)];
    // Two hands that point at one moment are one sample.
    const samples = new Set(group.map(({ seen }) => seen.startMs)).size;
    if (!first || !last || samples < minSamples) return [];
    const confidence = group.reduce((sum, item) => sum + item.confidence, 0) / group.length;
    return [{ label: first.label, trackId: first.trackId, startMs: first.seen.startMs, endMs: last.seen.endMs, confidence, samples, basedOn: group.map(({ seen }) => seen.id) }];
  });
}
