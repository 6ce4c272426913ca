/** Mouse, pen and fingers on the lanes: a click goes there, dragging selects; fingers pan and pinch; the wheel zooms or pans. */
import { msAt, type LaneViewStore } from './lane-view.ts';

export interface LaneGestures {
  hover(at: { x: number; y: number } | undefined): void;
  click(x: number, y: number): void;
  /** While it is drawn, and when it ends. */
  select(fromMs: number, toMs: number, ended: boolean): void;
  /** Whoever looks elsewhere must not be brought back at once. */
  moved(): void;
  /** Above it the wheel zooms by itself. */
  stripsHeight(): number;
}

const DRAG_PX = 5;
const WHEEL_FACTOR = 0.0022;
const LINE_SCROLL_PX = 16;

interface Finger { x: number; y: number; startX: number; startY: number }

function watchWheel(canvas: HTMLElement, view: LaneViewStore, gestures: LaneGestures, signal: AbortSignal): void {
  const wheel = (event: WheelEvent): void => {
    const { fromMs, toMs } = view.getState().view;
    const perPixel = (toMs - fromMs) / Math.max(1, canvas.clientWidth);
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_SCROLL_PX : 1;
    const [x, y] = [event.deltaX * scale, event.deltaY * scale];
    const zooms = event.ctrlKey || event.metaKey || event.altKey || (event.offsetY < gestures.stripsHeight() && Math.abs(y) > Math.abs(x) && !event.shiftKey);
    const byPx = event.shiftKey && x === 0 ? y : x;
    if (zooms) view.getState().zoom(Math.exp(y * WHEEL_FACTOR * (event.ctrlKey ? 4 : 1)), msAt(event.offsetX, canvas.clientWidth, { fromMs, toMs }));
    else if (byPx !== 0) view.getState().pan(byPx * perPixel);
    // Up and down over the lanes scrolls the page.
    else return;
    event.preventDefault();
    gestures.moved();
  };
  canvas.addEventListener('wheel', wheel, { signal, passive: false });
}

/** @returns how to stop */
export function watchPointers(canvas: HTMLElement, view: LaneViewStore, gestures: LaneGestures): () => void {
  const leave = new AbortController();
  const { signal } = leave;
  const fingers = new Map<number, Finger>();
  let mode: 'none' | 'press' | 'select' | 'pan' | 'pinch' = 'none';
  const msOf = (x: number): number => msAt(x, canvas.clientWidth, view.getState().view);
  const perPixel = (): number => { const { fromMs, toMs } = view.getState().view; return (toMs - fromMs) / Math.max(1, canvas.clientWidth); };
  const span = (): { x: number; distance: number } => {
    const [a, b] = [...fingers.values()];
    return { x: ((a?.x ?? 0) + (b?.x ?? 0)) / 2, distance: Math.max(20, Math.abs((a?.x ?? 0) - (b?.x ?? 0))) };
  };
  const moveFinger = (finger: Finger, event: PointerEvent): void => {
    const before = span();
    const byPx = event.offsetX - finger.x;
    Object.assign(finger, { x: event.offsetX, y: event.offsetY });
    if (mode === 'pinch') {
      const after = span();
      view.getState().zoom(before.distance / after.distance, msOf(before.x));
      view.getState().pan((before.x - after.x) * perPixel());
    } else if (mode === 'pan') view.getState().pan(-byPx * perPixel());
    else if (mode === 'select') gestures.select(msOf(finger.startX), msOf(finger.x), false);
    if (mode === 'pan' || mode === 'pinch') gestures.moved();
  };
  const down = (event: PointerEvent): void => {
    if (event.button > 1) return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY, startX: event.offsetX, startY: event.offsetY });
    mode = fingers.size > 1 ? 'pinch' : event.button === 1 ? 'pan' : 'press';
    if (event.button === 1) event.preventDefault();
  };
  const move = (event: PointerEvent): void => {
    const finger = fingers.get(event.pointerId);
    if (event.pointerType !== 'touch') gestures.hover({ x: event.offsetX, y: event.offsetY });
    if (!finger) return;
    if (mode === 'press' && Math.abs(event.offsetX - finger.startX) > DRAG_PX) mode = event.pointerType === 'touch' || event.shiftKey ? 'pan' : 'select';
    moveFinger(finger, event);
  };
  const up = (event: PointerEvent): void => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    fingers.delete(event.pointerId);
    if (event.type === 'pointercancel') mode = 'none';
    if (mode === 'press') gestures.click(event.offsetX, event.offsetY);
    else if (mode === 'select') gestures.select(msOf(finger.startX), msOf(event.offsetX), true);
    mode = fingers.size === 1 && mode === 'pinch' ? 'pan' : 'none';
  };
  const options = { signal };
  canvas.addEventListener('pointerdown', down, options);
  canvas.addEventListener('pointermove', move, options);
  canvas.addEventListener('pointerup', up, options);
  canvas.addEventListener('pointercancel', up, options);
  canvas.addEventListener('pointerleave', () => { gestures.hover(undefined); }, options);
  watchWheel(canvas, view, gestures, signal);
  return () => { leave.abort(); };
}
