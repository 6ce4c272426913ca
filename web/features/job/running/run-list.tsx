/** Runs of one medium as a list: for phones, and where there is only one medium. */
import { ChevronDownIcon, ChevronUpIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { number } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Progress } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { cellState, countsOf, runOf, shareOfMedium, type Job, type JobMedium } from './run-cells.ts';
import type { Chosen } from './run-details.tsx';
import { AnalyzerName, cellColour, StatusIcon, StatusWord, useReason } from './run-status.tsx';
import { useWords } from './words.ts';

export interface RunsShown {
  job: Job;
  media: readonly JobMedium[];
  analyzers: readonly string[];
  /** Shares that events told, by medium. */
  told: Readonly<Record<string, number>>;
  onChoose(chosen: Chosen): void;
  /** Near the end of what is loaded. */
  onEnd?: () => void;
}

function Runs({ job, medium, analyzers, onChoose }: Pick<RunsShown, 'job' | 'analyzers' | 'onChoose'> & { medium: JobMedium }) {
  const reasonOf = useReason();
  return (
    <ul className="grid gap-1 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4">
      {analyzers.map((analyzer) => {
        const run = runOf(medium, analyzer);
        const state = cellState(job, run);
        const reason = run && state !== 'done' ? reasonOf(run) : undefined;
        return (
          <li key={analyzer}>
            <button type="button" onClick={() => { onChoose({ medium, analyzer, run }); }} className={classes('flex w-full items-start gap-2 rounded-md px-2 py-1.5 text-left hover:outline hover:outline-edge', cellColour(state))}>
              <StatusIcon state={state} />
              <span className="min-w-0 grow"><span className="flex flex-wrap justify-between gap-x-2"><span className="min-w-0"><AnalyzerName name={analyzer} /></span><StatusText state={state} run={run} /></span>{reason !== undefined && <span className="line-clamp-2 text-xs text-muted" dir="auto">{reason}</span>}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function StatusText({ state, run }: Parameters<typeof StatusWord>[0]) {
  return <span className="[&_svg]:hidden"><StatusWord state={state} run={run} /></span>;
}

/** How many of each status, with their words. */
function Counts({ medium }: { medium: JobMedium }) {
  const t = useWords();
  return (
    <span className="flex flex-wrap gap-x-3 text-xs">
      {[...countsOf(medium)].map(([status, n]) => <span key={status} className="inline-flex items-center gap-1"><StatusIcon state={status} />{t('countOf', { shown: number(n), word: t(`status_${status}`) })}</span>)}
    </span>
  );
}

function MediumRuns({ medium, job, analyzers, told, onChoose, folded }: Omit<RunsShown, 'media'> & { medium: JobMedium; folded: boolean }) {
  const t = useWords();
  const [open, setOpen] = useState(!folded);
  return (
    <div className="rounded-md border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="min-w-0 grow truncate" dir="auto" title={medium.fileName}>{medium.fileName}</h3>
        {folded && <Button look="quiet" icon={open ? ChevronUpIcon : ChevronDownIcon} aria-expanded={open} onClick={() => { setOpen(!open); }}>{t(open ? 'hideAnalyzers' : 'showAnalyzers')}</Button>}
      </div>
      <div className="my-2 flex flex-col gap-1"><Progress label={t('progressOf', { name: medium.fileName })} value={shareOfMedium(medium, told[medium.mediaId])} /><Counts medium={medium} /></div>
      {medium.failure && <p className="mb-2 text-danger-ink">{t('mediumFailed')}: <span dir="auto">{medium.failure.message}</span> {medium.failure.next}</p>}
      {open && <Runs job={job} medium={medium} analyzers={analyzers} onChoose={onChoose} />}
    </div>
  );
}

/** Media whose lists stand open from the beginning. */
const MOST_OPEN = 2;

export function RunList({ media, onEnd, ...shown }: RunsShown) {
  const t = useWords();
  const folded = media.length > MOST_OPEN;
  return (
    <VirtualGrid items={media} label={t('grid')} keyOf={({ mediaId }) => mediaId} columnWidth={0} rowHeight={folded ? 110 : 700} {...(onEnd && { onEnd })}>
      {(medium) => <MediumRuns medium={medium} folded={folded} {...shown} />}
    </VirtualGrid>
  );
}
