/** One thing that a border between two windows cut in two. */
import type { Box, Observation } from '@aima/contract';
import { clockTime } from '@aima/sdk';

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

/** Shots end at cuts; and where one does not, neither does its scene. */
const isShotOrScene = ({ analyzer, label }: Observation): boolean => analyzer === 'scene_segmentation' && (label === 'shot' || label === 'scene');

/** @param atCut a shot ends at the border: what was seen at a place is something else behind it */
export function sameThing(before: Observation, after: Observation, atCut: boolean): boolean {
  if (before.label !== after.label || before.text !== after.text || before.startMs === before.endMs || after.startMs === after.endMs) return false;
  if (isSummary(before) && before.text === undefined) return false;
  if (isShotOrScene(before)) return !atCut;
  const seen = before.box !== undefined || before.trackId !== undefined || after.box !== undefined || after.trackId !== undefined;
  if (!seen) return before.speakerId === undefined && after.speakerId === undefined;
  return !atCut && before.box !== undefined && after.box !== undefined && overlap(before.box, after.box) >= LEAST_OVERLAP;
}

/**
 * Which tracks behind the border are tracks before it: the same kind of thing at the same place, one to one, best fit first.
 * @returns for each analyzer and its name of a track behind the border the name before it
 */
export function linkTracks(before: readonly Observation[], after: readonly Observation[]): ReadonlyMap<string, string> {
  const pairs = after.flatMap((late) => before.flatMap((early) => {
    if (late.analyzer !== early.analyzer || late.label !== early.label || !late.box || !early.box || late.trackId === undefined || early.trackId === undefined) return [];
    return [{ late: trackKey(late.analyzer, late.trackId), early: early.trackId, fit: overlap(early.box, late.box) }];
  })).filter(({ fit }) => fit >= LEAST_OVERLAP).sort((a, b) => b.fit - a.fit);
  const links = new Map<string, string>();
  const taken = new Set<string>();
  for (const { late, early } of pairs) {
    const [analyzer = ''] = late.split(' ');
    if (links.has(late) || taken.has(trackKey(analyzer, early))) continue;
    links.set(late, early);
    taken.add(trackKey(analyzer, early));
  }
  return links;
}

export const trackKey = (analyzer: string, trackId: string): string => `${analyzer} ${trackId}`;

/** The times that a sentence names are those of its part. */
function retold({ sentence, startMs, endMs }: Observation, whole: { startMs: number; endMs: number }): string {
  return sentence.replaceAll(clockTime(endMs), clockTime(whole.endMs)).replaceAll(clockTime(startMs), clockTime(whole.startMs));
}

/** From the start of the one to the end of the other; says otherwise what the longer part said. */
export function stitched(before: Observation, after: Observation): Observation {
  const [first, second] = [before.endMs - before.startMs, after.endMs - after.startMs];
  const longer = first >= second ? before : after;
  const { basedOn: _basedOn, ...rest } = longer;
  const basedOn = [...new Set([...before.basedOn ?? [], ...after.basedOn ?? []])].slice(0, MOST_EVIDENCE);
  return {
    ...rest, sentence: retold(longer, { startMs: before.startMs, endMs: after.endMs }), id: before.id, runId: before.runId, startMs: before.startMs, endMs: after.endMs,
    ...(before.trackId === undefined ? {} : { trackId: before.trackId }), ...(before.personId === undefined ? {} : { personId: before.personId }),
    confidence: (before.confidence * first + after.confidence * second) / (first + second),
    ...(basedOn.length > 0 ? { basedOn } : {}),
  };
}
