/**
 * What one player is doing. Coarse facts are state (React may follow them); the exact time goes past React, to whoever draws.
 * The deck is what really plays: the stage brings it, without one (a photo, a wiped medium) seeking alone works.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';

/** Plays; all times in milliseconds of the medium. */
export interface Deck {
  seek(ms: number): void;
  play(): void;
  pause(): void;
  setRate(rate: number): void;
  setVolume(volume: number, muted: boolean): void;
}

interface Stretch { readonly fromMs: number; readonly toMs: number }

export interface PlayerState {
  durationMs: number;
  playing: boolean;
  /** 1 is as recorded. */
  rate: number;
  /** 0..1 */
  volume: number;
  muted: boolean;
  captions: boolean;
  /** At most four times a second while it plays; exact after a pause or a seek. */
  atMs: number;
  /** The finding whose card is open. */
  chosenId: string | undefined;
  /** Plays round and round in it. */
  selection: Stretch | undefined;
  hiddenAnalyzers: ReadonlySet<string>;
}

interface PlayerActions {
  seek(ms: number): void;
  play(): void;
  pause(): void;
  toggle(): void;
  setRate(rate: number): void;
  setVolume(volume: number): void;
  setMuted(muted: boolean): void;
  setCaptions(captions: boolean): void;
  /** Undefined closes it. */
  choose(observationId: string | undefined): void;
  select(stretch: Stretch | undefined): void;
  setHidden(analyzers: readonly string[], hidden: boolean): void;
  /** The exact time now. */
  nowMs(): number;
  /** Called with the exact time of each frame that is shown, outside of React. @returns how to stop */
  subscribeTime(listener: (ms: number) => void): () => void;
}

/** For the stage: what plays says how far it is. */
interface PlayerTransport {
  attach(deck: Deck): () => void;
  tick(ms: number): void;
  /** What became of playing and pausing, whoever asked for it. */
  became(change: Partial<Pick<PlayerState, 'playing' | 'durationMs'>>): void;
}

export type PlayerValue = PlayerState & PlayerActions & PlayerTransport;
export type PlayerStore = StoreApi<PlayerValue>;

const COARSE_MS = 250;
/** Frames are not shown exactly at the end of a stretch. */
const NEAR_END_MS = 40;
export const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 4] as const;

interface Clock { exactMs: number; toldAt: number; deck: Deck | undefined; listeners: Set<(ms: number) => void> }
type SetState = StoreApi<PlayerValue>['setState'];
type Get = () => PlayerValue;

const clampedTo = (ms: number, durationMs: number): number => Math.min(Math.max(0, ms), durationMs > 0 ? durationMs : Math.max(0, ms));

function told(clock: Clock, set: SetState, now: () => number, atOnce: boolean): void {
  for (const listener of clock.listeners) listener(clock.exactMs);
  if (!atOnce && now() - clock.toldAt < COARSE_MS) return;
  clock.toldAt = now();
  set({ atMs: Math.round(clock.exactMs) });
}

function transportOf(clock: Clock, set: SetState, get: Get, now: () => number): PlayerTransport {
  return {
    attach(deck) {
      clock.deck = deck;
      const { volume, muted, rate } = get();
      deck.setVolume(volume, muted);
      deck.setRate(rate);
      if (clock.exactMs > 0) deck.seek(clock.exactMs);
      return () => { if (clock.deck === deck) clock.deck = undefined; };
    },
    tick(ms) {
      const before = clock.exactMs;
      const { selection, playing } = get();
      clock.exactMs = ms;
      if (playing && selection && before >= selection.fromMs && before <= selection.toMs && ms >= selection.toMs - NEAR_END_MS) clock.deck?.seek(selection.fromMs);
      told(clock, set, now, !playing);
    },
    became(change) {
      set(change);
      if (change.playing === false) told(clock, set, now, true);
    },
  };
}

function actionsOf(clock: Clock, set: SetState, get: Get, now: () => number): PlayerActions {
  const sound = (change: Partial<Pick<PlayerState, 'volume' | 'muted'>>): void => {
    set(change);
    clock.deck?.setVolume(get().volume, get().muted);
  };
  return {
    seek(ms) {
      clock.exactMs = clampedTo(ms, get().durationMs);
      clock.deck?.seek(clock.exactMs);
      told(clock, set, now, true);
    },
    play() {
      const { selection } = get();
      if (selection && (clock.exactMs < selection.fromMs || clock.exactMs >= selection.toMs - NEAR_END_MS)) get().seek(selection.fromMs);
      clock.deck?.play();
    },
    pause: () => { clock.deck?.pause(); },
    toggle: () => { if (get().playing) get().pause(); else get().play(); },
    setRate(rate) {
      set({ rate });
      clock.deck?.setRate(rate);
    },
    setVolume: (volume) => { sound({ volume: Math.min(1, Math.max(0, volume)), muted: false }); },
    setMuted: (muted) => { sound({ muted }); },
    setCaptions: (captions) => { set({ captions }); },
    choose: (chosenId) => { set({ chosenId }); },
    select: (selection) => { set({ selection: selection && selection.toMs > selection.fromMs ? selection : undefined }); },
    setHidden(analyzers, hidden) {
      const next = new Set(get().hiddenAnalyzers);
      for (const name of analyzers) if (hidden) next.add(name); else next.delete(name);
      set({ hiddenAnalyzers: next });
    },
    nowMs: () => clock.exactMs,
    subscribeTime(listener) {
      clock.listeners.add(listener);
      return () => { clock.listeners.delete(listener); };
    },
  };
}

/** @param now milliseconds of a clock that never goes back */
export function createPlayer(start: Partial<PlayerState> = {}, now: () => number = () => performance.now()): PlayerStore {
  const clock: Clock = { exactMs: start.atMs ?? 0, toldAt: -COARSE_MS, deck: undefined, listeners: new Set() };
  return createStore<PlayerValue>((set, get) => ({
    durationMs: 0, playing: false, rate: 1, volume: 1, muted: false, captions: false, atMs: 0, chosenId: undefined, selection: undefined, hiddenAnalyzers: new Set<string>(), ...start,
    ...actionsOf(clock, set, get, now), ...transportOf(clock, set, get, now),
  }));
}
