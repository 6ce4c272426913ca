/** Links with which people join the workspace. */
import { UserPlusIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct, useAsk } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { useWords } from './words.ts';

type Invitation = components['schemas']['Invitation'];

function InvitationRow({ invitation: { email, role, state, expiresAt }, onWithdraw }: { invitation: Invitation; onWithdraw(): void }) {
  const t = useWords();
  const name = email ?? t('anybody');
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 grow basis-56">
        <p className="font-medium">{name}</p>
        <p className="flex flex-wrap items-center gap-2 text-muted">{t(`role_${role}`)} · {t('until', { at: dateTime(expiresAt) })} <Badge tone={state === 'open' ? 'info' : state === 'accepted' ? 'success' : 'neutral'}>{t(`state_${state}`)}</Badge></p>
      </div>
      {state === 'open' && <Button aria-label={t('withdrawLong', { name })} onClick={onWithdraw}>{t('withdraw')}</Button>}
    </li>
  );
}

export function Invitations() {
  const t = useWords();
  const asked = useAsk('listInvitations', {});
  const withdraw = useAct('withdrawInvitation', ['listInvitations']);
  const [inviting, setInviting] = useState(false);
  const [all, setAll] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Invitation>();
  return (
    <Card title={t('invitations')} actions={<Button look="primary" icon={UserPlusIcon} onClick={() => { setInviting(true); }}>{t('invite')}</Button>}>
      <p className="text-muted">{t('invitationsText')}</p>
      <Loaded asked={asked}>{({ items }) => {
        const closed = items.filter(({ state }) => state !== 'open').length;
        return (
          <>
            {items.length === 0 && <p className="mt-2">{t('noInvitations')}</p>}
            <ul className="divide-y divide-line">{items.filter(({ state }) => all || state === 'open').map((each) => <InvitationRow key={each.id} invitation={each} onWithdraw={() => { setWithdrawing(each); }} />)}</ul>
            {closed > 0 && !all && <Button look="quiet" onClick={() => { setAll(true); }}>{t('showAll', { count: closed })}</Button>}
          </>
        );
      }}</Loaded>
      {inviting && <InviteDialog onClose={() => { setInviting(false); }} />}
      <Confirm open={withdrawing !== undefined} onClose={() => { setWithdrawing(undefined); }} title={t('withdraw')} action={t('withdraw')} danger onConfirm={async () => { if (withdrawing) await withdraw.mutateAsync({ path: { id: withdrawing.id } }); }}><p>{t('withdrawText')}</p></Confirm>
    </Card>
  );
}
