/** Where the end of the job stands: in review, being wiped, in the archive, taken out of it. */
import { ArchiveBoxIcon, ArrowUturnLeftIcon, CheckBadgeIcon, DocumentDuplicateIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAct, useAsk } from '#lib/api.ts';
import { dateTime, number } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { Card, Progress } from '#ui/surface.tsx';
import type { Job } from '../running/run-cells.ts';
import { CompletionDialog } from './completion-dialog.tsx';
import { useCompletionWords } from './completion-words.ts';

const useMay = (permission: NonNullable<ReturnType<typeof useMe>>['permissions'][number]): boolean => useMe()?.permissions.includes(permission) ?? false;

function InReview({ job }: { job: Job }) {
  const t = useCompletionWords();
  const [open, setOpen] = useState(false);
  const may = useMay('jobs:confirm');
  return (
    <Card className="flex flex-wrap items-center justify-between gap-3">
      <p className="min-w-0 grow basis-72">{t('inReview')} {job.onMachine && <span className="text-muted">{t('waitForMachine')}</span>} {!may && <span className="text-muted">{t('noRight')}</span>}</p>
      {may && <Button look="primary" icon={CheckBadgeIcon} disabled={job.onMachine} onClick={() => { setOpen(true); }}>{t('complete')}</Button>}
      {open && <CompletionDialog job={job} onClose={() => { setOpen(false); }} />}
    </Card>
  );
}

/** Events tell of each medium; the job itself is asked for beside that. */
const ANEW_MS = 1_000;

function Wiping({ job }: { job: Job }) {
  const t = useCompletionWords();
  useAsk('getJob', { path: { jobId: job.id } }, { everyMs: ANEW_MS });
  const wiped = job.media.filter(({ mediaState }) => mediaState === 'wiped').length;
  const known = job.media.length;
  return (
    <Card title={t('wiping')}>
      <p className="mb-2">{t('wipingText')}</p>
      <Progress label={t('wiping')} value={known === 0 ? undefined : wiped / known} tone="warning" />
      <p role="status" className="numbers mt-1 text-muted">{t('wiped', { done: number(wiped), all: number(known) })}</p>
    </Card>
  );
}

function Archived({ job }: { job: Job }) {
  const t = useCompletionWords();
  const go = useNavigate();
  const may = useMay('jobs:write');
  const restore = useAct('restoreJob', ['getJob', 'listJobs', 'searchArchive']);
  const archive = useAct('archiveJob', ['getJob', 'listJobs', 'searchArchive']);
  const reuse = useAct('reuseJob', ['listJobs']);
  const path = { jobId: job.id };
  const isArchived = job.state === 'archived';
  const failed = restore.error ?? archive.error ?? reuse.error;
  return (
    <Card className="flex flex-col gap-3">
      <p className="flex items-start gap-2"><ArchiveBoxIcon className="size-5 shrink-0 text-success-ink" aria-hidden /><span><span className="font-medium">{isArchived ? t('archived') : t('restored')}</span> {isArchived && job.completedAt !== undefined && t('archivedText', { when: dateTime(job.completedAt) })} {t(job.media.some(({ mediaState }) => mediaState === 'stored') ? 'mediaKept' : 'mediaGone')} {job.anonymised && t('anonymised')}</span></p>
      {may && (
        <div className="flex flex-wrap gap-2">
          {isArchived ? <Button icon={ArrowUturnLeftIcon} busy={restore.isPending} onClick={() => { restore.mutate({ path }); }}>{t('restore')}</Button> : <Button icon={ArchiveBoxIcon} busy={archive.isPending} onClick={() => { archive.mutate({ path }); }}>{t('archive')}</Button>}
          <Button icon={DocumentDuplicateIcon} title={t('reuseText')} busy={reuse.isPending} onClick={() => { reuse.mutate({ path, body: { mediaIds: [], metadata: false } }, { onSuccess: ({ id }) => { void go(`/jobs/${id}`); } }); }}>{t('reuse')}</Button>
        </div>
      )}
      {failed && <ProblemNote error={failed} />}
    </Card>
  );
}

export function Completion({ job }: { job: Job }) {
  switch (job.state) {
    case 'awaiting_review':
    case 'failed':
    case 'cancelled':
    case 'held': return <InReview job={job} />;
    case 'wiping': return <Wiping job={job} />;
    case 'archived':
    case 'idle': return <Archived job={job} />;
    default: return null;
  }
}
