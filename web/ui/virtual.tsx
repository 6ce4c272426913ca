/** Lists and grids of any length: only what is in sight is on the page. The window scrolls, so that phones keep their habits. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface VirtualGridProps<Item> {
  items: readonly Item[];
  label: string;
  keyOf(item: Item): string;
  /** Least width of a column, in pixels, which may depend on the width of the grid; 0 makes a list. */
  columnWidth: number | ((gridWidth: number) => number);
  /** Guess, which may depend on how wide a column came to be; what is really there is measured. The better it is, the steadier the scroll bar. */
  rowHeight: number | ((columnWidth: number) => number);
  gap?: number;
  children(item: Item, index: number): ReactNode;
  /** Near the end. */
  onEnd?(): void;
  /** Rows before the end at which `onEnd` is told. */
  ahead?: number;
}

type RowProps<Item> = Pick<VirtualGridProps<Item>, 'items' | 'keyOf' | 'children'> & { /** Of its first item. */ from: number; columns: number };

function CellsOf<Item>({ items, keyOf, children, from, columns }: RowProps<Item>): ReactNode {
  return items.slice(from, from + columns).map((item, i) => (
    <div key={keyOf(item)} role="listitem" aria-setsize={items.length} aria-posinset={from + i + 1} className="min-w-0">{children(item, from + i)}</div>
  ));
}

// A row that was there before the last movement of the wheel stays as it is. `memo` forgets that the items may be of any type.
const Cells = memo(CellsOf) as typeof CellsOf;

export function VirtualGrid<Item>({ items, label, keyOf, columnWidth, rowHeight, gap = 12, children, onEnd, ahead = 3 }: VirtualGridProps<Item>) {
  const frame = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = (): void => {
      const [width, top] = [element.clientWidth, element.getBoundingClientRect().top + scrollY];
      setPlace((before) => (before.width === width && before.top === top ? before : { width, top }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Whatever stands above may grow and push it down.
    for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) observer.observe(above);
    measure();
    return () => { observer.disconnect(); };
  }, []);
  const least = typeof columnWidth === 'number' ? columnWidth : columnWidth(place.width);
  const columns = least <= 0 ? 1 : Math.max(1, Math.floor((place.width + gap) / (least + gap)));
  const rows = Math.ceil(items.length / columns);
  const guess = typeof rowHeight === 'number' ? rowHeight : rowHeight((place.width - gap * (columns - 1)) / columns);
  // The same function as long as nothing changed: with another one all rows are measured out anew.
  const getItemKey = useCallback((row: number) => { const first = items[row * columns]; return first ? `${columns}/${keyOf(first)}` : row; }, [items, columns, keyOf]);
  const virtual = useWindowVirtualizer({ count: rows, estimateSize: () => guess + gap, overscan: columns > 8 ? 2 : 4, scrollMargin: place.top, getItemKey });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useLayoutEffect(() => { if (rows > 0 && last >= rows - ahead) onEnd?.(); }, [last, rows, onEnd, ahead]);
  return (
    <div ref={frame} role="list" aria-label={label} className="relative w-full" style={{ height: virtual.getTotalSize() }}>
      {shown.map((row) => (
        <div key={row.key} data-index={row.index} ref={virtual.measureElement} role="presentation" className="absolute inset-x-0 top-0 grid" style={{ transform: `translateY(${row.start - place.top}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, columnGap: gap, paddingBottom: gap }}>
          <Cells items={items} keyOf={keyOf} from={row.index * columns} columns={columns}>{children}</Cells>
        </div>
      ))}
    </div>
  );
}
