/** Media as rows, analyzers as columns; both headers stay in sight, and only rows in sight are on the page. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Progress } from '#ui/surface.tsx';
import { classes } from '#ui/class-names.ts';
import { cellState, runOf, shareOfMedium, type Job, type JobMedium } from './run-cells.ts';
import type { RunsShown } from './run-list.tsx';
import { AnalyzerName, cellColour, StatusIcon, useReason, useStatusWord } from './run-status.tsx';
import { useWords } from './words.ts';

const ROW = 56;
const FIRST = 'sticky left-0 z-10 w-52 shrink-0 border-r border-line bg-surface px-3';
const COLUMN = 'w-28 shrink-0 grow';
const PAGE_ROWS = 8;

interface Place { row: number; column: number }

interface CellProps { job: Pick<Job, 'state'>; medium: JobMedium; analyzer: string; isActive: boolean; column: number; onOpen(medium: JobMedium, analyzer: string): void; onFocus(column: number): void }

function GridCell({ job, medium, analyzer, isActive, column, onOpen, onFocus }: CellProps) {
  const wordOf = useStatusWord();
  const reasonOf = useReason();
  const run = runOf(medium, analyzer);
  const state = cellState(job, run);
  const reason = run && state !== 'done' ? reasonOf(run) : undefined;
  const word = wordOf(state, run);
  return (
    <div role="gridcell" aria-colindex={column + 2} className={classes(COLUMN, 'border-r border-line p-0.5')}>
      <button
        type="button" tabIndex={isActive ? 0 : -1} data-column={column} title={reason} aria-label={`${analyzer}: ${word}${reason === undefined ? '' : `, ${reason}`}`}
        className={classes('flex size-full min-h-0! min-w-0! flex-col items-center justify-center rounded-md px-1 text-center text-xs leading-tight', cellColour(state))}
        onClick={() => { onOpen(medium, analyzer); }} onFocus={() => { onFocus(column); }}
      ><StatusIcon state={state} /><span className="line-clamp-2">{word}</span></button>
    </div>
  );
}

function GridRow({ job, medium, analyzers, share, active, row, onOpen, onFocus }: { job: Pick<Job, 'state'>; medium: JobMedium; analyzers: readonly string[]; share: number; active: number | undefined; row: number; onOpen: CellProps['onOpen']; onFocus(row: number, column: number): void }) {
  const t = useWords();
  return (
    <>
      <div role="rowheader" aria-colindex={1} className={classes(FIRST, 'flex flex-col justify-center gap-1')}>
        <span className="truncate font-medium" dir="auto" title={medium.fileName}>{medium.fileName}</span>
        <Progress label={t('progressOf', { name: medium.fileName })} value={share} tone={medium.failure ? 'danger' : 'primary'} />
      </div>
      {analyzers.map((analyzer, column) => <GridCell key={analyzer} job={job} medium={medium} analyzer={analyzer} column={column} isActive={active === column} onOpen={onOpen} onFocus={(at) => { onFocus(row, at); }} />)}
    </>
  );
}

const Row = memo(GridRow, (a, b) => a.medium === b.medium && a.share === b.share && a.active === b.active && a.job.state === b.job.state && a.analyzers === b.analyzers && a.row === b.row);

const MOVES: Readonly<Record<string, (at: Place) => Place>> = {
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }), ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }), ArrowDown: ({ row, column }) => ({ row: row + 1, column }), ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  Home: ({ row }) => ({ row, column: 0 }), End: ({ row }) => ({ row, column: Number.POSITIVE_INFINITY }), PageDown: ({ row, column }) => ({ row: row + PAGE_ROWS, column }), PageUp: ({ row, column }) => ({ row: row - PAGE_ROWS, column }),
};

/** One cell is in the order of the Tab key; arrows go on from it. */
function useArrows(rows: number, columns: number, show: (row: number) => void) {
  const frame = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Place>({ row: 0, column: 0 });
  const [wanted, setWanted] = useState(0);
  useEffect(() => {
    if (wanted === 0) return;
    const cell = frame.current?.querySelector<HTMLElement>(`[data-row="${active.row}"] [data-column="${active.column}"]`);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [active, wanted]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const { row, column } = move(active);
    const next = { row: Math.min(rows - 1, Math.max(0, row)), column: Math.min(columns - 1, Math.max(0, column)) };
    show(next.row);
    setActive(next);
    setWanted((n) => n + 1);
  };
  return { frame, active, setActive, onKeyDown };
}

function Head({ analyzers }: Pick<RunsShown, 'analyzers'>) {
  const t = useWords();
  return (
    <div role="row" aria-rowindex={1} className="sticky top-0 z-20 flex border-b border-line bg-surface">
      <div role="columnheader" aria-colindex={1} className={classes(FIRST, 'flex items-end py-2 font-medium text-muted')}>{t('medium')}</div>
      {analyzers.map((analyzer, i) => <div key={analyzer} role="columnheader" aria-colindex={i + 2} className={classes(COLUMN, 'flex items-end justify-center px-1 py-2 text-center text-xs font-medium leading-tight')}><span><AnalyzerName name={analyzer} /></span></div>)}
    </div>
  );
}

export function RunGrid({ job, media, analyzers, told, onChoose, onEnd }: RunsShown) {
  const t = useWords();
  const hint = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: media.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 5, paddingStart: 0 });
  const { frame, active, setActive, onKeyDown } = useArrows(media.length, analyzers.length, (row) => { virtual.scrollToIndex(row); });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useLayoutEffect(() => { if (media.length > 0 && last >= media.length - PAGE_ROWS) onEnd?.(); }, [last, media.length, onEnd]);
  return (
    <div ref={scroller} className="max-h-[70vh] overflow-auto rounded-md border border-line scroll-pl-52 scroll-pt-16">
      <p id={hint} className="sr-only">{t('gridHint')}</p>
      <div ref={frame} role="grid" tabIndex={-1} aria-label={t('grid')} aria-describedby={hint} aria-rowcount={media.length + 1} aria-colcount={analyzers.length + 1} className="w-max min-w-full" onKeyDown={onKeyDown}>
        <Head analyzers={analyzers} />
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const medium = media[index];
            return medium && (
              <div key={medium.mediaId} role="row" aria-rowindex={index + 2} data-row={index} className="absolute inset-x-0 flex border-b border-line" style={{ top: start, height: ROW }}>
                <Row
                  job={job} medium={medium} analyzers={analyzers} row={index} share={shareOfMedium(medium, told[medium.mediaId])} active={active.row === index ? active.column : undefined}
                  onOpen={(of, analyzer) => { onChoose({ medium: of, analyzer, run: runOf(of, analyzer) }); }} onFocus={(row, column) => { setActive({ row, column }); }}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
