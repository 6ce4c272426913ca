/** Which part of the medium the lanes show; outside of React, since it changes with each movement of a finger. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface View { readonly fromMs: number; readonly toMs: number }

const clampView = (fromMs: number, lengthMs: number, durationMs: number): View => {
  const from = Math.min(Math.max(0, fromMs), Math.max(0, durationMs - lengthMs));
  return { fromMs: from, toMs: from + lengthMs };
};

/** @param factor below 1 shows less @param leastMs shortest part that can be shown */
export function zoomed({ fromMs, toMs }: View, factor: number, aroundMs: number, durationMs: number, leastMs: number): View {
  const length = Math.min(durationMs, Math.max(Math.min(leastMs, durationMs), (toMs - fromMs) * factor));
  const share = toMs > fromMs ? (aroundMs - fromMs) / (toMs - fromMs) : 0.5;
  return clampView(aroundMs - share * length, length, durationMs);
}

export const panned = ({ fromMs, toMs }: View, byMs: number, durationMs: number): View => clampView(fromMs + byMs, toMs - fromMs, durationMs);

/** The same view where it holds `ms`, else the page that does: it begins a little before. */
export function following(view: View, ms: number, durationMs: number): View {
  if (ms >= view.fromMs && ms <= view.toMs) return view;
  const length = view.toMs - view.fromMs;
  return clampView(ms - length * 0.1, length, durationMs);
}

export const msAt = (x: number, width: number, { fromMs, toMs }: View): number => fromMs + (width > 0 ? x / width : 0) * (toMs - fromMs);
export const xOf = (ms: number, width: number, { fromMs, toMs }: View): number => (toMs > fromMs ? ((ms - fromMs) / (toMs - fromMs)) * width : 0);

const STEPS_MS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000] as const;

/** Distance of the ruler's marks, so that they are at least so many pixels apart. */
export const markStep = (msPerPixel: number, leastPx: number): number => STEPS_MS.find((step) => step / msPerPixel >= leastPx) ?? 7_200_000;

interface LaneViewState {
  durationMs: number;
  leastMs: number;
  view: View;
  zoom(factor: number, aroundMs?: number): void;
  pan(byMs: number): void;
  /** All of it, or one stretch with a margin. */
  fit(stretch?: View): void;
  follow(ms: number): void;
}
export type LaneViewStore = StoreApi<LaneViewState>;

/** @param frameMs duration of one frame; a dozen of them can be shown */
export function createLaneView(durationMs: number, frameMs: number): LaneViewStore {
  const leastMs = frameMs * 12;
  return createStore<LaneViewState>((set, get) => ({
    durationMs, leastMs, view: { fromMs: 0, toMs: durationMs },
    zoom: (factor, aroundMs) => { set(({ view }) => ({ view: zoomed(view, factor, aroundMs ?? (view.fromMs + view.toMs) / 2, durationMs, leastMs) })); },
    pan: (byMs) => { set(({ view }) => ({ view: panned(view, byMs, durationMs) })); },
    fit(stretch) {
      if (!stretch) set({ view: { fromMs: 0, toMs: durationMs } });
      else set({ view: zoomed({ fromMs: stretch.fromMs, toMs: Math.max(stretch.toMs, stretch.fromMs + leastMs) }, 1.2, (stretch.fromMs + stretch.toMs) / 2, durationMs, leastMs) });
    },
    follow(ms) {
      const { view } = get();
      const next = following(view, ms, durationMs);
      if (next !== view) set({ view: next });
    },
  }));
}
