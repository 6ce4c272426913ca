/** A picture that two fingers, the wheel or two buttons make larger, and one finger or the mouse then moves. */
import { MagnifyingGlassMinusIcon, MagnifyingGlassPlusIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef, type ReactNode } from 'react';
import { IconButton } from '#ui/button.tsx';
import { useWords } from './words.ts';
import { fitted, grown, moved, type View } from './zoom-view.ts';

interface Finger { x: number; y: number }

/** Moves the picture without asking React at every frame. */
function follow(frame: HTMLElement, picture: HTMLElement): { grow(factor: number): void; stop(): void } {
  let view: View = fitted;
  const fingers = new Map<number, Finger>();
  const leave = new AbortController();
  const { signal } = leave;
  const show = (next: View): void => {
    view = next;
    picture.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    // At its own size the page scrolls and media change by a swipe.
    frame.style.touchAction = view.scale > 1 ? 'none' : 'pan-x pan-y';
    frame.toggleAttribute('data-enlarged', view.scale > 1);
  };
  const size = (): { width: number; height: number } => ({ width: frame.clientWidth, height: frame.clientHeight });
  const inFrame = ({ clientX, clientY }: MouseEvent): Finger => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
  };
  frame.addEventListener('pointerdown', (event) => { fingers.set(event.pointerId, inFrame(event)); }, { signal });
  for (const kind of ['pointerup', 'pointercancel', 'pointerleave'] as const) frame.addEventListener(kind, ({ pointerId }) => { fingers.delete(pointerId); }, { signal });
  frame.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = inFrame(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    if (other) {
      const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(now.x - other.x, now.y - other.y)];
      if (was > 0) show(grown(view, is / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, size()));
    } else if (view.scale > 1) show(moved(view, now.x - before.x, now.y - before.y, size()));
  }, { signal });
  frame.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && view.scale === 1) return;
    event.preventDefault();
    show(grown(view, Math.exp(-event.deltaY / 300), inFrame(event), size()));
  }, { signal, passive: false });
  frame.addEventListener('dblclick', (event) => { show(view.scale > 1 ? fitted : grown(view, 3, inFrame(event), size())); }, { signal });
  show(fitted);
  return { grow: (factor) => { show(grown(view, factor, { x: 0, y: 0 }, size())); }, stop: () => { leave.abort(); } };
}

export function Zoomable({ children }: { children: ReactNode }) {
  const t = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const grow = useRef<(factor: number) => void>(undefined);
  useEffect(() => {
    if (!frame.current || !picture.current) return;
    const following = follow(frame.current, picture.current);
    grow.current = following.grow;
    return following.stop;
  }, []);
  return (
    <div className="relative overflow-hidden rounded-md bg-black">
      <div ref={frame} className="flex h-[50vh] items-center justify-center overflow-hidden"><div ref={picture} className="flex size-full items-center justify-center">{children}</div></div>
      <div className="absolute bottom-2 right-2 flex gap-1 rounded-md bg-raised/90">
        <IconButton label={t('zoomOut')} icon={MagnifyingGlassMinusIcon} onClick={() => grow.current?.(1 / 1.5)} />
        <IconButton label={t('zoomIn')} icon={MagnifyingGlassPlusIcon} onClick={() => grow.current?.(1.5)} />
      </div>
    </div>
  );
}
