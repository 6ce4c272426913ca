/** One value of a machine as an arc with its number; the number alone says it all. */
import { classes } from '#ui/class-names.ts';

const RADIUS = 40;
const LENGTH = Math.PI * RADIUS;
const ARC = `M ${50 - RADIUS} 50 A ${RADIUS} ${RADIUS} 0 0 1 ${50 + RADIUS} 50`;

/** @param share 0..1, how much of the arc is filled; undefined: it is not known @param alarmed it is critical, and shown so */
export function Gauge({ name, value, detail, share, look, alarmed = false }: { name: string; value: string; detail?: string | undefined; share: number | undefined; look: 'gauge' | 'temperature'; alarmed?: boolean }) {
  const filled = share === undefined ? 0 : Math.min(1, Math.max(0, share));
  const colour = alarmed ? 'stroke-danger' : look === 'gauge' ? 'stroke-gauge' : 'stroke-temperature';
  return (
    <div className="flex min-w-28 flex-col items-center" role="meter" aria-label={name} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(filled * 100)} aria-valuetext={`${value} ${detail ?? ''}`.trim()}>
      <svg viewBox="0 0 100 56" className="w-24" aria-hidden>
        <path d={ARC} fill="none" strokeWidth="9" strokeLinecap="round" className="stroke-ink/15" />
        <path d={ARC} fill="none" strokeWidth="9" strokeLinecap="round" strokeDasharray={`${filled * LENGTH} ${LENGTH}`} className={classes(colour, 'transition-[stroke-dasharray]', filled === 0 && 'invisible')} />
      </svg>
      <span className="numbers -mt-5 text-lg font-semibold">{value}</span>
      <span className="text-xs text-muted">{name}</span>
      {detail !== undefined && <span className="numbers text-xs text-muted">{detail}</span>}
    </div>
  );
}
