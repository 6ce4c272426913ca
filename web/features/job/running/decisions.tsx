/** Pause, go on, cancel, try again; each says beforehand what is kept and what it may cost. */
import { ArrowPathIcon, PauseIcon, PlayIcon, StopIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { useAct, type OperationId } from '#lib/api.ts';
import { number } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button, type Icon } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import type { Job } from './run-cells.ts';
import { useWords } from './words.ts';

type Decision = 'pause' | 'resume' | 'cancel' | 'retry';
type Permission = NonNullable<ReturnType<typeof useMe>>['permissions'][number];

const RENEWS: readonly OperationId[] = ['getJob', 'listJobs', 'listJobMedia', 'listMachines'];

const WHEN: Readonly<Record<Decision, { states: readonly Job['state'][]; needs: Permission; icon: Icon }>> = {
  pause: { states: ['queued', 'analysing'], needs: 'jobs:write', icon: PauseIcon },
  resume: { states: ['paused'], needs: 'jobs:start', icon: PlayIcon },
  retry: { states: ['failed', 'cancelled', 'awaiting_review'], needs: 'jobs:start', icon: ArrowPathIcon },
  cancel: { states: ['queued', 'analysing', 'paused'], needs: 'jobs:write', icon: StopIcon },
};

/** As the server counts them (src/jobs/control.ts). */
const MOST_RETRIES = 3;

/** Something is there that a retry would do again. */
const hasFailures = ({ runCounts, media, state }: Job): boolean => state === 'failed' || state === 'cancelled' || (runCounts['failed'] ?? 0) + (runCounts['cancelled'] ?? 0) > 0 || media.some(({ failure }) => failure !== undefined);

function useActs(): Readonly<Record<Decision, (jobId: string) => Promise<unknown>>> {
  const [pause, resume, cancel, retry] = [useAct('pauseJob', RENEWS), useAct('resumeJob', RENEWS), useAct('cancelJob', RENEWS), useAct('retryJob', RENEWS)];
  return {
    pause: (jobId) => pause.mutateAsync({ path: { jobId } }), resume: (jobId) => resume.mutateAsync({ path: { jobId } }),
    cancel: (jobId) => cancel.mutateAsync({ path: { jobId } }), retry: (jobId) => retry.mutateAsync({ path: { jobId } }),
  };
}

/** @param only those of all decisions that belong to this place @param quiet something else there matters more */
export function Decisions({ job, only = ['pause', 'resume', 'retry', 'cancel'], quiet = false }: { job: Job; only?: readonly Decision[]; quiet?: boolean }) {
  const t = useWords();
  const [asked, setAsked] = useState<Decision>();
  const acts = useActs();
  const permissions = useMe()?.permissions ?? [];
  const possible = only.filter((each) => {
    const { states, needs } = WHEN[each];
    return states.includes(job.state) && permissions.includes(needs) && (each !== 'retry' || (job.retries < MOST_RETRIES && hasFailures(job)));
  });
  return (
    <>
      {possible.map((each) => <Button key={each} icon={WHEN[each].icon} look={!quiet && (each === 'resume' || each === 'retry') ? 'primary' : 'plain'} onClick={() => { setAsked(each); }}>{t(each)}</Button>)}
      <Confirm open={asked !== undefined} onClose={() => { setAsked(undefined); }} title={t(`${asked ?? 'pause'}Title`)} action={t(asked ?? 'pause')} danger={asked === 'cancel'} onConfirm={async () => { if (asked) await acts[asked](job.id); }}>
        <p>{t(`${asked ?? 'pause'}Text`)}</p>
        {asked === 'retry' && job.retries > 0 && <p className="text-muted">{t('retries', { shown: number(job.retries) })}</p>}
      </Confirm>
    </>
  );
}
