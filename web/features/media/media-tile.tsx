/** One medium in the grid: picture, name, what matters of it; opened by a click, chosen by its box, with keys, or by a long press. */
import { useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import { bytes, clock, date, fromNow } from '#lib/format.ts';
import { feel } from '#lib/haptics.ts';
import { classes } from '#ui/class-names.ts';
import { MediaPicture, type MediaItem } from '#ui/media-picture.tsx';
import { Badge } from '#ui/surface.tsx';
import { useWords } from './words.ts';

const LONG_PRESS_MS = 500;
/** A finger that moves farther scrolls. */
const STILL_PX = 10;
const SOON_MS = 3 * 86_400_000;

export interface TileActions {
  open(id: string): void;
  toggle(id: string): void;
  extend(id: string): void;
}

/** A long press chooses; the click that follows it does not count. */
function useLongPress(act: () => void): { handlers: { onPointerDown(event: PointerEvent): void; onPointerMove(event: PointerEvent): void; onPointerUp(): void; onPointerCancel(): void }; fired(): boolean } {
  const press = useRef<{ timer: number; x: number; y: number } | undefined>(undefined);
  const done = useRef(false);
  const end = (): void => { clearTimeout(press.current?.timer); press.current = undefined; };
  return {
    handlers: {
      onPointerDown({ pointerType, clientX: x, clientY: y }) {
        done.current = false;
        if (pointerType === 'mouse') return;
        end();
        press.current = { x, y, timer: window.setTimeout(() => { done.current = true; feel(); act(); }, LONG_PRESS_MS) };
      },
      onPointerMove({ clientX, clientY }) { if (press.current && Math.hypot(clientX - press.current.x, clientY - press.current.y) > STILL_PX) end(); },
      onPointerUp: end, onPointerCancel: end,
    },
    fired: () => done.current,
  };
}

const isSoon = (at: string): boolean => Date.parse(at) - Date.now() < SOON_MS;

function Facts({ item }: { item: MediaItem }) {
  const t = useWords();
  const soon = item.deleteAt !== undefined && isSoon(item.deleteAt) ? item.deleteAt : undefined;
  return (
    <div className="flex flex-col gap-0.5 px-1 py-1.5">
      <span dir="auto" className="truncate font-medium" title={item.name}>{item.name}</span>
      <span className="numbers flex flex-wrap gap-x-2 text-xs text-muted">
        <span>{t(`kind_${item.kind ?? 'video'}`)}</span><span>{bytes(item.sizeBytes)}</span><span>{date(item.createdAt)}</span>
      </span>
      {(item.state !== 'stored' || item.jobIds.length > 0 || soon !== undefined) && (
        <span className="flex flex-wrap gap-1">
          {item.state !== 'stored' && <Badge tone="warning">{t(`state_${item.state}`)}</Badge>}
          {item.jobIds.length > 0 && <Badge>{t('inJobs', { count: item.jobIds.length })}</Badge>}
          {soon !== undefined && <Badge tone="warning">{t('deleteSoon', { when: fromNow(soon) })}</Badge>}
        </span>
      )}
    </div>
  );
}

export function MediaTile({ item, index, chosen, choosing, actions }: { item: MediaItem; index: number; chosen: boolean; choosing: boolean; actions: TileActions }) {
  const t = useWords();
  const { id, name } = item;
  const long = useLongPress(() => { actions.toggle(id); });
  const clicked = (event: MouseEvent): void => {
    if (long.fired()) return;
    if (event.shiftKey) actions.extend(id);
    else if (choosing || event.ctrlKey || event.metaKey) actions.toggle(id);
    else actions.open(id);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== ' ') return;
    event.preventDefault();
    if (event.shiftKey) actions.extend(id);
    else actions.toggle(id);
  };
  return (
    <div className={classes('group rounded-md border bg-surface select-none', chosen ? 'border-primary ring-2 ring-primary' : 'border-line')} {...long.handlers} onContextMenu={(event) => { if (long.fired()) event.preventDefault(); }}>
      <div className="relative aspect-video">
        <MediaPicture item={item} />
        <button type="button" data-tile={index} aria-label={t('open', { name })} aria-keyshortcuts="Space" className="absolute inset-0 rounded-md" onClick={clicked} onKeyDown={pressed} />
        <label className={classes('absolute left-1 top-1 z-10 flex size-8 items-center justify-center rounded-md bg-raised/90 shadow-sm pointer-coarse:size-11', !chosen && !choosing && 'opacity-0 focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:hidden')}>
          <input type="checkbox" aria-label={t('select', { name })} checked={chosen} onClick={(event) => { if (event.shiftKey) { event.preventDefault(); actions.extend(id); } }} onChange={() => { actions.toggle(id); }} className="size-5 accent-primary" />
        </label>
        {item.durationMs > 0 && <span className="numbers pointer-events-none absolute bottom-1 right-1 rounded-md bg-black/75 px-1 text-xs text-white">{clock(item.durationMs)}</span>}
      </div>
      <Facts item={item} />
    </div>
  );
}
