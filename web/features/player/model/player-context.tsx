/** What every part of one player stands on: the medium, its findings, and the store. */
import type { components } from '@aima/contract/client';
import { createContext, use, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ObservationIndex } from './observation-index.ts';
import type { PlayerStore, PlayerValue } from './player-store.ts';

export type MediaItem = components['schemas']['MediaItem'];
export type JobMedium = components['schemas']['JobMedium'];

export interface PlayerScene {
  readonly jobId: string;
  readonly mediaId: string;
  readonly medium: MediaItem;
  /** With its runs: what was looked for, and what became of it. Undefined until it is known. */
  readonly jobMedium: JobMedium | undefined;
  readonly observations: ObservationIndex;
  /** They are being read for the first time. */
  readonly loading: boolean;
  readonly store: PlayerStore;
}

const Context = createContext<PlayerScene | undefined>(undefined);

export function SceneProvider({ scene, children }: { scene: PlayerScene; children: ReactNode }) {
  return <Context value={scene}>{children}</Context>;
}

/** @throws Error outside of a player */
export function useScene(): PlayerScene {
  const scene = use(Context);
  if (!scene) throw new Error('There is no player around this component.');
  return scene;
}

/** Follows a part of the state: `usePlayer(({ atMs }) => atMs)`; actions are parts, too. */
export const usePlayer = <T,>(select: (state: PlayerValue) => T): T => useStore(useScene().store, select);
