/** The timeline: everything that was found, under one axis. */
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { Skeleton } from '#ui/surface.tsx';
import type { FamilyId } from '../model/families.ts';
import { useScene, usePlayer } from '../model/player-context.tsx';
import { useLabel } from '../model/use-label.ts';
import type { Bar } from './bars.ts';
import { FindingList } from './finding-list.tsx';
import { showHover, type HoverParts } from './hover-card.ts';
import { startLaneCanvas, type Hovered, type LaneCanvas, type LaneContent } from './lane-canvas.ts';
import { LaneNames } from './lane-names.tsx';
import { useStoryboard, useWaveform } from './lane-pictures.ts';
import { placed, type Lane, type PlacedRow } from './lane-rows.ts';
import { LanePan, LaneTools } from './lane-tools.tsx';
import type { LaneViewStore } from './lane-view.ts';
import { useWords } from './lane-words.ts';
import { FILM_PX, RULER_PX, WAVE_PX, type Storyboard } from './strips.ts';

const TOUCH_ROW_PX = 44;
const ROW_PX = 24;

interface Layout { content: Omit<LaneContent, 'labelOf' | 'isChosen'>; rows: readonly PlacedRow[]; height: number; storyboard: Storyboard | undefined }

function useLayout(lanes: readonly Lane[], unfolded: ReadonlySet<FamilyId>): Layout {
  const { medium } = useScene();
  const storyboard = useStoryboard();
  const waveform = useWaveform();
  return useMemo(() => {
    const filmPx = medium.storyboard ? FILM_PX : 0;
    const waveTop = RULER_PX + filmPx;
    const stripsHeight = waveTop + (waveform ? WAVE_PX : 0);
    const rows = placed(lanes, unfolded, stripsHeight, matchMedia('(pointer: coarse)').matches ? TOUCH_ROW_PX : ROW_PX);
    const last = rows.at(-1);
    const film = storyboard && { top: RULER_PX, storyboard };
    const wave = waveform && { top: waveTop, height: WAVE_PX, waveform };
    return { rows, storyboard, height: (last ? last.top + last.height : stripsHeight) + 4, content: { rows, film, wave, stripsHeight } };
  }, [lanes, unfolded, storyboard, waveform, medium.storyboard]);
}

/** Words of a bar, and whether it holds the chosen finding. */
function useBarLook(): Pick<LaneContent, 'labelOf' | 'isChosen'> {
  const label = useLabel();
  const { observations } = useScene();
  const chosenId = usePlayer((state) => state.chosenId);
  return useMemo(() => {
    const chosen = chosenId === undefined ? undefined : observations.byId.get(chosenId);
    return {
      labelOf: ({ text, isWord }: Bar) => (isWord ? label(text) : text),
      isChosen: (bar: Bar) => chosen !== undefined && (bar.id === chosen.id || (bar.count > 1 && bar.analyzer === chosen.analyzer && observations.byId.get(bar.id)?.trackId === chosen.trackId && bar.startMs <= chosen.startMs && bar.endMs >= chosen.startMs)),
    };
  }, [label, observations, chosenId]);
}

function useLaneCanvas(layers: { base: RefObject<HTMLCanvasElement | null>; above: RefObject<HTMLCanvasElement | null> }, view: LaneViewStore, content: LaneContent, onHover: (hovered: Hovered | undefined) => void): void {
  const { store } = useScene();
  const running = useRef<LaneCanvas>(undefined);
  const hover = useRef(onHover);
  useEffect(() => { hover.current = onHover; });
  useEffect(() => {
    const [base, above] = [layers.base.current, layers.above.current];
    if (!base || !above) return undefined;
    const canvas = startLaneCanvas({ base, above, player: store, view, onHover: (hovered) => { hover.current(hovered); } });
    running.current = canvas;
    return () => {
      canvas.stop();
      running.current = undefined;
    };
  }, [layers.base, layers.above, store, view]);
  useEffect(() => { running.current?.update(content); });
}

function HoverCard({ parts }: { parts: RefObject<Partial<HoverParts>> }) {
  const keep = (name: keyof HoverParts) => (element: HTMLElement | null) => { if (element) parts.current[name] = element; };
  return (
    <div ref={keep('card')} hidden aria-hidden className="pointer-events-none absolute left-0 top-0 z-20 max-w-64 overflow-hidden rounded-md border border-line bg-raised text-xs text-ink shadow-lg">
      <div ref={keep('picture')} className="mx-auto bg-no-repeat" />
      <div className="px-2 py-1"><span ref={keep('time')} className="numbers font-medium" /><p ref={keep('words')} dir="auto" className="text-muted" /></div>
    </div>
  );
}

function Canvases({ lanes, view }: { lanes: readonly Lane[]; view: LaneViewStore }) {
  const t = useWords();
  const { observations } = useScene();
  const [unfolded, setUnfolded] = useState<ReadonlySet<FamilyId>>(new Set());
  const { content, rows, height, storyboard } = useLayout(lanes, unfolded);
  const look = useBarLook();
  const base = useRef<HTMLCanvasElement>(null);
  const above = useRef<HTMLCanvasElement>(null);
  const parts = useRef<Partial<HoverParts>>({});
  useLaneCanvas({ base, above }, view, { ...content, ...look }, (hovered) => {
    const { card, picture, time, words } = parts.current;
    if (card && picture && time && words) showHover({ card, picture, time, words }, hovered, storyboard, hovered?.bar ? observations.byId.get(hovered.bar.id)?.sentence ?? '' : '');
  });
  const strips = [...(content.film ? [{ name: t('film'), top: content.film.top, height: FILM_PX }] : []), ...(content.wave ? [{ name: t('wave'), top: content.wave.top, height: WAVE_PX }] : [])];
  const fold = (family: FamilyId): void => {
    const next = new Set(unfolded);
    if (!next.delete(family)) next.add(family);
    setUnfolded(next);
  };
  return (
    <div className="flex" style={{ height }}>
      <LaneNames rows={rows} unfolded={unfolded} onFold={fold} strips={strips} />
      <div className="relative min-w-0 grow">
        {/* Everything in it stands in the list, too. */}
        <canvas ref={base} aria-hidden className="absolute inset-0 size-full" />
        <canvas ref={above} aria-hidden data-player-lanes className="absolute inset-0 size-full touch-pan-y select-none" />
        <HoverCard parts={parts} />
      </div>
    </div>
  );
}

/** @param lanes of `lanesOf` */
export function Lanes({ lanes, view }: { lanes: readonly Lane[]; view: LaneViewStore }) {
  const t = useWords();
  const { loading } = useScene();
  const [asList, setAsList] = useState(false);
  return (
    <section aria-label={t('lanes')} className="min-w-0 rounded-md border border-line bg-surface">
      <LaneTools view={view} asList={asList} onList={() => { setAsList(!asList); }} />
      {asList ? <FindingList lanes={lanes} /> : <><Canvases lanes={lanes} view={view} /><LanePan view={view} /></>}
      {loading && <div role="status" className="flex flex-col gap-2 p-3"><p className="text-muted">{t('loading')}</p><Skeleton className="h-6" /><Skeleton className="h-6" /><Skeleton className="h-6" /></div>}
      {!loading && lanes.length === 0 && <p className="p-3 text-muted">{t('empty')}</p>}
    </section>
  );
}
