/** A job as lists show it: the look of its stage, its state in words, what it holds, what it cost. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { classes } from '#ui/class-names.ts';
import { date, duration, number, percent, usd } from '#lib/format.ts';
import { Progress } from '#ui/surface.tsx';
import { dateOf, isMoving, ON_STAGE, STAGE_LOOKS, waitsForPerson, type Job } from './job-look.ts';
import { useProgress } from './live-progress.ts';
import { StageBadge, StateWord } from './stage-badge.tsx';
import { useJobWords } from './words.ts';

function Moving({ job }: { job: Job }) {
  const t = useJobWords();
  const progress = useProgress(job);
  if (job.state === 'queued' || (!isMoving(job.state) && progress?.fraction === undefined)) return null;
  return (
    <div className="flex flex-col gap-1">
      <Progress value={progress?.fraction} label={t('progress', { name: job.name })} />
      {progress?.fraction !== undefined && (
        <p className="numbers flex justify-between text-xs text-muted"><span>{percent(progress.fraction)}</span>{progress.remainingMs !== undefined && progress.remainingMs >= 1000 && <span>{t('remaining', { time: duration(progress.remainingMs) })}</span>}</p>
      )}
    </div>
  );
}

/** One line of what stands behind the state: why it failed, or what comes next. */
function Behind({ job }: { job: Job }) {
  const t = useJobWords();
  const next = waitsForPerson(job.state);
  if (job.failure) return <p className="line-clamp-2 text-xs text-danger-ink" dir="auto">{job.failure.message}</p>;
  return next === undefined ? null : <p className="text-xs text-muted">{t(`next_${next}`)}</p>;
}

export interface JobCardProps {
  job: Job;
  /** At the top left, such as a checkbox; it must have a name of its own. */
  mark?: ReactNode;
  /** At the top right, such as a menu. */
  actions?: ReactNode;
}

export function JobCard({ job, mark, actions }: JobCardProps) {
  const t = useJobWords();
  const { card, pulses } = STAGE_LOOKS[job.stage];
  const { spentUsd, limitUsd } = job.cost;
  return (
    <article data-job={job.id} data-stage={job.stage} data-state={job.state} className={classes('relative flex h-full min-h-40 flex-col gap-2 rounded-md p-3 shadow-sm', ON_STAGE, card)}>
      {pulses && <span aria-hidden className="pointer-events-none absolute -inset-0.5 rounded-md border-4 border-orange-500 motion-safe:animate-pulse" />}
      <div className="flex items-start gap-2">
        {mark !== undefined && <span className="relative z-10">{mark}</span>}
        <h2 className="min-w-0 grow"><Link to={`/jobs/${job.id}`} dir="auto" title={job.name} className="line-clamp-2 block break-words after:absolute after:inset-0 after:rounded-md hover:underline focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-link">{job.name}</Link></h2>
        <StageBadge stage={job.stage} />
        {actions !== undefined && <span className="relative z-10 -mr-1 -mt-1.5">{actions}</span>}
      </div>
      <StateWord state={job.state} />
      <Moving job={job} />
      <Behind job={job} />
      <p className="mt-auto flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <span className="numbers">{t('media', { count: job.mediaCount, shown: number(job.mediaCount) })}</span>
        {job.type === 'batch' && <span>{t('batch')}</span>}
        {job.priority !== 'standard' && <span>{t(`priority_${job.priority}`)}</span>}
        {job.startedAt !== undefined && <span className="numbers" title={t('spent')}>{spentUsd > 0 && limitUsd !== undefined ? t('atMost', { spent: usd(spentUsd), limit: usd(limitUsd) }) : usd(spentUsd)}</span>}
        {job.onMachine && !isMoving(job.state) && <span>{t('onMachine')}</span>}
        <time dateTime={dateOf(job)} className="numbers ml-auto">{date(dateOf(job))}</time>
      </p>
    </article>
  );
}
