import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { call, renew } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { TextField } from '#ui/fields.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { useWords } from './words.ts';

/** As the server takes it. */
const KEY = /^[\x21-\x7e]{8,1000}$/;

/** The key lives in this field only until it is sent. */
export function KeyDialog({ provider, name, onClose }: { provider: string; name: string; onClose(): void }) {
  const t = useWords();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [key, setKey] = useState('');
  const good = KEY.test(key.trim());
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      // Not by a mutation: that would remember what was sent.
      await call('setProviderKey', { path: { provider }, body: { key: key.trim() } });
      await renew(queries, ['listProviders']);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (good && !busy) void save();
  };
  return (
    <Dialog open onClose={onClose} title={`${t('key')}: ${name}`} footer={<Button look="primary" type="submit" form="provider-key" busy={busy} disabled={!good}>{t('save')}</Button>}>
      <form id="provider-key" className="flex flex-col gap-3" autoComplete="off" onSubmit={submit}>
        <TextField type="password" label={t('key')} hint={t('keyHint')} autoComplete="off" spellCheck={false} maxLength={1000} value={key} problem={key !== '' && !good ? t('keyProblem') : undefined} onChange={({ target }) => { setKey(target.value); }} />
        <p className="text-muted">{t('testText')}</p>
        {error !== undefined && <ProblemNote error={error} />}
      </form>
    </Dialog>
  );
}
