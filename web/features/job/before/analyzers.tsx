/** All analyzers in their families: what is looked for, each with time and price, its settings behind it. */
import { ChevronRightIcon, Cog6ToothIcon } from '@heroicons/react/20/solid';
import type { components } from '@aima/contract/client';
import { useEffect, useRef, useState } from 'react';
import { analyzerName } from '#lib/analyzer-names.ts';
import { duration, number, usd } from '#lib/format.ts';
import { Badge } from '#ui/surface.tsx';
import { classes } from '#ui/class-names.ts';
import type { AnalyzerCost } from './analyzer-costs.ts';
import { byFamily, type Family } from './analyzer-families.ts';
import { parameterFields } from './parameter-fields.ts';
import { Parameters } from './parameters.tsx';
import { useWords } from './words.ts';

export type Analyzer = components['schemas']['AnalyzerDescription'];

export interface AnalyzersProps {
  analyzers: readonly Analyzer[];
  chosen: ReadonlySet<string>;
  /** Those that run without being chosen, with those that rest on them. */
  resting: ReadonlyMap<string, readonly string[]>;
  costs: ReadonlyMap<string, AnalyzerCost>;
  /** Of the chosen offer; prices are not shown where it costs nothing. */
  free: boolean;
  parametersOf(name: string): Readonly<Record<string, unknown>>;
  /** Undefined where the person may not. */
  choose: ((names: readonly string[], on: boolean) => void) | undefined;
  setParameter(name: string, parameter: string, value: unknown): void;
}

/** Least amount that is worth its digits. */
const LEAST_USD = 0.0001;

const priceWords = (price: number, t: ReturnType<typeof useWords>): string => (price < LEAST_USD ? t('underPrice', { price: usd(LEAST_USD) }) : usd(price));

function Cost({ cost, free, used }: { cost: AnalyzerCost | undefined; free: boolean; used: boolean }) {
  const t = useWords();
  if (!cost) return null;
  if (cost.seconds === undefined) return <span className="text-xs text-muted">{t('unknown')}</span>;
  const price = free ? t('free') : priceWords(cost.usd ?? 0, t);
  const time = cost.seconds < 1 ? t('underSecond') : duration(cost.seconds * 1000);
  return <span className={classes('numbers flex flex-col items-end text-xs sm:flex-row sm:gap-3', used ? 'text-ink' : 'text-muted')}><span className="sm:min-w-16 sm:text-right">{cost.partly ? t('from', { value: time }) : time}</span><span data-price className="sm:min-w-16 sm:text-right">{cost.partly && !free ? t('from', { value: price }) : price}</span></span>;
}

function Row({ analyzer, ...props }: { analyzer: Analyzer } & Omit<AnalyzersProps, 'analyzers'>) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const { name, reports, weak, parameters, defaults } = analyzer;
  const { chosen, resting, costs, free, choose } = props;
  const on = chosen.has(name);
  const needed = on ? undefined : resting.get(name);
  const own = props.parametersOf(name);
  const fields = parameterFields(parameters, defaults);
  const title = analyzerName(name);
  return (
    <li className="border-t border-line py-1 first:border-t-0" data-analyzer={name}>
      <div className="flex items-start gap-2">
        <label className="flex min-w-0 grow items-start gap-2 py-1">
          <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-primary pointer-coarse:size-5" checked={on} disabled={!choose} onChange={(event) => { choose?.([name], event.target.checked); }} />
          <span className="min-w-0">
            <span className="font-medium">{title}</span>{Object.keys(own).length > 0 && <> <Badge tone="info">{t('changed')}</Badge></>}
            {!open && <span className="line-clamp-1 text-xs text-muted">{reports}</span>}
            {needed && needed.length > 0 && <span className="block text-xs text-warning-ink">{t('neededBy', { names: needed.map(analyzerName).join(', ') })}</span>}
          </span>
        </label>
        <span className="shrink-0 py-1"><Cost cost={costs.get(name)} free={free} used={on || needed !== undefined} /></span>
        <button type="button" aria-expanded={open} aria-label={t('parameters', { name: title })} title={t('parameters', { name: title })} onClick={() => { setOpen(!open); }} className="shrink-0 rounded-md p-1 text-muted hover:bg-ink/10"><Cog6ToothIcon className="size-5" aria-hidden /></button>
      </div>
      {open && (
        <div className="flex flex-col gap-2 pb-2 sm:pl-6">
          <p className="text-xs">{reports}</p>
          <p className="text-xs text-muted">{t('fails', { text: weak })}</p>
          {fields.length === 0 ? <p className="text-xs text-muted">{t('noParameters')}</p> : <fieldset disabled={!choose || !on}><Parameters fields={fields} values={own} change={(parameter, value) => { props.setParameter(name, parameter, value); }} /></fieldset>}
        </div>
      )}
    </li>
  );
}

function Group({ family, analyzers, ...props }: { family: Family } & AnalyzersProps) {
  const t = useWords();
  const box = useRef<HTMLInputElement>(null);
  // Fifty rows would hide on a phone what comes after them.
  const [open, setOpen] = useState(() => matchMedia('(min-width: 640px)').matches);
  const names = analyzers.map(({ name }) => name);
  const chosen = names.filter((name) => props.chosen.has(name)).length;
  const some = chosen > 0 && chosen < names.length;
  useEffect(() => { if (box.current) box.current.indeterminate = some; }, [some]);
  return (
    <section aria-label={t(`family_${family}`)}>
      <div className="flex items-center gap-2 border-b-2 border-line py-1">
        <input ref={box} type="checkbox" aria-label={t('all', { family: t(`family_${family}`) })} className="size-4 shrink-0 accent-primary pointer-coarse:size-5" checked={chosen === names.length} disabled={!props.choose} onChange={(event) => { props.choose?.(names, event.target.checked); }} />
        <h3 className="grow"><button type="button" aria-expanded={open} onClick={() => { setOpen(!open); }} className="flex w-full items-center gap-1 rounded-md py-1 text-left font-semibold hover:bg-ink/5"><ChevronRightIcon className={classes('size-5 shrink-0 transition-transform', open && 'rotate-90')} aria-hidden />{t(`family_${family}`)}</button></h3>
        <span className="numbers text-xs text-muted">{t('count', { chosen: number(chosen), all: number(names.length) })}</span>
      </div>
      {open && <ul>{analyzers.map((analyzer) => <Row key={analyzer.name} analyzer={analyzer} {...props} />)}</ul>}
    </section>
  );
}

export function Analyzers({ analyzers, ...props }: AnalyzersProps) {
  const t = useWords();
  return (
    <div className="flex flex-col gap-4">
      {byFamily(analyzers).map(({ family, analyzers: members }) => <Group key={family} family={family} analyzers={members} {...props} />)}
      <p className="text-xs text-muted">{t('gate')}</p>
    </div>
  );
}
