/** Looks at the view every now and then, and tells stretches over which what it sees stays the same. */
import type { Frame, FrameBatch, Session } from '@aima/sdk';
import { watchView } from './sudden-change.ts';

export interface ViewStretch<T> {
  value: T;
  startMs: number;
  /** The last frame of the view that belongs to it, looked at or not. */
  lastMs: number;
}

/**
 * `look` is asked at most every `everyMs`, and at once where the picture becomes another one, which also ends a stretch.
 * `goesOn` gives the value with which the stretch goes on; undefined: what was seen next begins another one.
 */
export function viewStretches<T>({ everyMs, look, goesOn, tell }: {
  everyMs: number;
  look(frame: Frame, batch: Pick<FrameBatch, 'width' | 'height'>): Promise<T>;
  goesOn(current: T, next: T): T | undefined;
  tell(stretch: ViewStretch<T>): void;
}): Required<Pick<Session, 'frames'>> & { end(): void } {
  const changeOf = watchView();
  let current: ViewStretch<T> | undefined;
  let lookedMs = -Infinity;
  const end = (): void => {
    if (current) tell(current);
    current = undefined;
  };
  return {
    end,
    async frames(batch) {
      for (const frame of batch.frames) {
        const { sudden } = changeOf(frame, batch);
        if (sudden) end();
        if (!sudden && frame.atMs - lookedMs < everyMs) {
          if (current) current.lastMs = frame.atMs;
          continue;
        }
        lookedMs = frame.atMs;
        const next = await look(frame, batch);
        const value = current && goesOn(current.value, next);
        if (value === undefined) end();
        current = current && value !== undefined ? { ...current, value, lastMs: frame.atMs } : { value: next, startMs: frame.atMs, lastMs: frame.atMs };
      }
    },
  };
}
