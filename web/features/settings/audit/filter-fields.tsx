import { Button } from '#ui/button.tsx';
import { SelectField, TextField } from '#ui/fields.tsx';
import { sameValue } from '#lib/form-diff.ts';
import { ACTION_GROUPS } from './action-words.ts';
import { NO_FILTER, type AuditFilter } from './audit-filter.ts';
import { useWords } from './words.ts';

const GROUP_WORDS = {
  'account.': 'account_', 'session.': 'session_', 'sign_in.': 'sign_in_', 'api_key.': 'api_key_', 'member.': 'member_', 'invitation.': 'invitation_', 'workspace.': 'workspace_', 'settings.': 'settings_', 'media.': 'media_', 'upload.': 'upload_', 'job.': 'job_', 'results.': 'results_',
  'machine.': 'machine_', 'provider.': 'provider_', 'provisioning.': 'provisioning_', 'backup.': 'backup_',
} as const satisfies Record<(typeof ACTION_GROUPS)[number], string>;

export function FilterFields({ filter, people, onChange }: { filter: AuditFilter; people: ReadonlyMap<string, string>; onChange(filter: AuditFilter): void }) {
  const t = useWords();
  const set = (part: Partial<AuditFilter>): void => { onChange({ ...filter, ...part }); };
  return (
    <div role="search" aria-label={t('filter')} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      <SelectField label={t('group')} value={filter.group} options={[{ value: '', label: t('everything') }, ...ACTION_GROUPS.map((group) => ({ value: group, label: t(GROUP_WORDS[group]) }))]} onChange={({ target }) => { set({ group: target.value }); }} />
      <SelectField label={t('who')} value={filter.actor} options={[{ value: '', label: t('whoAnybody') }, ...[...people].map(([value, label]) => ({ value, label }))]} onChange={({ target }) => { set({ actor: target.value }); }} />
      <TextField label={t('object')} value={filter.objectId} maxLength={300} onChange={({ target }) => { set({ objectId: target.value }); }} />
      <TextField type="date" label={t('from')} value={filter.fromDay} max={filter.toDay === '' ? undefined : filter.toDay} onChange={({ target }) => { set({ fromDay: target.value }); }} />
      <TextField type="date" label={t('to')} value={filter.toDay} min={filter.fromDay === '' ? undefined : filter.fromDay} onChange={({ target }) => { set({ toDay: target.value }); }} />
      <div className="self-end"><Button disabled={sameValue(filter, NO_FILTER)} onClick={() => { onChange(NO_FILTER); }}>{t('clear')}</Button></div>
    </div>
  );
}
