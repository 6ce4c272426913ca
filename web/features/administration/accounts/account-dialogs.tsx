/** Each says what will happen before it does. */
import type { components } from '@aima/contract/client';
import { useAct } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { CopyField } from '#ui/copy.tsx';
import { Confirm, Dialog } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { toast } from '#ui/toasts.tsx';
import { useWords } from './words.ts';

export type Account = components['schemas']['Account'];
export type AccountAction = { account: Account } & ({ kind: 'disable' | 'enable' | 'reset' | 'link' } | { kind: 'role'; role: Account['role'] });

function PasswordLink({ account, onClose }: { account: Account; onClose(): void }) {
  const t = useWords();
  const make = useAct('makePasswordLink');
  const made = make.data;
  return (
    <Dialog open onClose={onClose} title={t('linkTitle')} footer={made ? <Button look="primary" onClick={onClose}>{t('done')}</Button> : <Button look="primary" busy={make.isPending} onClick={() => { make.mutate({ path: { id: account.id } }); }}>{t('linkMake')}</Button>}>
      <div className="flex flex-col gap-3">
        <p dir="auto">{t('linkText', { name: account.name })}</p>
        {make.error && <ProblemNote error={make.error} />}
        {made && <CopyField label={t('linkLabel')} text={made.link} hint={t('linkHint', { at: dateTime(made.expiresAt) })} />}
      </div>
    </Dialog>
  );
}

export function AccountDialogs({ action, self, onClose }: { action: AccountAction; self: boolean; onClose(): void }) {
  const t = useWords();
  const change = useAct('changeAccount', ['listAccounts', ...(self ? ['getMe' as const] : [])]);
  const reset = useAct('resetSecondFactor', ['listAccounts']);
  const { account } = action;
  const { id, name } = account;
  if (action.kind === 'link') return <PasswordLink account={account} onClose={onClose} />;
  if (action.kind === 'reset') {
    const confirm = async (): Promise<void> => {
      await reset.mutateAsync({ path: { id } });
      toast(t('resetDone', { name }), { tone: 'success' });
    };
    return <Confirm open onClose={onClose} danger title={t('resetTitle', { name })} action={t('reset')} onConfirm={confirm}><p dir="auto">{t('resetText', { name })}</p></Confirm>;
  }
  if (action.kind === 'role') {
    const { role } = action;
    return (
      <Confirm open onClose={onClose} danger={role === 'admin' || self} title={t('roleTitle', { name })} action={t(role === 'admin' ? 'makeAdmin' : role === 'enterprise' ? 'makeEnterprise' : 'makePersonal')} onConfirm={() => change.mutateAsync({ path: { id }, body: { role } })}>
        <p dir="auto">{role === 'admin' ? t('toAdminText', { name }) : account.role !== 'admin' ? t('roleText') : self ? t('ownRoleText') : t('fromAdminText', { name })}</p>
      </Confirm>
    );
  }
  const disabled = action.kind === 'disable';
  return <Confirm open onClose={onClose} danger={disabled} title={t(disabled ? 'disableTitle' : 'enableTitle', { name })} action={t(disabled ? 'disable' : 'enable')} onConfirm={() => change.mutateAsync({ path: { id }, body: { disabled } })}><p dir="auto">{t(disabled ? 'disableText' : 'enableText', { name })}</p></Confirm>;
}
