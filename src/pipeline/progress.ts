/** How far a task is: the slowest of its streams, told at most a few times a second. */
import type { TaskEventBody } from './task-event.ts';

const EVERY_MS = 250;

export function progressOf(durationMs: number, streams: number, emit: (event: TaskEventBody) => Promise<void>, now: () => number = () => performance.now()): (stream: number, atMs: number) => Promise<void> {
  const reached = new Array<number>(streams).fill(0);
  let last = -Infinity;
  return async (stream, atMs) => {
    reached[stream] = atMs;
    if (now() - last < EVERY_MS) return;
    last = now();
    const slowest = Math.min(...reached);
    await emit({ type: 'progress', stage: 'analyse', fraction: durationMs > 0 ? Math.min(1, slowest / durationMs) : 0, atMs: slowest });
  };
}
