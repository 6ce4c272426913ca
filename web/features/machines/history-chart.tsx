/** Load, memory and temperature of the last minutes (GPU-24); what it shows stands in words beside it. */
import { useEffect, useRef } from 'react';
import { useAppearance } from '#lib/appearance.ts';
import { duration } from '#lib/format.ts';
import { language } from '#lib/words.ts';
import type { Drawn, Line } from './draw-history.ts';
import { gpuMemoryShare, type Figures } from './figures.ts';
import { useFigureWords } from './figure-words.ts';

type Kind = 'gpuLoad' | 'gpuMemory' | 'cpu' | 'temperature';
/** Their tokens; each has a dash in the legend, so that it has not only its colour. */
const COLOURS: Readonly<Record<Kind, string>> = { gpuLoad: '--color-gauge', cpu: '--color-gauge', gpuMemory: '--color-pose', temperature: '--color-temperature' };

const valueOf = (kind: Kind, figures: Figures): number | null => {
  const value = { gpuLoad: figures.gpuLoad, cpu: figures.cpu, gpuMemory: gpuMemoryShare(figures), temperature: figures.gpuTemperature }[kind];
  return value === undefined ? null : kind === 'temperature' ? value : Math.min(100, value * 100);
};

/** Those that were measured; a CPU only where no GPU tells of itself. */
function kindsOf(history: readonly Figures[]): Kind[] {
  const measured = (['gpuLoad', 'gpuMemory', 'cpu', 'temperature'] as const).filter((kind) => history.some((each) => valueOf(kind, each) !== null));
  return measured.includes('gpuLoad') ? measured.filter((kind) => kind !== 'cpu') : measured;
}

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const linesOf = (kinds: readonly Kind[], history: readonly Figures[]): Line[] => kinds.map((kind) => ({ name: kind, colour: token(COLOURS[kind]), values: history.map((each) => valueOf(kind, each)) }));
const timesOf = (history: readonly Figures[]): number[] => history.map(({ atMs }) => atMs / 1000);
const clockOf = (seconds: number): string => new Intl.DateTimeFormat(language() === 'de' ? 'de-DE' : 'en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(seconds * 1000);

function useChart(history: readonly Figures[], kinds: readonly Kind[]) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn>(undefined);
  const newest = useRef(history);
  const { theme, base } = useAppearance();
  const key = kinds.join(' ');
  useEffect(() => { newest.current = history; });
  useEffect(() => {
    const element = place.current;
    if (!element || key === '') return;
    const shown = key.split(' ') as Kind[]; // joined from them above
    let gone = false;
    const observer = new ResizeObserver(() => { drawn.current?.resize(element.clientWidth); });
    void import('./draw-history.ts').then(({ drawHistory }) => {
      if (gone) return;
      drawn.current = drawHistory(element, { times: timesOf(newest.current), lines: linesOf(shown, newest.current), ink: token('--aima-muted'), grid: token('--aima-line'), clockOf });
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer.disconnect();
      drawn.current?.end();
      drawn.current = undefined;
    };
  }, [key, theme, base]);
  useEffect(() => { drawn.current?.update(timesOf(history), linesOf(kinds, history)); });
  return place;
}

/** Begins once there is something to draw. */
function Canvas({ history, kinds }: { history: readonly Figures[]; kinds: readonly Kind[] }) {
  const place = useChart(history, kinds);
  return <div ref={place} className="mt-1 h-[110px] w-full overflow-hidden" aria-hidden />;
}

export function HistoryChart({ history }: { history: readonly Figures[] }) {
  const t = useFigureWords();
  const kinds = kindsOf(history);
  const [first, last] = [history[0], history.at(-1)];
  if (kinds.length === 0 || !first || !last || last.atMs - first.atMs < 4_000) return null;
  const names = kinds.map((kind) => t(kind === 'temperature' ? 'temperature' : kind));
  const time = duration(last.atMs - first.atMs);
  return (
    <figure className="min-w-0 grow basis-72" aria-label={t('historyOf', { time, names: names.join(', ') })}>
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        <span>{t('history', { time })}</span>
        {kinds.map((kind, i) => (
          <span key={kind} className="flex items-center gap-1"><span aria-hidden className="inline-block h-0.5 w-4" style={{ background: `var(${COLOURS[kind]})` }} />{names[i]} {kind === 'temperature' ? '°C' : t('inPercent')}</span>
        ))}
      </figcaption>
      <Canvas history={history} kinds={kinds} />
    </figure>
  );
}
