/** Keeps both layers of the lanes drawn: the lanes below, redrawn when they change; playhead, pointer and selection above. */
import type { PlayerStore } from '../model/player-store.ts';
import { oncePerFrame, watchSize } from '../model/sized-canvas.ts';
import type { Bar } from './bars.ts';
import { watchPointers } from './lane-pointer.ts';
import { msAt, xOf, type LaneViewStore } from './lane-view.ts';
import { barAt, paintLanes, type LaneScene } from './paint-lanes.ts';
import { onThemeChange, paletteOf, type Palette } from './palette.ts';

export type LaneContent = Pick<LaneScene, 'rows' | 'film' | 'wave' | 'labelOf' | 'isChosen'> & { stripsHeight: number };

export interface Hovered { readonly x: number; readonly y: number; readonly ms: number; readonly bar: Bar | undefined }

export interface LaneCanvas {
  update(content: LaneContent): void;
  stop(): void;
}

/** How long somebody who moved the lanes is left alone by the playhead. */
const ALONE_MS = 3_000;
const PRIMARY = '37 99 235';

interface Parts {
  base: HTMLCanvasElement;
  above: HTMLCanvasElement;
  player: PlayerStore;
  view: LaneViewStore;
  onHover(hovered: Hovered | undefined): void;
}

interface State {
  content: LaneContent | undefined;
  size: { width: number; height: number; pixelRatio: number };
  palette: Palette;
  pointerX: number | undefined;
  draft: { fromMs: number; toMs: number } | undefined;
  movedAt: number;
}

function drawAbove(context: CanvasRenderingContext2D, { size: { width, height, pixelRatio }, palette, pointerX, draft }: State, { player, view }: Parts): void {
  const { view: shown } = view.getState();
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  const selection = draft ?? player.getState().selection;
  if (selection) {
    const [from, to] = [xOf(selection.fromMs, width, shown), xOf(selection.toMs, width, shown)];
    context.fillStyle = `rgb(${PRIMARY} / 18%)`;
    context.fillRect(from, 0, to - from, height);
    context.fillStyle = `rgb(${PRIMARY})`;
    context.fillRect(from - 1, 0, 2, height);
    context.fillRect(to - 1, 0, 2, height);
  }
  if (pointerX !== undefined) {
    context.fillStyle = palette.muted;
    context.fillRect(Math.round(pointerX), 0, 1, height);
  }
  const x = xOf(player.getState().nowMs(), width, shown);
  if (x < -6 || x > width + 6) return;
  context.fillStyle = palette.playhead;
  context.fillRect(Math.round(x) - 1, 0, 2, height);
  context.beginPath();
  context.moveTo(x - 6, 0);
  context.lineTo(x + 6, 0);
  context.lineTo(x, 9);
  context.fill();
}

function gesturesOn(state: State, { player, view, onHover, above }: Parts, redraw: () => void): Parameters<typeof watchPointers>[2] {
  const hoveredAt = (x: number, y: number): Hovered => {
    const { view: shown } = view.getState();
    const { width } = state.size;
    const ms = msAt(x, width, shown);
    const bar = state.content && barAt(state.content.rows, y, ms, (shown.toMs - shown.fromMs) / Math.max(1, width));
    return { x, y, ms, bar };
  };
  return {
    stripsHeight: () => state.content?.stripsHeight ?? 0,
    moved: () => { state.movedAt = performance.now(); },
    hover(at) {
      state.pointerX = at?.x;
      const hovered = at && hoveredAt(at.x, at.y);
      above.style.cursor = hovered?.bar ? 'pointer' : '';
      onHover(hovered);
      redraw();
    },
    click(x, y) {
      const { ms, bar } = hoveredAt(x, y);
      const { seek, choose, select, selection } = player.getState();
      if (selection && (ms < selection.fromMs || ms > selection.toMs)) select(undefined);
      seek(ms);
      if (bar) choose(bar.id);
    },
    select(fromMs, toMs, ended) {
      const { durationMs } = player.getState();
      const limited = [fromMs, toMs].map((ms) => Math.min(durationMs, Math.max(0, ms))).sort((a, b) => a - b);
      const stretch = { fromMs: Math.round(limited[0] ?? 0), toMs: Math.round(limited[1] ?? 0) };
      state.draft = ended ? undefined : stretch;
      if (ended) {
        player.getState().select(stretch);
        player.getState().seek(stretch.fromMs);
      }
      redraw();
    },
  };
}

export function startLaneCanvas(parts: Parts): LaneCanvas {
  const { base, above, player, view } = parts;
  const [low, high] = [base.getContext('2d', { alpha: false }), above.getContext('2d')];
  const state: State = { content: undefined, size: { width: 0, height: 0, pixelRatio: 1 }, palette: paletteOf(base), pointerX: undefined, draft: undefined, movedAt: -ALONE_MS };
  const paint = (): void => { if (low && state.content) paintLanes(low, { ...state.content, ...state.size, palette: state.palette, view: view.getState().view }); };
  const lanes = oncePerFrame(paint);
  const playhead = oncePerFrame(() => { if (high) drawAbove(high, state, parts); });
  const all = (): void => { lanes.ask(); playhead.ask(); };
  const followed = (ms: number): void => {
    if (!state.draft && performance.now() - state.movedAt > ALONE_MS) view.getState().follow(ms);
    playhead.ask();
  };
  const stops = [
    // A canvas that gets another size is empty: it is drawn at once, or it would flash.
    watchSize(base, (width, height, pixelRatio) => { state.size = { width, height, pixelRatio }; paint(); playhead.ask(); }),
    watchSize(above, playhead.ask), player.getState().subscribeTime(followed), player.subscribe((now, before) => { if (now.selection !== before.selection) playhead.ask(); }),
    view.subscribe(all), onThemeChange(() => { state.palette = paletteOf(base); all(); }), watchPointers(above, view, gesturesOn(state, parts, playhead.ask)), lanes.stop, playhead.stop,
  ];
  // The letters may come after the first drawing.
  void document.fonts.ready.then(lanes.ask);
  return {
    update(content) {
      state.content = content;
      all();
    },
    stop: () => { for (const stop of stops) stop(); },
  };
}
