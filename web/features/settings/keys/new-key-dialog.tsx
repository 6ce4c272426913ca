import { useState, type SubmitEvent } from 'react';
import { useAct } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { CopyField } from '#ui/copy.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Checkbox, SelectField, TextField } from '#ui/fields.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { PERMISSION_WORDS, PERMISSIONS, type Permission } from './permission-words.ts';
import { useWords } from './words.ts';

const DAYS = [7, 30, 90, 365] as const;
const DAY_MS = 86_400_000;

function Scopes({ offered, chosen, onChange }: { offered: readonly Permission[]; chosen: ReadonlySet<Permission>; onChange(chosen: ReadonlySet<Permission>): void }) {
  const t = useWords();
  return (
    <fieldset>
      <legend className="font-medium">{t('scopes')}</legend>
      {offered.map((each) => <Checkbox key={each} label={t(PERMISSION_WORDS[each])} checked={chosen.has(each)} onChange={({ target }) => { onChange(target.checked ? chosen.union(new Set([each])) : chosen.difference(new Set([each]))); }} />)}
      {chosen.size === 0 && <p className="text-xs text-muted">{t('scopesProblem')}</p>}
    </fieldset>
  );
}

/** @param mine what the key's owner may do: it can get no more */
export function NewKeyDialog({ mine, onClose }: { mine: readonly Permission[]; onClose(): void }) {
  const t = useWords();
  const create = useAct('createApiKey', ['listApiKeys']);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ReadonlySet<Permission>>(new Set());
  const [days, setDays] = useState('90');
  const make = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    create.mutate({ body: { name: name.trim(), scopes: [...scopes], ...(days !== '' && { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }) } });
  };
  if (create.data) {
    return <Dialog open onClose={onClose} title={t('made')} footer={<Button look="primary" onClick={onClose}>{t('done')}</Button>}><CopyField label={create.data.name} text={create.data.key} hint={t('shownOnce')} /></Dialog>;
  }
  return (
    <Dialog open onClose={onClose} title={t('make')} footer={<Button look="primary" type="submit" form="new-key" busy={create.isPending} disabled={name.trim() === '' || scopes.size === 0}>{t('makeAction')}</Button>}>
      <form id="new-key" className="flex flex-col gap-4" onSubmit={make}>
        <TextField label={t('name')} hint={t('nameHint')} maxLength={200} dir="auto" value={name} onChange={({ target }) => { setName(target.value); }} />
        <Scopes offered={PERMISSIONS.filter((each) => mine.includes(each))} chosen={scopes} onChange={setScopes} />
        <SelectField label={t('expiry')} value={days} options={[...DAYS.map((each) => ({ value: String(each), label: t('days', { count: each }) })), { value: '', label: t('never') }]} onChange={({ target }) => { setDays(target.value); }} />
        {create.error && <ProblemNote error={create.error} />}
      </form>
    </Dialog>
  );
}
