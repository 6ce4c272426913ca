/** What can be done with the lanes without a mouse: zoom, loop, list. */
import { ArrowPathRoundedSquareIcon, ArrowsRightLeftIcon, ListBulletIcon, MagnifyingGlassMinusIcon, MagnifyingGlassPlusIcon, ViewColumnsIcon, XMarkIcon } from '@heroicons/react/24/outline';
import { useStore } from 'zustand';
import { clock } from '#lib/format.ts';
import { IconButton } from '#ui/button.tsx';
import { Menu } from '#ui/menu.tsx';
import { usePlayer, useScene } from '../model/player-context.tsx';
import type { LaneViewStore } from './lane-view.ts';
import { useWords } from './lane-words.ts';

const CLOSER = 0.6;

function LoopMenu() {
  const t = useWords();
  const { store, observations } = useScene();
  const [selection, chosenId] = [usePlayer((state) => state.selection), usePlayer((state) => state.chosenId)];
  const { select } = store.getState();
  const chosen = chosenId === undefined ? undefined : observations.byId.get(chosenId);
  const from = (): void => { const { nowMs, durationMs, selection: now } = store.getState(); select({ fromMs: nowMs(), toMs: Math.max(now?.toMs ?? durationMs, nowMs() + 1) }); };
  const to = (): void => { const { nowMs, selection: now } = store.getState(); select({ fromMs: Math.min(now?.fromMs ?? 0, nowMs()), toMs: nowMs() }); };
  return (
    <Menu
      label={t('loop')}
      actions={[
        { label: t('loopFrom'), run: from }, { label: t('loopTo'), run: to },
        ...(chosen && chosen.endMs > chosen.startMs ? [{ label: t('loopFinding'), run: () => { select({ fromMs: chosen.startMs, toMs: chosen.endMs }); } }] : []),
        ...(selection ? [{ label: t('loopOff'), icon: XMarkIcon, run: () => { select(undefined); } }] : []),
      ]}
    >
      <ArrowPathRoundedSquareIcon className="size-5" aria-hidden />
    </Menu>
  );
}

/** For whoever cannot drag: a native slider moves the part that is shown. */
export function LanePan({ view }: { view: LaneViewStore }) {
  const t = useWords();
  const { view: { fromMs, toMs }, durationMs, pan } = useStore(view);
  const most = Math.max(0, durationMs - (toMs - fromMs));
  if (most < 1) return null;
  return (
    <input
      type="range" aria-label={t('pan')} aria-valuetext={t('range', { from: clock(fromMs, { tenths: true }), to: clock(toMs, { tenths: true }) })} min={0} max={most} step={Math.max(1, most / 1_000)} value={fromMs}
      onChange={(event) => { pan(Number(event.target.value) - fromMs); }} className="block h-5 w-full accent-primary"
    />
  );
}

export function LaneTools({ view, asList, onList }: { view: LaneViewStore; asList: boolean; onList(): void }) {
  const t = useWords();
  const { store } = useScene();
  const selection = usePlayer((state) => state.selection);
  const zoom = (factor: number): void => { view.getState().zoom(factor, store.getState().nowMs()); };
  return (
    <div className="flex flex-wrap items-center gap-x-1 border-b border-line px-2 py-1">
      <h2 className="grow" title={t('howTo')}>{t('lanes')}</h2>
      {selection && (
        <span className="numbers flex items-center gap-1 rounded-full bg-primary/15 pl-2 text-xs text-link">
          {t('looping', { from: clock(selection.fromMs, { tenths: true }), to: clock(selection.toMs, { tenths: true }) })}
          <IconButton label={t('loopOff')} icon={XMarkIcon} className="py-0.5!" onClick={() => { store.getState().select(undefined); }} />
        </span>
      )}
      <LoopMenu />
      {!asList && (
        <>
          <IconButton label={t('zoomOut')} icon={MagnifyingGlassMinusIcon} onClick={() => { zoom(1 / CLOSER); }} />
          <IconButton label={t('zoomIn')} icon={MagnifyingGlassPlusIcon} onClick={() => { zoom(CLOSER); }} />
          <IconButton label={t('zoomAll')} icon={ArrowsRightLeftIcon} onClick={() => { view.getState().fit(); }} />
        </>
      )}
      <IconButton label={t(asList ? 'asLanes' : 'asList')} icon={asList ? ViewColumnsIcon : ListBulletIcon} aria-pressed={asList} onClick={onList} />
    </div>
  );
}
