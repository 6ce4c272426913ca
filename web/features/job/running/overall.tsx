/** How far the whole job is: phase in words, bar, counts, rest of the time; aloud each tenth. */
import type { ReactNode } from 'react';
import { percent, duration, number, fromNow } from '#lib/format.ts';
import { Card, Facts, Progress } from '#ui/surface.tsx';
import { shownShare, speedOf, tenthOf, type Told } from './job-progress.ts';
import type { Job, JobMedium } from './run-cells.ts';
import { StatusIcon } from './run-status.tsx';
import { useWords } from './words.ts';

const STATUSES = ['running', 'waiting', 'done', 'failed', 'cancelled', 'held', 'not_run'] as const;

/** Runs by status, of all media. */
export function RunCounts({ counts }: { counts: Job['runCounts'] }) {
  const t = useWords();
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {STATUSES.flatMap((status) => {
        const count = counts[status];
        return count === undefined ? [] : [<li key={status} className="numbers inline-flex items-center gap-1"><StatusIcon state={status} />{t('countOf', { shown: number(count), word: t(`status_${status}`) })}</li>];
      })}
    </ul>
  );
}

/** What goes on now, in a sentence. */
function usePhase({ state }: Job, told: Told | undefined): string | undefined {
  const t = useWords();
  switch (state) {
    case 'queued': return t('queued');
    case 'analysing': return told?.step === undefined ? undefined : t(`step_${told.step}`);
    case 'paused': return t('pausedText');
    case 'failed': return t('failedText');
    case 'cancelled': return t('cancelledText');
    default: return undefined;
  }
}

function Pace({ job, told, media }: { job: Job; told: Told; media: readonly JobMedium[] }) {
  const t = useWords();
  const speed = speedOf(told, media, job.mediaCount);
  return (
    <Facts
      className="sm:grid-cols-[auto_1fr_auto_1fr]" rows={[
        [t('timeLeft'), told.remainingMs === undefined ? t('notYet') : t('left', { time: duration(told.remainingMs) })],
        [t('speed'), speed === undefined ? t('notYet') : speed.kind === 'real_time' ? t('timesReal', { times: number(speed.times, speed.times < 10 ? 1 : 0) }) : t('perMinute', { shown: number(speed.count) })],
        ...(job.startedAt === undefined ? [] : [[t('machineTime'), fromNow(job.startedAt)] as const]),
      ]}
    />
  );
}

export function Overall({ job, told, media, actions }: { job: Job; told: Told | undefined; media: readonly JobMedium[]; actions: ReactNode }) {
  const t = useWords();
  const phase = usePhase(job, told);
  const works = job.state === 'analysing';
  const fraction = told?.fraction;
  const tenth = fraction === undefined ? undefined : tenthOf(fraction);
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-64">{phase !== undefined && <p className="font-medium">{phase}</p>}</div>
        <div className="flex flex-wrap gap-2">{actions}</div>
      </div>
      {(works || fraction !== undefined) && (
        <div className="flex items-center gap-3"><Progress label={t('overall')} value={fraction} tone={job.state === 'paused' ? 'warning' : 'primary'} />{fraction !== undefined && <p className="numbers min-w-12 text-right text-lg font-semibold">{percent(shownShare(fraction))}</p>}</div>
      )}
      <p role="status" className="sr-only">{phase} {tenth !== undefined && works ? t('aloud', { share: percent(tenth / 100) }) : ''}</p>
      {works && told && <Pace job={job} told={told} media={media} />}
      <RunCounts counts={job.runCounts} />
      {!works && job.state !== 'queued' && job.onMachine && <p className="text-muted">{t('endingMachine')}</p>}
      {job.failure && <div role="alert" className="rounded-md border border-danger/50 bg-danger/10 p-3"><p className="font-medium" dir="auto">{job.failure.message}</p>{job.failure.next !== undefined && <p>{job.failure.next}</p>}</div>}
    </Card>
  );
}
