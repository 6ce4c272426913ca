/** The address of the page always leads to what is shown: the moment, and the finding that is open. */
import { useEffect, useRef } from 'react';
import type { ObservationIndex } from './observation-index.ts';
import { addressAt, parseTime } from './time-address.ts';
import type { PlayerState, PlayerStore } from './player-store.ts';

const LATER_MS = 400;

/** What the address asks for when the player opens. */
export function startOf(search: string): Partial<PlayerState> {
  const given = new URLSearchParams(search);
  const finding = given.get('finding');
  return { atMs: parseTime(given.get('t')) ?? 0, chosenId: finding === null || finding === '' ? undefined : finding };
}

export const linkTo = (store: PlayerStore): string => addressAt(location.href, store.getState().nowMs(), store.getState().chosenId);

/** Once it stands still for a moment: never per frame, and without an entry in the history. */
export function useDeepLink(store: PlayerStore): void {
  useEffect(() => {
    let timer: number | undefined;
    const write = (): void => {
      const next = linkTo(store);
      if (next !== location.href) history.replaceState(history.state, '', next);
    };
    const stop = store.subscribe((state, before) => {
      const moved = state.chosenId !== before.chosenId || (state.atMs !== before.atMs && !state.playing) || state.playing !== before.playing;
      if (!moved) return;
      clearTimeout(timer);
      timer = window.setTimeout(write, LATER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
}

/** An address that names a finding and no time leads to where it begins, once that is known. */
export function useStartAtFinding(store: PlayerStore, { byId, all }: ObservationIndex): void {
  const open = useRef(true);
  useEffect(() => {
    if (!open.current || all.length === 0) return;
    open.current = false;
    const { chosenId, nowMs, seek } = store.getState();
    const finding = chosenId === undefined ? undefined : byId.get(chosenId);
    if (finding && nowMs() === 0) seek(finding.startMs);
  }, [store, byId, all]);
}
