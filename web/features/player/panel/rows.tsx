/** A list of any length in the panel: only what is in sight is on the page, it runs along with the film, arrow keys walk through it. */
import { ArrowDownOnSquareIcon } from '@heroicons/react/24/outline';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useReducer, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { Button } from '#ui/button.tsx';
import { nextFollowing } from './following.ts';
import { usePanel } from './panel-context.tsx';
import { useWords } from './words.ts';

export interface RowPlace {
  index: number;
  /** Of the row's first button: one row of the list is reached by Tab, the others by arrow keys. */
  tabIndex: 0 | -1;
  current: boolean;
}

interface RowsProps<Row> {
  rows: readonly Row[];
  label: string;
  keyOf(row: Row): string;
  /** Guess, in pixels; what is really there is measured. */
  rowHeight: number;
  /** Index of the row that belongs to this moment; undefined where rows have no time. */
  now?: number | undefined;
  children(row: Row, place: RowPlace): ReactNode;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
const SCROLLING = new Set(['PageDown', 'PageUp', 'Home', 'End']);

const typing = (target: EventTarget): boolean => target instanceof HTMLElement && target.closest('input, textarea, select') !== null;

/** Walks with the arrow keys; the row walked to has the focus once it is on the page. */
function useWalk(count: number, list: Virtualizer<HTMLDivElement, Element>, frame: RefObject<HTMLDivElement | null>) {
  const [active, setActive] = useState<number>();
  const wanted = useRef<number>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const row = frame.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] [data-main]`);
    if (!row) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = STEPS[event.key];
    if (step === undefined || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = Math.min(count - 1, Math.max(0, (active ?? -1) + step));
    wanted.current = next;
    setActive(next);
    list.scrollToIndex(next, { align: 'auto' });
  };
  return { active, setActive, onKeyDown };
}

function useFollow({ now, goTo, list }: { now: number | undefined; goTo: number; list: Virtualizer<HTMLDivElement, Element> }) {
  const [following, tell] = useReducer(nextFollowing, true);
  useEffect(() => {
    if (goTo < 0) return;
    tell('searched');
    list.scrollToIndex(goTo, { align: 'center' });
  }, [goTo, list]);
  useEffect(() => { if (following && now !== undefined && now >= 0) list.scrollToIndex(now, { align: 'center' }); }, [following, now, list]);
  return { following, tell };
}

export function Rows<Row>({ rows, label, keyOf, rowHeight, now, children }: RowsProps<Row>) {
  const t = useWords();
  const { hit } = usePanel();
  const frame = useRef<HTMLDivElement>(null);
  const list = useVirtualizer<HTMLDivElement, Element>({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 8, getItemKey: (i) => { const row = rows[i]; return row === undefined ? i : keyOf(row); } });
  const goTo = hit === undefined ? -1 : rows.findIndex((row) => keyOf(row) === hit);
  const { following, tell } = useFollow({ now, goTo, list });
  const { active, setActive, onKeyDown } = useWalk(rows.length, list, frame);
  const scrolled = (): void => { if (now !== undefined) tell('user_scrolled'); };
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        ref={frame} data-player-rows role="list" aria-label={label} className="min-h-0 grow overflow-y-auto overscroll-contain" onWheel={scrolled} onTouchMove={scrolled}
        onPointerDown={(event) => { if (event.target === event.currentTarget) scrolled(); }} onKeyDown={(event) => { if (SCROLLING.has(event.key)) scrolled(); onKeyDown(event); }}
      >
        <div role="presentation" className="relative w-full" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            return row !== undefined && (
              <div key={key} ref={list.measureElement} data-index={index} role="listitem" aria-setsize={rows.length} aria-posinset={index + 1} onFocus={() => { setActive(index); }} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start}px)` }}>
                {children(row, { index, tabIndex: index === Math.min(active ?? Math.max(0, now ?? 0), rows.length - 1) ? 0 : -1, current: index === now })}
              </div>
            );
          })}
        </div>
      </div>
      {!following && now !== undefined && <Button icon={ArrowDownOnSquareIcon} className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-lg" onClick={() => { tell('follow'); }}>{t('follow')}</Button>}
    </div>
  );
}
