/** Templates: what jobs look for, kept for the next ones. */
import { BookmarkIcon, TrashIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAct, useAsk, useList } from '#lib/api.ts';
import { date } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { TextField } from '#ui/fields.tsx';
import { Empty, ProblemNote } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { useListWords } from './list-words.ts';

type Template = components['schemas']['JobTemplate'];

function Row({ template, onUse }: { template: Template; onUse(): void }) {
  const t = useListWords();
  const mayWrite = useMe()?.permissions.includes('jobs:write') ?? false;
  const remove = useAct('deleteTemplate', ['listTemplates']);
  const profile = useAsk('listProfiles', {}, { staleMs: 300_000 }).data?.items.find(({ name }) => name === template.settings.profile)?.title ?? template.settings.profile;
  return (
    <li className="flex items-center gap-2 border-t border-line py-2 first:border-t-0">
      <span className="min-w-0 grow"><span dir="auto" className="block font-medium">{template.name}</span><span className="text-xs text-muted">{t('profileOf', { name: profile })} · {date(template.createdAt)}</span></span>
      {mayWrite && <Button onClick={onUse}>{t('fromTemplate')}</Button>}
      {mayWrite && <IconButton label={t('deleteTemplate', { name: template.name })} icon={TrashIcon} busy={remove.isPending} onClick={() => { remove.mutate({ path: { templateId: template.id } }, { onSuccess: () => { toast(t('deletedTemplate', { name: template.name })); }, onError: toastProblem }); }} />}
    </li>
  );
}

export function Templates({ onClose }: { onClose(): void }) {
  const t = useListWords();
  const go = useNavigate();
  const list = useList('listTemplates', { query: { limit: 100 } });
  const make = useAct('createJobFromTemplate', ['listJobs']);
  const [used, setUsed] = useState<Template>();
  const [name, setName] = useState('');
  const submit = (): void => {
    if (used) make.mutate({ path: { templateId: used.id }, body: { name: name.trim(), metadata: true } }, { onSuccess: ({ id }) => { void go(`/jobs/${id}`); } });
  };
  if (used) {
    return (
      <Dialog open onClose={onClose} title={used.name} footer={<><Button onClick={() => { setUsed(undefined); }}>{t('back')}</Button><Button look="primary" busy={make.isPending} disabled={name.trim() === ''} onClick={submit}>{t('make')}</Button></>}>
        <div className="flex flex-col gap-3"><TextField label={t('name')} dir="auto" required maxLength={200} value={name} onChange={(event) => { setName(event.target.value); }} />{make.error && <ProblemNote error={make.error} />}</div>
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={t('templatesTitle')} footer={<Button look="primary" onClick={onClose}>{t('close')}</Button>}>
      {list.error && <ProblemNote error={list.error} onRetry={() => { void list.refetch(); }} />}
      {list.isPending && <Skeleton />}
      {!list.isPending && list.items.length === 0 && <Empty icon={BookmarkIcon} title={t('templatesNone')}>{t('templatesNoneText')}</Empty>}
      <ul>{list.items.map((template) => <Row key={template.id} template={template} onUse={() => { setUsed(template); setName(template.name); }} />)}</ul>
    </Dialog>
  );
}
