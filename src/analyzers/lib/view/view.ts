/** What everything that looks at people and things reads, and work on it that analyzers of one run share. */
import { waitedFor, type Frame, type SampledVideo } from '@aima/sdk';

/** Large enough for the faces of a group, small enough for a pipe; equal needs share one stream of the decode. */
export const VIEW: SampledVideo = { everyMs: 500, width: 960, height: 960, fit: 'inside' };

const done = new WeakMap<Frame, Map<string, unknown>>();

/**
 * The result of `compute` for this frame, computed once for all analyzers that ask with the same key. Keys name the
 * work and everything it depends on (`face-ssd 0.5`). Results may be promises; they live as long as the frame.
 */
export function onceForFrame<T>(frame: Frame, key: string, compute: () => T): T {
  const known = done.get(frame) ?? new Map<string, unknown>();
  if (known.size === 0) done.set(frame, known);
  // A key names one kind of work, so what lies under it is of that work's type.
  if (known.has(key)) return waitedFor(known.get(key) as T);
  const made = compute();
  known.set(key, made);
  return made;
}
