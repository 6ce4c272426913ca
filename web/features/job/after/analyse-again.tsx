/** Opens the job for another look. */
import { ArrowPathIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { useAct } from '#lib/api.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import type { Job } from '../running/run-cells.ts';
import { useWords } from './words.ts';

const POSSIBLE: ReadonlySet<Job['state']> = new Set(['awaiting_review', 'failed', 'cancelled', 'held']);

export function AnalyseAgain({ job }: { job: Job }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const may = useMe()?.permissions.includes('jobs:write') ?? false;
  const rerun = useAct('rerunJob', ['getJob', 'listJobs', 'listJobMedia', 'estimateJob']);
  if (!may || !POSSIBLE.has(job.state)) return null;
  return (
    <>
      <Button icon={ArrowPathIcon} onClick={() => { setOpen(true); }}>{t('again')}</Button>
      <Confirm open={open} onClose={() => { setOpen(false); }} title={t('againTitle')} action={t('again')} onConfirm={() => rerun.mutateAsync({ path: { jobId: job.id }, body: {} })}><p>{t('againText')}</p></Confirm>
    </>
  );
}
