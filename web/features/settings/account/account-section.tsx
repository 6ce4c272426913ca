/** Who one is, and the password. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, keyOf, useAct, useAsk } from '#lib/api.ts';
import { date, dateTime } from '#lib/format.ts';
import { useMe, type Me } from '#lib/me.ts';
import { changePreferences } from '#lib/preferences.ts';
import { changeLanguage, LANGUAGES, useLanguage, type Language } from '#lib/words.ts';
import { SaveForm, useDraft } from '#ui/draft.tsx';
import { SelectField, TextField } from '#ui/fields.tsx';
import { Card, Facts } from '#ui/surface.tsx';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { useUnsaved } from '#ui/unsaved.tsx';
import { useWords } from './words.ts';

function Profile({ me: { account } }: { me: Me }) {
  const t = useWords();
  const queries = useQueryClient();
  const shown = useLanguage();
  const { value, set, changes, dirty, discard } = useDraft({ name: account.name });
  const save = async (): Promise<void> => {
    queries.setQueryData(keyOf('getMe', {}), await call('changeMe', { body: { ...changes } }));
    discard();
  };
  const choose = async (to: Language): Promise<void> => {
    await changeLanguage(to);
    await changePreferences({ language: to });
  };
  return (
    <Card title={t('whoYouAre')}>
      <SaveForm label={t('whoYouAre')} dirty={dirty} invalid={value.name.trim() === ''} onSave={save} onDiscard={discard}>
        <TextField label={t('name')} value={value.name} required maxLength={200} dir="auto" autoComplete="name" onChange={({ target }) => { set({ name: target.value }); }} />
        <TextField label={t('email')} value={account.email} readOnly hint={t('emailHint')} />
        <SelectField label={t('language')} hint={t('languageHint')} value={shown} options={LANGUAGES.map(({ id, name }) => ({ value: id, label: name }))} onChange={({ target }) => { void choose(target.value === 'de' ? 'de' : 'en').catch(toastProblem); }} />
        <Facts rows={[[t('role'), t(`role_${account.role}`)], [t('since'), date(account.createdAt)], ...(account.lastSignInAt === null ? [] : [[t('lastSignIn'), dateTime(account.lastSignInAt)] as const])]} />
      </SaveForm>
    </Card>
  );
}

const NOTHING = { current: '', next: '', again: '' };
const LEAST = 8;

function Password() {
  const t = useWords();
  const least = useAsk('getSignInOptions', {}, { staleMs: 600_000 }).data?.passwordLength ?? LEAST;
  const change = useAct('changePassword', ['listSessions']);
  const [typed, setTyped] = useState(NOTHING);
  const dirty = Object.values(typed).some((text) => text !== '');
  useUnsaved(dirty);
  const set = (part: Partial<typeof NOTHING>): void => { setTyped({ ...typed, ...part }); };
  const short = typed.next !== '' && typed.next.length < least;
  const differs = typed.again !== '' && typed.again !== typed.next;
  const save = async (): Promise<void> => {
    await change.mutateAsync({ body: { current: typed.current, next: typed.next } });
    setTyped(NOTHING);
    toast(t('passwordChanged'), { tone: 'success' });
  };
  return (
    <Card title={t('password')}>
      <SaveForm label={t('password')} dirty={dirty} invalid={typed.current === '' || typed.next.length < least || typed.again !== typed.next} action={t('changePassword')} onSave={save}>
        <p className="text-muted">{t('passwordText')}</p>
        <TextField type="password" label={t('current')} autoComplete="current-password" value={typed.current} onChange={({ target }) => { set({ current: target.value }); }} />
        <TextField type="password" label={t('next')} autoComplete="new-password" maxLength={128} hint={t('nextHint', { least })} problem={short ? t('tooShort', { least }) : undefined} value={typed.next} onChange={({ target }) => { set({ next: target.value }); }} />
        <TextField type="password" label={t('again')} autoComplete="new-password" maxLength={128} problem={differs ? t('differs') : undefined} value={typed.again} onChange={({ target }) => { set({ again: target.value }); }} />
      </SaveForm>
    </Card>
  );
}

export function AccountSection() {
  const me = useMe();
  return me && <><Profile me={me} /><Password /></>;
}
