/** Frames in which things stand: page, card, facts, badge, progress. */
import { useEffect, type ReactNode } from 'react';
import { classes } from './class-names.ts';

/** Every page: its title in the tab and as heading, one primary action at the right. */
export function Page({ title, actions, children, wide = false }: { title: string; actions?: ReactNode; children: ReactNode; wide?: boolean }) {
  useEffect(() => { document.title = `${title} · AIMA`; }, [title]);
  return (
    <div className={classes('mx-auto flex w-full flex-col gap-4 p-4 sm:p-6', !wide && 'max-w-7xl 2xl:max-w-[1800px]')}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 dir="auto" className="min-w-0 text-xl leading-8" tabIndex={-1}>{title}</h1>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export function Card({ title, actions, children, className, as: Tag = 'section' }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; className?: string; as?: 'section' | 'article' | 'li' | 'div' }) {
  return (
    <Tag className={classes('rounded-md border border-line bg-surface p-4 shadow-sm', className)}>
      {(title !== undefined || actions !== undefined) && (
        <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
          {title !== undefined && <h2>{title}</h2>}
          {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      {children}
    </Tag>
  );
}

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';
const TONES: Readonly<Record<Tone, string>> = {
  neutral: 'bg-ink/10 text-ink', info: 'bg-primary/15 text-link', success: 'bg-success/15 text-success-ink', warning: 'bg-warning/20 text-warning-ink', danger: 'bg-danger/15 text-danger-ink',
};

/** A word with a colour; the word alone says it. */
export function Badge({ tone = 'neutral', children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return <span className={classes('inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium [overflow-wrap:break-word]', TONES[tone], className)}>{children}</span>;
}

/** Names and values; values are aligned. */
export function Facts({ rows, className }: { rows: readonly (readonly [name: string, value: ReactNode])[]; className?: string }) {
  return (
    <dl className={classes('grid grid-cols-[fit-content(60%)_minmax(0,1fr)] gap-x-4 gap-y-1', className)}>
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="numbers">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** @param value 0..1; undefined: it runs, nobody knows how far */
export function Progress({ value, label, tone = 'primary' }: { value: number | undefined; label: string; tone?: 'primary' | 'success' | 'warning' | 'danger' }) {
  const colour = { primary: 'bg-primary', success: 'bg-success', warning: 'bg-warning', danger: 'bg-danger' }[tone];
  const shown = value === undefined ? undefined : Math.min(1, Math.max(0, value));
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} {...(shown !== undefined && { 'aria-valuenow': Math.round(shown * 100) })} className="h-2 w-full overflow-hidden rounded-full bg-ink/15">
      <div className={classes('h-full rounded-full transition-[width]', colour, shown === undefined && 'w-1/3 animate-pulse')} style={shown === undefined ? undefined : { width: `${shown * 100}%` }} />
    </div>
  );
}

/** In the place of what is being loaded, in its size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classes('animate-pulse rounded-md bg-ink/10', className ?? 'h-24')} />;
}
