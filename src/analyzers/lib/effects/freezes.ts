/**
 * Freeze frames: a picture that moved stands still to the pixel. A shot that stands still from its first frame is a still
 * picture and no freeze; nor is it where only a small part had moved (a screen recording that waits).
 */
import type { EffectRecord } from './effect-record.ts';
import type { Effect } from './effect.ts';

/** Mean change in levels below which nothing moves; compression leaves this much. */
const STILL = 0.15;
/** A key frame may freshen the picture up by this once in a while. */
const REFRESH = 1.5;
const LEAST_MS = 600;
/** Before it stood: mean change in levels, share of cells, over so many frames. */
const MOVING = { levels: 0.8, cells: 0.3, frames: 8 };

export function findFreezes(record: EffectRecord, cuts: readonly { startMs: number }[]): Effect[] {
  const cutTimes = new Set(cuts.map((cut) => cut.startMs));
  const found: Effect[] = [];
  for (let i = 1; i < record.length; i++) {
    if (record.change.at(i) >= STILL) continue;
    // The frame before the first that repeats is the one that stands.
    const first = i - 1;
    while (i + 1 < record.length && (record.change.at(i + 1) < STILL || isRefresh(record, cutTimes, i + 1))) i++;
    const [startMs, endMs] = [record.atMs(first), record.atMs(Math.min(i + 1, record.length - 1))];
    const levels = movementBefore(record, cutTimes, first);
    if (endMs - startMs < LEAST_MS || levels === undefined) continue;
    found.push({ label: 'freeze_frame', startMs, endMs, strength: Math.min(1, (endMs - startMs) / 3000), confidence: 0.6 + 0.35 * Math.min(1, levels / 5) });
  }
  return found;
}

const isRefresh = (record: EffectRecord, cutTimes: ReadonlySet<number>, index: number): boolean =>
  !cutTimes.has(record.atMs(index)) && record.change.at(index) < REFRESH && record.change.at(index + 1) < STILL && record.change.at(index - 1) < STILL;

/** Mean change of the frames that lead up to `last`; undefined where they do not move or belong to another shot. */
function movementBefore(record: EffectRecord, cutTimes: ReadonlySet<number>, last: number): number | undefined {
  let [levels, cells, count] = [0, 0, 0];
  for (let i = last; i > last - MOVING.frames; i--) {
    if (i < 1 || cutTimes.has(record.atMs(i))) return undefined;
    levels += record.change.at(i);
    cells += record.moved.at(i);
    count++;
  }
  // Cameras slow down before they stand; a freeze stops at once.
  if (record.change.at(last) < levels / count / 2) return undefined;
  return levels / count >= MOVING.levels && cells / count >= MOVING.cells ? levels / count : undefined;
}
