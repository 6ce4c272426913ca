/** Name, priority and what is known beforehand; another person's change meanwhile is shown beside one's own. */
import type { components } from '@aima/contract/client';
import { call, isApiError, queryClient, renew } from '#lib/api.ts';
import { changedFields } from '#lib/form-diff.ts';
import { useMe } from '#lib/me.ts';
import { ConflictNote, SaveForm, useDraft, type Draft } from '#ui/draft.tsx';
import { SelectField, TextArea, TextField } from '#ui/fields.tsx';
import { changeOf, fieldsOf, type AboutFields, type Job } from './about-fields.ts';
import { useWords } from './words.ts';

type Detail = components['schemas']['AnalysisJobDetail'];

/** Sent on what this form saw; where only something else of the job changed meanwhile, on what is there now. */
async function save(job: Pick<Detail, 'id' | 'version'>, { value, changes, begun }: Draft<AboutFields>): Promise<void> {
  const send = (ifMatch: number): Promise<Job> => call('updateJob', { path: { jobId: job.id }, body: changeOf(value, changes) }, { ifMatch });
  try {
    await send(job.version);
  } catch (error) {
    if (!isApiError(error) || error.code !== 'VERSION_CHANGED') throw error;
    const now = await call('getJob', { path: { jobId: job.id } });
    if (changedFields(begun, fieldsOf(now)).length > 0) {
      await renew(queryClient, ['getJob']);
      throw error;
    }
    await send(now.version);
  } finally {
    await renew(queryClient, ['getJob', 'listJobs']);
  }
}

function Fields({ draft: { value, set }, mayWrite, hasPriority }: { draft: Draft<AboutFields>; mayWrite: boolean; hasPriority: boolean }) {
  const t = useWords();
  return (
    <fieldset disabled={!mayWrite} className="flex flex-col gap-3">
      <TextField label={t('name')} dir="auto" required maxLength={200} value={value.name} onChange={(event) => { set({ name: event.target.value }); }} />
      {hasPriority && (
        <SelectField
          label={t('priority')} hint={t('priorityHint')} value={value.priority} onChange={(event) => { set({ priority: event.target.value as AboutFields['priority'] /* of the options below */ }); }}
          options={(['urgent', 'standard', 'low'] as const).map((each) => ({ value: each, label: t(each) }))}
        />
      )}
      <TextArea label={t('names')} hint={t('namesHint')} dir="auto" maxLength={20_000} value={value.names} onChange={(event) => { set({ names: event.target.value }); }} />
      <TextArea label={t('context')} hint={t('contextHint')} dir="auto" maxLength={10_000} value={value.context} onChange={(event) => { set({ context: event.target.value }); }} />
      <TextArea label={t('notes')} hint={t('notesHint')} dir="auto" maxLength={10_000} value={value.notes} onChange={(event) => { set({ notes: event.target.value }); }} />
    </fieldset>
  );
}

export function About({ job, onSaved }: { job: Detail; onSaved?: () => void }) {
  const t = useWords();
  const mayWrite = useMe()?.permissions.includes('jobs:write') ?? false;
  const theirs = fieldsOf(job);
  const draft = useDraft(theirs);
  const onSave = async (): Promise<void> => {
    await save(job, draft);
    draft.discard();
    onSaved?.();
  };
  return (
    <SaveForm label={t('about')} dirty={draft.dirty} invalid={draft.theirs.length > 0 || draft.value.name.trim() === ''} onSave={onSave} onDiscard={draft.discard}>
      <ConflictNote fields={draft.theirs.map((field) => ({ name: t(field), theirs: theirs[field] === '' ? t('nothing') : theirs[field] }))} onAccept={draft.accept} onDiscard={draft.discard} />
      <Fields draft={draft} mayWrite={mayWrite} hasPriority={job.stage !== 'done'} />
    </SaveForm>
  );
}
