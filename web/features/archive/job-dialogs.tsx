/** What is asked before something is made of an archived job, or it is deleted. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call, useAct, useAsk } from '#lib/api.ts';
import { bytes, dateTime } from '#lib/format.ts';
import type { Job } from '#features/jobs/index.ts';
import { Confirm, Dialog } from '#ui/dialog.tsx';
import { Checkbox, TextField } from '#ui/fields.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Table } from '#ui/table.tsx';
import { toast } from '#ui/toasts.tsx';
import { useWords } from './words.ts';

export interface JobDialogProps { job: Job; onClose(): void }
const MOST_NAME = 200;

export function ReuseDialog({ job, onClose }: JobDialogProps) {
  const t = useWords();
  const go = useNavigate();
  const reuse = useAct('reuseJob', ['listJobs']);
  const [name, setName] = useState(job.name);
  const [metadata, setMetadata] = useState(false);
  const run = async (): Promise<void> => {
    const made = await reuse.mutateAsync({ path: { jobId: job.id }, body: { name: name.trim(), metadata } });
    await go(`/jobs/${made.id}`);
  };
  return (
    <Confirm open onClose={onClose} title={t('reuseTitle', { name: job.name })} action={t('reuseAction')} disabled={name.trim() === ''} onConfirm={run}>
      <p>{t('reuseText')}</p>
      <TextField label={t('newName')} dir="auto" value={name} maxLength={MOST_NAME} onChange={({ currentTarget }) => { setName(currentTarget.value); }} />
      <Checkbox label={t('takeAlong')} checked={metadata} onChange={({ currentTarget }) => { setMetadata(currentTarget.checked); }} />
    </Confirm>
  );
}

export function TemplateDialog({ job, onClose }: JobDialogProps) {
  const t = useWords();
  const create = useAct('createTemplate', ['listTemplates']);
  const [name, setName] = useState(job.name);
  const [metadata, setMetadata] = useState(false);
  const run = async (): Promise<void> => {
    const made = await create.mutateAsync({ body: { name: name.trim(), fromJobId: job.id, metadata } });
    toast(t('templateSaved', { name: made.name }), { tone: 'success' });
  };
  return (
    <Confirm open onClose={onClose} title={t('templateTitle', { name: job.name })} action={t('templateAction')} disabled={name.trim() === ''} onConfirm={run}>
      <p>{t('templateText')}</p>
      <TextField label={t('newName')} dir="auto" value={name} maxLength={MOST_NAME} onChange={({ currentTarget }) => { setName(currentTarget.value); }} />
      <Checkbox label={t('takeNotes')} checked={metadata} onChange={({ currentTarget }) => { setMetadata(currentTarget.checked); }} />
    </Confirm>
  );
}

export function RemoveDialog({ job, onClose }: JobDialogProps) {
  const t = useWords();
  const remove = useAct('deleteJob', ['searchArchive', 'listResults', 'searchObservations', 'countFoundObservations']);
  const [typed, setTyped] = useState('');
  const run = async (): Promise<void> => {
    await remove.mutateAsync({ path: { jobId: job.id }, ifMatch: job.version });
    toast(t('removed', { name: job.name }), { tone: 'success' });
  };
  return (
    <Confirm open danger onClose={onClose} title={t('removeTitle', { name: job.name })} action={t('removeAction')} disabled={typed.trim() !== job.name.trim()} onConfirm={run}>
      <p>{t('removeText')}</p>
      <p dir="auto" className="font-medium">{job.name}</p>
      <TextField label={t('removeName')} dir="auto" autoComplete="off" value={typed} onChange={({ currentTarget }) => { setTyped(currentTarget.value); }} />
    </Confirm>
  );
}

/** Which media were deleted with the job, and when: as the orchestrator wrote it down. */
export function WipedDialog({ job, onClose }: JobDialogProps) {
  const t = useWords();
  const asked = useAsk('getJob', { path: { jobId: job.id } });
  return (
    <Dialog open onClose={onClose} size="large" title={t('wipedTitle', { name: job.name })}>
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t('wipedText')}</p>
        <Loaded asked={asked}>
          {({ media, steps }) => {
            const endOf = (mediaId: string): string | undefined => steps.findLast((step) => step.kind === 'wipe_media' && (step.mediaId === undefined || step.mediaId === mediaId) && step.outcome === 'done')?.endedAt;
            if (media.length === 0) return <p>{t('wipedNone')}</p>;
            return (
              <Table
                caption={t('wiped')} rows={media} keyOf={({ mediaId }) => mediaId}
                columns={[
                  { id: 'file', title: t('file'), cell: ({ fileName }) => <span dir="auto" className="break-words">{fileName}</span> },
                  { id: 'size', title: t('size'), number: true, cell: ({ sizeBytes }) => bytes(sizeBytes) },
                  { id: 'at', title: t('wipedAt'), cell: ({ mediaId, mediaState }) => { const at = endOf(mediaId); return mediaState === 'wiped' ? (at === undefined ? t('yes') : dateTime(at)) : mediaState === 'wiping' ? t('wipedNow') : t('kept'); } },
                ]}
              />
            );
          }}
        </Loaded>
      </div>
    </Dialog>
  );
}

/** Back among the jobs, with its results and without its media. */
export const restore = (job: Job): Promise<unknown> => call('restoreJob', { path: { jobId: job.id } }, { ifMatch: job.version });
