/** One action for many jobs: asked once, then told of each what came of it. */
import { useRef, useState, type ReactNode } from 'react';
import { isApiError, queryClient, renew } from '#lib/api.ts';
import { number } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Progress } from '#ui/surface.tsx';
import { useActionWords } from './action-words.ts';
import { ACTION_RULES, perform, type JobAction } from './job-actions.ts';
import type { Job } from './job-look.ts';
import { useListWords } from './list-words.ts';
import { runMany, type Outcome } from './run-many.ts';

interface WorkProps {
  jobs: readonly Job[];
  title: string;
  /** Above the list, before anything is done. */
  children: ReactNode;
  /** Beside each job, before anything is done. */
  told?: (job: Job) => ReactNode;
  action: string;
  danger?: boolean;
  disabled?: boolean;
  work(job: Job): Promise<unknown>;
  onClose(): void;
}

function OutcomeWords({ outcome }: { outcome: Outcome<unknown> }) {
  const t = useListWords();
  switch (outcome.state) {
    case 'waiting': return <span className="text-muted">{t('waiting')}</span>;
    case 'working': return <span>{t('working')}</span>;
    case 'done': return <span className="text-success-ink">✓ {t('ok')}</span>;
    case 'failed': return <span className="text-danger-ink">{t('refused', { message: isApiError(outcome.error) ? `${outcome.error.message} ${outcome.error.next}` : String(outcome.error) })}</span>;
  }
}

export function BulkWork({ jobs, title, children, told, action, danger = false, disabled = false, work, onClose }: WorkProps) {
  const t = useListWords();
  const [outcomes, setOutcomes] = useState<readonly Outcome<unknown>[]>();
  const leave = useRef(new AbortController());
  const ended = outcomes?.filter(({ state }) => state === 'done' || state === 'failed').length ?? 0;
  const over = outcomes !== undefined && ended === jobs.length;
  const begin = async (): Promise<void> => {
    setOutcomes(jobs.map(() => ({ state: 'waiting' })));
    await runMany(jobs, work, (index, outcome) => { setOutcomes((before) => before?.map((each, at) => (at === index ? outcome : each))); }, leave.current.signal);
    await renew(queryClient, ['listJobs', 'getJob', 'searchArchive', 'listMachines']);
  };
  const close = (): void => {
    leave.current.abort();
    onClose();
  };
  const done = outcomes?.filter(({ state }) => state === 'done').length ?? 0;
  return (
    <Dialog
      open onClose={close} title={title}
      footer={outcomes === undefined ? <><Button onClick={close} autoFocus={danger}>{t('cancel')}</Button><Button look={danger ? 'danger' : 'primary'} disabled={disabled} onClick={() => { void begin(); }}>{action}</Button></> : <Button look="primary" disabled={!over} onClick={close}>{t('close')}</Button>}
    >
      <div className="flex flex-col gap-3">
        {outcomes === undefined ? children : <><Progress value={ended / jobs.length} label={title} /><p role="status" className="numbers">{t('bulkDone', { done: number(done), all: number(jobs.length) })}</p></>}
        <ul className="flex flex-col gap-1">{jobs.map((job, at) => (
          <li key={job.id} className="border-t border-line py-1"><span dir="auto" className="block font-medium">{job.name}</span><span className="text-xs">{outcomes === undefined ? told?.(job) : <OutcomeWords outcome={outcomes[at] ?? { state: 'waiting' }} />}</span></li>
        ))}</ul>
      </div>
    </Dialog>
  );
}

export type BulkAction = Exclude<JobAction, 'start'>;

/** @param jobs those for which the action is possible */
export function BulkDialog({ action, jobs, leftAside, onClose }: { action: BulkAction; jobs: readonly Job[]; leftAside: number; onClose(): void }) {
  const t = useListWords();
  const words = useActionWords();
  return (
    <BulkWork jobs={jobs} title={t(`bulkTitle_${action}`, { count: jobs.length, shown: number(jobs.length) })} action={words(action)} danger={ACTION_RULES[action].danger ?? false} work={(job) => perform(action, job)} onClose={onClose}>
      <p>{t(`bulkText_${action}`)}</p>
      {leftAside > 0 && <p className="text-muted">{t('leftAside', { count: leftAside, shown: number(leftAside) })}</p>}
    </BulkWork>
  );
}
