/** What is asked before something is done with one job. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call, queryClient, renew, useAsk } from '#lib/api.ts';
import { usd } from '#lib/format.ts';
import { Confirm } from '#ui/dialog.tsx';
import { Checkbox, SelectField, TextField } from '#ui/fields.tsx';
import { toast } from '#ui/toasts.tsx';
import { useActionWords } from './action-words.ts';
import { ACTION_RULES, perform, type JobAction } from './job-actions.ts';
import type { Job } from './job-look.ts';

const LISTS = ['getJob', 'listJobs', 'searchArchive'] as const;

interface DialogProps {
  job: Job;
  onClose(): void;
}

type Asked = Extract<JobAction, 'resume' | 'cancel' | 'retry' | 'delete'>;
const ASKED: readonly Asked[] = ['resume', 'cancel', 'retry', 'delete'];
export const asAsked = (action: JobAction): Asked | undefined => ASKED.find((each) => each === action);

/** Says what was done. @throws ApiError */
export async function doAndTell(action: Exclude<JobAction, 'start'>, job: Job, say: (key: `done_${Exclude<JobAction, 'start'>}`, values: { name: string }) => string): Promise<void> {
  await perform(action, job);
  toast(say(`done_${action}`, { name: job.name }), { tone: 'success' });
  await renew(queryClient, LISTS);
}

export function AskFirst({ job, action, onClose, onDone }: DialogProps & { action: Asked; onDone?: (() => void) | undefined }) {
  const t = useActionWords();
  const { spentUsd, limitUsd = 0 } = job.cost;
  const text = action === 'resume' && limitUsd === 0 ? t('text_resumeFree') : t(`text_${action}`, { spent: usd(spentUsd), limit: usd(limitUsd) });
  const confirm = async (): Promise<void> => {
    // Whoever shows this job goes away first: it will not be there any more.
    await doAndTell(action, job, t);
    onDone?.();
  };
  return <Confirm open onClose={onClose} title={t(`ask_${action}`)} action={t(action)} danger={ACTION_RULES[action].danger ?? false} onConfirm={confirm}><p dir="auto" className="font-medium">{job.name}</p><p>{text}</p></Confirm>;
}

export function Rerun({ job, onClose }: DialogProps) {
  const t = useActionWords();
  const go = useNavigate();
  const profiles = useAsk('listProfiles', {}, { staleMs: 300_000 }).data?.items ?? [];
  const [profile, setProfile] = useState('');
  const before = profiles.find(({ name }) => name === job.settings.profile)?.title ?? job.settings.profile;
  const { language, fresh } = job.settings;
  const rerun = async (): Promise<void> => {
    await call('rerunJob', { path: { jobId: job.id }, body: profile === '' ? {} : { settings: { profile, language, fresh } } }, { ifMatch: job.version });
    await renew(queryClient, LISTS);
    void go(`/jobs/${job.id}`);
  };
  return (
    <Confirm open onClose={onClose} title={t('rerunTitle')} action={t('rerunDo')} onConfirm={rerun}>
      <p>{t('rerunText')}</p>
      <SelectField label={t('profile')} value={profile} onChange={(event) => { setProfile(event.target.value); }} options={[{ value: '', label: t('profileSame', { name: before }) }, ...profiles.map(({ name, title }) => ({ value: name, label: title }))]} />
    </Confirm>
  );
}

export function Reuse({ job, onClose }: DialogProps) {
  const t = useActionWords();
  const go = useNavigate();
  const [name, setName] = useState(job.name);
  const [metadata, setMetadata] = useState(false);
  const reuse = async (): Promise<void> => {
    const made = await call('reuseJob', { path: { jobId: job.id }, body: { name: name.trim(), metadata } });
    await renew(queryClient, LISTS);
    void go(`/jobs/${made.id}`);
  };
  return (
    <Confirm open onClose={onClose} title={t('reuseTitle')} action={t('reuseDo')} disabled={name.trim() === ''} onConfirm={reuse}>
      <p>{t('reuseText')}</p>
      <TextField label={t('name')} dir="auto" required maxLength={200} value={name} onChange={(event) => { setName(event.target.value); }} />
      <Checkbox label={t('withMetadata')} checked={metadata} onChange={(event) => { setMetadata(event.target.checked); }} />
    </Confirm>
  );
}

export function SaveTemplate({ job, onClose }: DialogProps) {
  const t = useActionWords();
  const [name, setName] = useState(job.name);
  const [metadata, setMetadata] = useState(false);
  const save = async (): Promise<void> => {
    await call('createTemplate', { body: { name: name.trim(), fromJobId: job.id, metadata } });
    toast(t('templateSaved', { name: name.trim() }), { tone: 'success' });
    await renew(queryClient, ['listTemplates']);
  };
  return (
    <Confirm open onClose={onClose} title={t('templateTitle')} action={t('templateDo')} disabled={name.trim() === ''} onConfirm={save}>
      <p>{t('templateText')}</p>
      <TextField label={t('name')} dir="auto" required maxLength={200} value={name} onChange={(event) => { setName(event.target.value); }} />
      <Checkbox label={t('templateMetadata')} hint={t('templateHint')} checked={metadata} onChange={(event) => { setMetadata(event.target.checked); }} />
    </Confirm>
  );
}
