/** Dialogs that change media: another name, deletion, into a job. */
import { RectangleStackIcon } from '@heroicons/react/24/outline';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { call, isApiError, useAct, useList } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { Confirm, Dialog } from '#ui/dialog.tsx';
import { SelectField, TextField } from '#ui/fields.tsx';
import type { MediaItem } from '#ui/media-picture.tsx';
import { Empty, Loaded, ProblemNote } from '#ui/notes.tsx';
import { Progress } from '#ui/surface.tsx';
import { toast } from '#ui/toasts.tsx';
import { useWords } from './words.ts';

interface DialogParts { onClose(): void; onChanged(ids: readonly string[]): void }

export function RenameMedium({ item, onClose, onChanged }: DialogParts & { item: MediaItem }) {
  const t = useWords();
  const form = useId();
  const [name, setName] = useState(item.name);
  const rename = useAct('changeMedium', ['getMedium', 'listJobMedia']);
  const submit = (): void => {
    rename.mutate({ path: { mediaId: item.id }, body: { name }, ifMatch: item.version }, { onSuccess: () => { onChanged([item.id]); onClose(); } });
  };
  return (
    <Dialog open onClose={onClose} title={t('rename')} footer={<><Button onClick={onClose}>{t('cancel')}</Button><Button type="submit" form={form} look="primary" busy={rename.isPending}>{t('save')}</Button></>}>
      <form id={form} className="flex flex-col gap-3" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <TextField label={t('name')} dir="auto" required maxLength={255} value={name} onChange={({ target }) => { setName(target.value); }} data-autofocus />
        {rename.error && <ProblemNote error={rename.error} />}
      </form>
    </Dialog>
  );
}

const AT_ONCE = 4;

interface Removal { failed: { id: string; error: unknown }[] }

/** A few at once; what fails does not stop the others. */
async function removeAll(ids: readonly string[], onDone: (count: number) => void): Promise<Removal> {
  const waiting = [...ids];
  const failed: Removal['failed'] = [];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await call('deleteMedium', { path: { mediaId: id } });
      } catch (error) {
        if (!(isApiError(error) && error.status === 404)) failed.push({ id, error });
      }
      done++;
      onDone(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { failed };
}

export function RemoveMedia({ ids, onClose, onChanged }: DialogParts & { ids: readonly string[] }) {
  const t = useWords();
  const [done, setDone] = useState<number>();
  const [failed, setFailed] = useState<Removal['failed']>([]);
  const asked = failed.length > 0 ? failed.map(({ id }) => id) : ids;
  const confirm = async (): Promise<void> => {
    setDone(0);
    const removal = await removeAll(asked, setDone);
    onChanged(asked);
    setDone(undefined);
    setFailed(removal.failed);
    const [first] = removal.failed;
    if (first) throw first.error;
    toast(t('removed', { count: ids.length }), { tone: 'success' });
  };
  return (
    <Confirm open onClose={onClose} title={t('removeTitle', { count: asked.length })} action={t('removeAction')} danger onConfirm={confirm}>
      <p>{t('removeText')}</p>
      {done !== undefined && asked.length > 1 && <><Progress label={t('remove')} value={done / asked.length} /><p className="numbers text-muted">{t('removing', { done, count: asked.length })}</p></>}
      {failed.length > 0 && done === undefined && <p className="font-medium">{t('notRemoved', { count: failed.length })}</p>}
    </Confirm>
  );
}

export function AddToJob({ ids, onClose, onChanged }: DialogParts & { ids: readonly string[] }) {
  const t = useWords();
  const go = useNavigate();
  const form = useId();
  const [chosen, setChosen] = useState('');
  const jobs = useList('listJobs', { query: { stage: ['created'], state: ['preparing', 'ready'], sort: 'changed', limit: 100 } });
  const add = useAct('addJobMedia', ['getJob', 'listJobs', 'listJobMedia']);
  const jobId = chosen === '' ? jobs.items[0]?.id ?? '' : chosen;
  const submit = (): void => {
    add.mutate({ path: { jobId }, body: { mediaIds: [...ids] } }, { onSuccess: ({ name }) => {
      toast(t('added', { name }), { tone: 'success', action: { label: t('show'), run: () => { void go(`/jobs/${jobId}`); } } });
      onChanged(ids);
      onClose();
    } });
  };
  return (
    <Dialog open onClose={onClose} title={t('addTitle')} footer={<><Button onClick={onClose}>{t('cancel')}</Button><Button type="submit" form={form} look="primary" busy={add.isPending} disabled={jobId === ''}>{t('add')}</Button></>}>
      <Loaded asked={{ data: jobs.data && jobs.items, error: jobs.error, isPending: jobs.isPending, refetch: () => jobs.refetch() }}>{(items) => (items.length === 0
        ? <Empty icon={RectangleStackIcon} title={t('addNone')}>{t('addNoneText')}</Empty>
        : (
          <form id={form} className="flex flex-col gap-3" onSubmit={(event) => { event.preventDefault(); submit(); }}>
            <p className="text-muted">{t('addText')}</p>
            <SelectField label={t('job')} value={jobId} onChange={({ target }) => { setChosen(target.value); }} options={items.map(({ id, name }) => ({ value: id, label: name }))} />
            {add.error && <ProblemNote error={add.error} />}
          </form>
        ))}</Loaded>
    </Dialog>
  );
}
