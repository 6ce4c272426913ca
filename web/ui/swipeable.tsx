/**
 * For fingers: a swipe to either side does something, a long press opens more. Both are shortcuts; whatever they do stands in a
 * menu, too. The card moves without React, so that nothing is drawn anew on the way.
 */
import { useEffect, useRef, type PointerEvent as ReactPointerEvent, type ReactNode, type RefObject } from 'react';
import { feel } from '#lib/haptics.ts';
import type { Icon } from './button.tsx';
import { classes } from './class-names.ts';

export interface SwipeAction {
  label: string;
  icon: Icon;
  danger?: boolean;
  run(): void;
}

interface SwipeableProps {
  /** Towards the end of the line: the finger goes right in left-to-right scripts. */
  right?: SwipeAction | undefined;
  left?: SwipeAction | undefined;
  onLongPress?: (() => void) | undefined;
  children: ReactNode;
}

const FAR_ENOUGH_PX = 96;
const MEANT_PX = 12;
const LONG_MS = 500;

interface Touch { id: number; x: number; y: number; timer: number | undefined; moves: boolean; over: boolean }

function Behind({ action, side, at }: { action: SwipeAction; side: 'left' | 'right'; at: RefObject<HTMLDivElement | null> }) {
  const { icon: Icon, label, danger } = action;
  return <div ref={at} hidden aria-hidden className={classes('absolute inset-0 items-center gap-2 rounded-md px-4 font-medium text-white [&:not([hidden])]:flex', side === 'right' ? 'justify-start' : 'justify-end', danger ? 'bg-danger' : 'bg-primary')}><Icon className="size-6" />{label}</div>;
}

export function Swipeable({ right, left, onLongPress, children }: SwipeableProps) {
  const card = useRef<HTMLDivElement>(null);
  const behindRight = useRef<HTMLDivElement>(null);
  const behindLeft = useRef<HTMLDivElement>(null);
  const touch = useRef<Touch>(undefined);
  /** The click that ends a swipe or a long press opens nothing. */
  const swallow = useRef(false);
  useEffect(() => () => { clearTimeout(touch.current?.timer); }, []);
  const show = (by: number): void => {
    if (card.current) card.current.style.transform = by === 0 ? '' : `translateX(${by}px)`;
    behindRight.current?.toggleAttribute('hidden', by <= 0);
    behindLeft.current?.toggleAttribute('hidden', by >= 0);
  };
  const allowed = (by: number): number => ((by > 0 ? right : left) ? by : 0);
  const down = (event: ReactPointerEvent): void => {
    swallow.current = false;
    if (event.pointerType !== 'touch' || touch.current) return;
    const timer = onLongPress && window.setTimeout(() => {
      if (touch.current) touch.current.over = true;
      swallow.current = true;
      feel();
      onLongPress();
    }, LONG_MS);
    touch.current = { id: event.pointerId, x: event.clientX, y: event.clientY, timer, moves: false, over: false };
  };
  const move = (event: ReactPointerEvent): void => {
    const now = touch.current;
    if (!now || now.over || now.id !== event.pointerId) return;
    const [dx, dy] = [event.clientX - now.x, event.clientY - now.y];
    if (Math.hypot(dx, dy) < MEANT_PX) return;
    clearTimeout(now.timer);
    if (!now.moves && Math.abs(dx) < Math.abs(dy)) now.over = true;
    else {
      now.moves = true;
      swallow.current = true;
      show(allowed(dx));
    }
  };
  const end = (event: ReactPointerEvent, done: boolean): void => {
    const now = touch.current;
    if (now?.id !== event.pointerId) return;
    clearTimeout(now.timer);
    touch.current = undefined;
    show(0);
    const by = event.clientX - now.x;
    const action = done && now.moves && Math.abs(by) >= FAR_ENOUGH_PX ? (by > 0 ? right : left) : undefined;
    if (!action) return;
    feel();
    action.run();
  };
  return (
    <div className="relative h-full touch-pan-y select-none overflow-x-clip [-webkit-touch-callout:none] pointer-fine:select-auto" onContextMenu={(event) => { if (swallow.current || touch.current) event.preventDefault(); }}>
      {right && <Behind action={right} side="right" at={behindRight} />}
      {left && <Behind action={left} side="left" at={behindLeft} />}
      <div
        ref={card} className="relative h-full" onPointerDown={down} onPointerMove={move} onPointerUp={(event) => { end(event, true); }} onPointerCancel={(event) => { end(event, false); }}
        onClickCapture={(event) => { if (swallow.current) { swallow.current = false; event.preventDefault(); event.stopPropagation(); } }}
      >{children}</div>
    </div>
  );
}
