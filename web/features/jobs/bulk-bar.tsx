/** What can be done with the selected jobs; each action names for how many of them it is possible. */
import { useState } from 'react';
import { useMe } from '#lib/me.ts';
import { number } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { useActionWords } from './action-words.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { BulkStart } from './bulk-start.tsx';
import { ACTION_RULES, JOB_ACTIONS, mayDo, type JobAction } from './job-actions.ts';
import type { Job } from './job-look.ts';
import { useListWords } from './list-words.ts';

interface BulkBarProps {
  chosen: readonly Job[];
  onAll(): void;
  onNone(): void;
}

export function BulkBar({ chosen, onAll, onNone }: BulkBarProps) {
  const t = useListWords();
  const words = useActionWords();
  const permissions = useMe()?.permissions ?? [];
  const [open, setOpen] = useState<{ action: JobAction; jobs: readonly Job[] }>();
  const possible = JOB_ACTIONS.map((action) => ({ action, jobs: chosen.filter((job) => mayDo(action, job, permissions)) })).filter(({ jobs }) => jobs.length > 0);
  const close = (): void => { setOpen(undefined); };
  const shared = open && { jobs: open.jobs, leftAside: chosen.length - open.jobs.length, onClose: close };
  return (
    <div role="toolbar" aria-label={t('doing')} className="sticky top-16 z-20 flex flex-wrap items-center gap-2 rounded-md border border-primary bg-raised p-2 shadow-lg">
      <span role="status" className="numbers px-2 font-medium">{t('chosen', { count: chosen.length, shown: number(chosen.length) })}</span>
      <Button look="quiet" onClick={onAll}>{t('all')}</Button>
      {chosen.length > 0 && <Button look="quiet" onClick={onNone}>{t('clearChosen')}</Button>}
      <span className="grow" />
      {possible.map(({ action, jobs }) => <Button key={action} look={ACTION_RULES[action].danger ? 'danger' : action === 'start' ? 'primary' : 'plain'} onClick={() => { setOpen({ action, jobs }); }}>{words(action)} <span className="numbers">({number(jobs.length)})</span></Button>)}
      {open && shared && (open.action === 'start' ? <BulkStart {...shared} /> : <BulkDialog action={open.action} {...shared} />)}
    </div>
  );
}
