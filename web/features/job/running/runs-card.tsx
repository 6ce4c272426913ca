/** All runs of a job: a grid where there is room, a list of each medium where there is not. */
import { ChevronDownIcon, ChevronUpIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { useIsWide } from '#lib/media-query.ts';
import { Button } from '#ui/button.tsx';
import { Card, Skeleton } from '#ui/surface.tsx';
import type { Job, JobMedium } from './run-cells.ts';
import { RunDetails, type Chosen } from './run-details.tsx';
import { RunGrid } from './run-grid.tsx';
import { RunList } from './run-list.tsx';
import { useAnalyzers } from './use-job-media.ts';
import { useWords } from './words.ts';

const NONE: Readonly<Record<string, number>> = {};

/** @param folded only its title stands there until somebody wants to see it */
export function RunsCard({ job, media, more, told = NONE, folded = false }: { job: Job; media: readonly JobMedium[]; more: (() => void) | undefined; told?: Readonly<Record<string, number>> | undefined; folded?: boolean }) {
  const t = useWords();
  const isWide = useIsWide();
  const [open, setOpen] = useState(!folded);
  const [chosen, setChosen] = useState<Chosen>();
  const analyzers = useAnalyzers(job, media);
  const Runs = isWide && job.mediaCount > 1 ? RunGrid : RunList;
  return (
    <Card title={t('grid')} actions={folded && <Button look="quiet" icon={open ? ChevronUpIcon : ChevronDownIcon} aria-expanded={open} onClick={() => { setOpen(!open); }}>{t(open ? 'hideAnalyzers' : 'showAnalyzers')}</Button>}>
      {open && (analyzers.length === 0 ? <Skeleton className="h-64" /> : <Runs job={job} media={media} analyzers={analyzers} told={told} onChoose={setChosen} {...(more && { onEnd: more })} />)}
      {chosen && <RunDetails job={job} chosen={chosen} onClose={() => { setChosen(undefined); }} />}
    </Card>
  );
}
