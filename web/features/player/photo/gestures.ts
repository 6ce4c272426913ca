/** Wheel, drag, pinch, swipe and double click on a photo, as changes of its view. */
import { useEffect, useRef, type PointerEvent, type RefObject } from 'react';
import { moved, WHOLE, zoomed, type At, type Size, type View } from './zoom.ts';

const WHEEL = 0.0016;
const CLICK_PX = 6;
const SWIPE_PX = 60;
const CLOSE_UP = 2.5;

export interface GestureParts {
  frame: RefObject<HTMLElement | null>;
  view: RefObject<View>;
  sizes(): { frame: Size; photo: Size };
  show(view: View): void;
  /** A click that moved nothing, from the top left of the frame. */
  onClick(at: At): void;
  onSwipe(step: 1 | -1): void;
}

const distance = (a: At, b: At): number => Math.hypot(a.x - b.x, a.y - b.y);
const middle = (a: At, b: At): At => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

function fromMiddle(frame: HTMLElement, { x, y }: At): At {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { x: x - left - width / 2, y: y - top - height / 2 };
}

/** The wheel zooms; React's own listeners could not keep the page from scrolling. */
function useWheel({ frame, view, sizes, show }: GestureParts): void {
  const latest = useRef({ sizes, show });
  useEffect(() => { latest.current = { sizes, show }; });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const turned = (event: WheelEvent): void => {
      event.preventDefault();
      const { frame: size, photo } = latest.current.sizes();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 30;
      latest.current.show(zoomed(view.current, view.current.scale * Math.exp(-pixels * WHEEL * (event.ctrlKey ? 6 : 1)), fromMiddle(element, { x: event.clientX, y: event.clientY }), size, photo));
    };
    element.addEventListener('wheel', turned, { passive: false });
    return () => { element.removeEventListener('wheel', turned); };
  }, [frame, view]);
}

interface Touch { start: At; at: At; moved: boolean; several: boolean }

export interface GestureHandlers {
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
  onPointerUp(event: PointerEvent<HTMLElement>): void;
  onPointerCancel(event: PointerEvent<HTMLElement>): void;
  onDoubleClick(event: { clientX: number; clientY: number }): void;
}

export function useGestures(parts: GestureParts): GestureHandlers {
  const touches = useRef(new Map<number, Touch>());
  useWheel(parts);
  const { frame, view, sizes, show, onClick, onSwipe } = parts;
  const lift = (id: number): Touch | undefined => {
    const touch = touches.current.get(id);
    touches.current.delete(id);
    return touch;
  };
  return {
    onPointerDown({ pointerId, clientX: x, clientY: y, button, currentTarget }) {
      if (button !== 0) return;
      currentTarget.setPointerCapture(pointerId);
      touches.current.set(pointerId, { start: { x, y }, at: { x, y }, moved: false, several: touches.current.size > 0 });
      if (touches.current.size > 1) for (const touch of touches.current.values()) touch.several = true;
    },
    onPointerMove({ pointerId, clientX: x, clientY: y }) {
      const touch = touches.current.get(pointerId);
      const element = frame.current;
      if (!touch || !element) return;
      const { frame: size, photo } = sizes();
      const other = [...touches.current].find(([id]) => id !== pointerId)?.[1];
      const next = { x, y };
      if (other) {
        const center = fromMiddle(element, middle(next, other.at));
        const before = fromMiddle(element, middle(touch.at, other.at));
        const closer = zoomed(view.current, view.current.scale * distance(next, other.at) / Math.max(1, distance(touch.at, other.at)), before, size, photo);
        show(moved(closer, { x: center.x - before.x, y: center.y - before.y }, size, photo));
      } else if (view.current.scale > 1) show(moved(view.current, { x: x - touch.at.x, y: y - touch.at.y }, size, photo));
      touch.moved ||= distance(next, touch.start) > CLICK_PX;
      touch.at = next;
    },
    onPointerUp({ pointerId, clientX, clientY, pointerType }) {
      const touch = lift(pointerId);
      const element = frame.current;
      if (!touch || !element || touch.several) return;
      const { left, top } = element.getBoundingClientRect();
      const [dx, dy] = [clientX - touch.start.x, clientY - touch.start.y];
      if (!touch.moved) onClick({ x: clientX - left, y: clientY - top });
      else if (view.current.scale === 1 && pointerType !== 'mouse' && Math.abs(dx) > SWIPE_PX && Math.abs(dx) > 2 * Math.abs(dy)) onSwipe(dx < 0 ? 1 : -1);
    },
    onPointerCancel({ pointerId }) { lift(pointerId); },
    onDoubleClick({ clientX: x, clientY: y }) {
      const element = frame.current;
      const { frame: size, photo } = sizes();
      if (element) show(view.current.scale > 1 ? WHOLE : zoomed(WHOLE, CLOSE_UP, fromMiddle(element, { x, y }), size, photo));
    },
  };
}
