/** Tracks of things and faces that jump: the box goes farther in a moment than things do, without a cut between. */
import type { Observation } from '@aima/contract';

export interface TrackJump {
  startMs: number;
  endMs: number;
  box?: { x: number; y: number; w: number; h: number };
  trackId: string;
  jumpPerSecond: number;
  confidence: number;
  basedOn: string[];
}

/** Samples farther apart say nothing of a jump. */
const MOST_APART_MS = 1200;
/** Distance of the middles: in sides of the larger box, and in sides of the picture a second. */
const LEAST_BOXES = 1.5;
const LEAST_PER_SECOND = 0.5;
const MOST_JUMPS = 50;

export function findTrackJumps(observations: readonly Observation[], cuts: readonly { startMs: number }[]): TrackJump[] {
  const tracks = new Map<string, Observation[]>();
  for (const item of observations) {
    if (item.trackId === undefined || !item.box) continue;
    const key = `${item.analyzer}/${item.trackId}`;
    const track = tracks.get(key) ?? [];
    tracks.set(key, track);
    track.push(item);
  }
  const found: TrackJump[] = [];
  for (const track of tracks.values()) {
    track.sort((a, b) => a.startMs - b.startMs);
    track.forEach((after, i) => {
      const before = track[i - 1];
      const jump = before && jumpOf(before, after);
      if (jump && !cuts.some(({ startMs }) => startMs > jump.startMs && startMs <= jump.endMs)) found.push(jump);
    });
  }
  return found.sort((a, b) => b.jumpPerSecond - a.jumpPerSecond).slice(0, MOST_JUMPS);
}

function jumpOf(before: Observation, after: Observation): TrackJump | undefined {
  const [a, b] = [before.box, after.box];
  const seconds = (after.startMs - before.startMs) / 1000;
  if (!a || !b || seconds <= 0 || seconds * 1000 > MOST_APART_MS || after.trackId === undefined) return undefined;
  const [dx, dy] = [b.x + b.w / 2 - a.x - a.w / 2, b.y + b.h / 2 - a.y - a.h / 2];
  const boxes = Math.hypot(dx / Math.max(a.w, b.w), dy / Math.max(a.h, b.h));
  const jumpPerSecond = Math.hypot(dx, dy) / seconds;
  if (boxes < LEAST_BOXES || jumpPerSecond < LEAST_PER_SECOND) return undefined;
  return { startMs: before.startMs, endMs: after.startMs, box: b, trackId: after.trackId, jumpPerSecond: Math.round(jumpPerSecond * 100) / 100, confidence: Math.min(before.confidence, after.confidence, 0.8), basedOn: [before.id, after.id] };
}
