/** One thing that a border between two windows cut in two. */
import type { Box, Observation } from '@aima/contract';

/** Below this overlap of two boxes they are two things. */
const LEAST_OVERLAP = 0.4;
const MOST_EVIDENCE = 50;

/** Intersection over union, 0..1. */
function overlap(a: Box, b: Box): number {
  const w = Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x));
  const h = Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));
  const shared = w * h;
  const all = a.w * a.h + b.w * b.h - shared;
  return all > 0 ? shared / all : 0;
}

/** Sums of a whole window are no stretches that go on. */
const isSummary = ({ label }: Observation): boolean => label === undefined || label === 'overall';

/** @param atCut a shot ends at the border: what was seen at a place is something else behind it */
export function sameThing(before: Observation, after: Observation, atCut: boolean): boolean {
  if (before.label !== after.label || before.text !== after.text || before.startMs === before.endMs || after.startMs === after.endMs) return false;
  if (isSummary(before) && before.text === undefined) return false;
  const seen = before.box !== undefined || before.trackId !== undefined || after.box !== undefined || after.trackId !== undefined;
  if (!seen) return before.speakerId === undefined && after.speakerId === undefined;
  return !atCut && before.box !== undefined && after.box !== undefined && overlap(before.box, after.box) >= LEAST_OVERLAP;
}

/** From the start of the one to the end of the other; says otherwise what the longer part said. */
export function stitched(before: Observation, after: Observation): Observation {
  const [first, second] = [before.endMs - before.startMs, after.endMs - after.startMs];
  const longer = first >= second ? before : after;
  const { basedOn: _basedOn, ...rest } = longer;
  const basedOn = [...new Set([...before.basedOn ?? [], ...after.basedOn ?? []])].slice(0, MOST_EVIDENCE);
  return {
    ...rest, id: before.id, runId: before.runId, startMs: before.startMs, endMs: after.endMs,
    ...(before.trackId === undefined ? {} : { trackId: before.trackId }), ...(before.personId === undefined ? {} : { personId: before.personId }),
    confidence: (before.confidence * first + after.confidence * second) / (first + second),
    ...(basedOn.length > 0 ? { basedOn } : {}),
  };
}
