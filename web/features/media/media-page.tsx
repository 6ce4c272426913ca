/** The media library: everything that was brought, to look at, to choose from, to make jobs of. */
import { FilmIcon } from '@heroicons/react/24/outline';
import { useCallback, useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { useSearchParams } from 'react-router';
import { GroupProposals } from '#features/new-job/index.ts';
import { ChooseFiles } from '#features/uploads/index.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import type { MediaItem } from '#ui/media-picture.tsx';
import { Empty, ProblemNote, Waiting } from '#ui/notes.tsx';
import { Page, Skeleton } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { MediaDetails } from './media-details.tsx';
import { addressOf, filterIn, isNarrowed, queryOf, type MediaFilter } from './media-filter.ts';
import { MediaFilters } from './media-filters.tsx';
import { useMediaList, type MediaList } from './media-list.ts';
import { MediaTile, type TileActions } from './media-tile.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { extend, NOTHING, toggle, within, type Selection } from './selection.ts';
import { useWords } from './words.ts';

/** Two beside each other on a phone, larger ones where there is room. */
const leastTile = (gridWidth: number): number => (gridWidth < 700 ? 150 : gridWidth < 1600 ? 170 : 210);
/** Name, facts and badges below the picture. */
const TEXT_HEIGHT = 68;
/** So many rows before its end the next page of the list is asked for. */
const ROWS_AHEAD = 30;

const keyOf = ({ id }: MediaItem): string => id;
const heightOf = (width: number): number => (width * 9) / 16 + TEXT_HEIGHT;

/** Arrow keys go from tile to tile, as they lie on the page. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const tile = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-tile]') : null;
  if (!tile) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-tile]')];
  const { top } = tile.getBoundingClientRect();
  const columns = all.filter((each) => Math.abs(each.getBoundingClientRect().top - top) < 1).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const next = step === undefined ? undefined : all.find(({ dataset }) => Number(dataset['tile']) === Number(tile.dataset['tile']) + step);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Grid({ list, selection, actions }: { list: MediaList; selection: Selection; actions: TileActions }) {
  const t = useWords();
  const { items, loadMore } = list;
  return (
    <div onKeyDown={walk}>
      <VirtualGrid items={items} label={t('title')} keyOf={keyOf} columnWidth={leastTile} rowHeight={heightOf} onEnd={loadMore} ahead={ROWS_AHEAD}>
        {(item, index) => <MediaTile item={item} index={index} chosen={selection.ids.has(item.id)} choosing={selection.ids.size > 0} actions={actions} />}
      </VirtualGrid>
    </div>
  );
}

const Outline = () => <Waiting className="grid grid-cols-2 gap-3 sm:grid-cols-4 lg:grid-cols-6">{Array.from({ length: 12 }, (_, i) => <Skeleton key={i} className="aspect-[4/3]" />)}</Waiting>;

function Library({ list, filter, open, clear }: { list: MediaList; filter: MediaFilter; open(id: string): void; clear(): void }) {
  const t = useWords();
  const [chosen, setChosen] = useState<Selection>(NOTHING);
  const { items } = list;
  const order = useMemo(() => items.map(keyOf), [items]);
  const there = useMemo(() => new Set(order), [order]);
  const selection = within(chosen, there);
  const actions: TileActions = {
    open, toggle: (id) => { setChosen((before) => toggle(before, id)); }, extend: (id) => { setChosen((before) => extend(before, id, order)); },
  };
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent): void => { if (event.key === 'Escape' && !document.querySelector('[role="dialog"]')) setChosen(NOTHING); };
    addEventListener('keydown', pressed);
    return () => { removeEventListener('keydown', pressed); };
  }, []);
  if (list.error && items.length === 0) return <ProblemNote error={list.error} onRetry={list.reload} />;
  if (list.isPending) return <Outline />;
  if (items.length === 0) {
    return isNarrowed(filter)
      ? <Empty icon={FilmIcon} title={t('noMatch')} action={<Button onClick={clear}>{t('clearFilters')}</Button>} />
      : <Empty icon={FilmIcon} title={t('empty')} action={<ChooseFiles />}>{t('emptyText')}</Empty>;
  }
  return (
    <>
      {selection.ids.size > 0
        ? <SelectionBar chosen={items.filter(({ id }) => selection.ids.has(id))} onAll={() => { setChosen({ ids: there }); }} onNone={() => { setChosen(NOTHING); }} onChanged={list.look} />
        : <p role="status" className="numbers text-muted">{list.hasMore ? t('countMore', { count: items.length }) : t('count', { count: items.length })}</p>}
      {list.stale && <p role="status" className="flex flex-wrap items-center gap-2">{t('stale')}<Button onClick={list.reload}>{t('reload')}</Button></p>}
      {list.error && <ProblemNote error={list.error} onRetry={list.loadMore} />}
      <Grid list={list} selection={selection} actions={actions} />
    </>
  );
}

export function Component() {
  const t = useWords();
  const [address, setAddress] = useSearchParams();
  const [grouping, setGrouping] = useState(false);
  const permissions = useMe()?.permissions ?? [];
  const medium = address.get('medium');
  const narrowed = addressOf(filterIn(address)).toString();
  const filter = useMemo(() => filterIn(new URLSearchParams(narrowed)), [narrowed]);
  const list = useMediaList(useMemo(() => queryOf(filter), [filter]));
  const change = useCallback((part: Partial<MediaFilter>): void => { setAddress((before) => addressOf({ ...filterIn(before), ...part }), { replace: true, preventScrollReset: true }); }, [setAddress]);
  const open = (id: string | undefined): void => { setAddress((before) => { const next = addressOf(filterIn(before)); if (id !== undefined) next.set('medium', id); return next; }, { replace: medium !== null && id !== undefined, preventScrollReset: true }); };
  const clear = (): void => { setAddress({}, { replace: true }); };
  const at = medium === null ? -1 : list.items.findIndex(({ id }) => id === medium);
  const goTo = (index: number): (() => void) | undefined => { const id = at < 0 ? undefined : list.items[index]?.id; return id === undefined ? undefined : () => { open(id); }; };
  return (
    <Page title={t('title')} wide actions={<>{permissions.includes('jobs:write') && <Button onClick={() => { setGrouping(true); }}>{t('groups')}</Button>}{permissions.includes('media:write') && list.items.length > 0 && <ChooseFiles />}</>}>
      <MediaFilters filter={filter} change={change} clear={clear} />
      <Library key={narrowed} list={list} filter={filter} open={open} clear={clear} />
      {medium !== null && <MediaDetails key={medium} mediaId={medium} known={list.items[at]} onClose={() => { open(undefined); }} onChanged={list.look} goPrevious={goTo(at - 1)} goNext={goTo(at + 1)} />}
      {grouping && <GroupProposals open onClose={() => { setGrouping(false); }} />}
    </Page>
  );
}
