/** How much was found when, as one curve of bars; what it says stands beside it in words. */
import { clock } from '#lib/format.ts';
import { useWords } from './words.ts';

const HEIGHT = 24;

/** Bars of an SVG path, one unit wide each. */
function barsOf(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts.map((count, i) => (count === 0 ? '' : `M${i} ${HEIGHT}v${(-count / most * (HEIGHT - 1) - 1).toFixed(2)}h0.8V${HEIGHT}z`)).join('');
}

export function ActivityCurve({ name, counts, durationMs }: { name: string; counts: readonly number[]; durationMs: number }) {
  const t = useWords();
  const most = counts.indexOf(Math.max(...counts));
  const words = counts.some((count) => count > 0) ? t('activityOf', { name, time: clock((most + 0.5) / counts.length * durationMs) }) : t('activityEmpty', { name });
  return (
    <figure className="flex flex-col gap-1">
      <figcaption dir="auto" className="truncate" title={words}>{words}</figcaption>
      <svg aria-hidden viewBox={`0 0 ${counts.length} ${HEIGHT}`} preserveAspectRatio="none" className="h-8 w-full rounded-md bg-ink/5 fill-primary"><path d={barsOf(counts)} /></svg>
      <p aria-hidden className="numbers flex justify-between text-xs text-muted"><span>{clock(0)}</span><span>{clock(durationMs)}</span></p>
    </figure>
  );
}
