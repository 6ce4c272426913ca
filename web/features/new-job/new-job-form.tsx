/** What a new job is made of. Loaded when somebody makes one. */
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAct, useAsk, useList } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { language } from '#lib/words.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '#ui/fields.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { emptyDraft, jobOf, withTemplate, type JobDraft, type Priority, type Template } from './job-draft.ts';
import { useWords } from './words.ts';

export interface NewJobFormProps {
  mediaIds: readonly string[];
  /** As proposed; by default the date. */
  name?: string | undefined;
  onClose(): void;
}

type Change = (change: Partial<JobDraft>) => void;

function Choices({ draft, change, templates, templateId, choose }: { draft: JobDraft; change: Change; templates: readonly Template[]; templateId: string; choose(id: string): void }) {
  const t = useWords();
  const profiles = useAsk('listProfiles', {}, { staleMs: 60_000 }).data?.items ?? [];
  const standard = useAsk('getSettings', {}, { staleMs: 60_000 }).data?.effective.defaultProfile ?? 'lite';
  const titleOf = (name: string): string => profiles.find((profile) => profile.name === name)?.title ?? name;
  const chosen = profiles.find(({ name }) => name === (draft.profile === '' ? standard : draft.profile));
  return (
    <>
      {templates.length > 0 && <SelectField label={t('template')} value={templateId} onChange={(event) => { choose(event.target.value); }} options={[{ value: '', label: t('templateNone') }, ...templates.map(({ id, name }) => ({ value: id, label: name }))]} />}
      <SelectField
        label={t('profile')} value={draft.profile} onChange={(event) => { change({ profile: event.target.value }); }} hint={templateId === '' || draft.profile !== '' ? chosen?.note : undefined}
        options={[{ value: '', label: templateId === '' ? t('profileDefault', { name: titleOf(standard) }) : t('profileOfTemplate') }, ...profiles.map(({ name, title }) => ({ value: name, label: title }))]}
      />
      <SelectField
        label={t('priority')} value={draft.priority} onChange={(event) => { change({ priority: event.target.value as Priority /* of the options below */ }); }}
        options={(['urgent', 'standard', 'low'] as const).map((value) => ({ value, label: t(`priority_${value}`) }))}
      />
    </>
  );
}

function Known({ draft, change }: { draft: JobDraft; change: Change }) {
  const t = useWords();
  return (
    <details className="rounded-md border border-line p-3">
      <summary className="font-medium">{t('known')}</summary>
      <div className="mt-3 flex flex-col gap-3">
        <p className="text-muted">{t('knownHint')}</p>
        <TextField label={t('names')} hint={t('namesHint')} dir="auto" value={draft.names} maxLength={10_000} onChange={(event) => { change({ names: event.target.value }); }} />
        <TextArea label={t('context')} hint={t('contextHint')} dir="auto" value={draft.context} maxLength={10_000} onChange={(event) => { change({ context: event.target.value }); }} />
        <TextArea label={t('notes')} hint={t('notesHint')} dir="auto" value={draft.notes} maxLength={10_000} onChange={(event) => { change({ notes: event.target.value }); }} />
      </div>
    </details>
  );
}

export function NewJobForm({ mediaIds, name, onClose }: NewJobFormProps) {
  const t = useWords();
  const form = useId();
  const go = useNavigate();
  const create = useAct('createJob', ['listJobs', 'listMedia']);
  const templates = useList('listTemplates', { query: { limit: 200 } }).items;
  const [draft, setDraft] = useState(() => emptyDraft(name ?? t('nameDefault', { date: dateTime(Date.now()) })));
  const [templateId, setTemplateId] = useState('');
  const template = templates.find(({ id }) => id === templateId);
  const change: Change = (part) => { setDraft((before) => ({ ...before, ...part })); };
  const choose = (id: string): void => {
    setTemplateId(id);
    setDraft((before) => withTemplate(before, templates.find((each) => each.id === id)));
  };
  const submit = (): void => {
    create.mutate({ body: jobOf(draft, mediaIds, language(), template) }, { onSuccess: ({ id }) => { onClose(); void go(`/jobs/${id}`); } });
  };
  return (
    <Dialog
      open onClose={onClose} title={t('title')}
      footer={<><Button onClick={onClose}>{t('cancel')}</Button><Button type="submit" form={form} look="primary" busy={create.isPending}>{t('create')}</Button></>}
    >
      <form id={form} className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <p className="text-muted">{mediaIds.length === 0 ? t('none') : <span className="font-medium text-ink">{t('media', { count: mediaIds.length })}. </span>}{t('noStart')}</p>
        <TextField label={t('name')} dir="auto" required maxLength={200} value={draft.name} onChange={(event) => { change({ name: event.target.value }); }} data-autofocus />
        <Choices draft={draft} change={change} templates={templates} templateId={templateId} choose={choose} />
        <Known draft={draft} change={change} />
        {create.error && <ProblemNote error={create.error} />}
      </form>
    </Dialog>
  );
}
