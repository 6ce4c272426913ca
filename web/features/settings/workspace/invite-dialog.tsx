import { useState, type SubmitEvent } from 'react';
import { useAct } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { CopyField } from '#ui/copy.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { SelectField, TextField } from '#ui/fields.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { useWords } from './words.ts';

const ROLES = ['viewer', 'editor', 'owner'] as const;

export function InviteDialog({ onClose }: { onClose(): void }) {
  const t = useWords();
  const invite = useAct('invite', ['listInvitations']);
  const [role, setRole] = useState<(typeof ROLES)[number]>('viewer');
  const [email, setEmail] = useState('');
  const make = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    invite.mutate({ body: { role, ...(email.trim() !== '' && { email: email.trim() }) } });
  };
  if (invite.data) {
    const { link, email: invited, expiresAt } = invite.data;
    const at = dateTime(expiresAt);
    return (
      <Dialog open onClose={onClose} title={t('inviteTitle')} footer={<Button look="primary" onClick={onClose}>{t('done')}</Button>}>
        <CopyField label={t('link')} text={link} hint={invited === null ? t('linkHint', { at }) : t('linkHintFor', { at, email: invited })} />
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={t('inviteTitle')} footer={<Button look="primary" type="submit" form="invite" busy={invite.isPending}>{t('inviteAction')}</Button>}>
      <form id="invite" className="flex flex-col gap-3" onSubmit={make}>
        <SelectField label={t('role')} hint={t(`role_${role}May`)} value={role} options={ROLES.map((each) => ({ value: each, label: t(`role_${each}`) }))} onChange={({ target }) => { setRole(ROLES.find((each) => each === target.value) ?? role); }} />
        <TextField type="email" label={t('email')} hint={t('emailHint')} maxLength={254} autoComplete="off" value={email} onChange={({ target }) => { setEmail(target.value); }} />
        {invite.error && <ProblemNote error={invite.error} />}
      </form>
    </Dialog>
  );
}
