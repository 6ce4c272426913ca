/** Rows that run along with the film, without React hearing of each frame. */
import { useCallback, useSyncExternalStore } from 'react';
import { useScene } from '../model/player-context.tsx';
import { rowAt, type Timed } from './following.ts';

/** Index of the row of this moment; -1 before the first. Renders anew only when it is another row. */
export function useRowNow(rows: readonly Timed[]): number {
  const { store } = useScene();
  const { subscribeTime, nowMs } = store.getState();
  return useSyncExternalStore(subscribeTime, useCallback(() => rowAt(rows, nowMs()), [rows, nowMs]));
}
