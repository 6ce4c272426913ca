/** Who belongs to the workspace, and as what. */
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct, useAsk } from '#lib/api.ts';
import { date } from '#lib/format.ts';
import type { Me } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { useWords } from './words.ts';

type Member = components['schemas']['Member'];
type Role = Member['role'];

const ROLES: readonly Role[] = ['owner', 'editor', 'viewer'];

/** `own`: the workspace is the account's own, which nobody leaves. */
interface RowProps { member: Member; self: boolean; own: boolean; manages: boolean; busy: boolean; onRole(role: Role): void; onRemove(): void }

function MemberRow({ member: { name, email, role, since }, self, own, manages, busy, onRole, onRemove }: RowProps) {
  const t = useWords();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 grow basis-56">
        <p className="flex flex-wrap items-center gap-2 font-medium"><span dir="auto">{name}</span>{self && <Badge tone="info">{t('you')}</Badge>}</p>
        <p className="text-muted">{email} · {t('since', { at: date(since) })}</p>
      </div>
      {manages
        ? <select aria-label={t('changeRole', { name })} disabled={busy} value={role} className="rounded-md border border-edge bg-surface px-3 py-2 text-ink" onChange={({ target }) => { onRole(ROLES.find((each) => each === target.value) ?? role); }}>{ROLES.map((each) => <option key={each} value={each}>{t(`role_${each}`)}</option>)}</select>
        : <span>{t(`role_${role}`)}</span>}
      {(manages || self) && !(self && own) && <Button disabled={busy} aria-label={self ? t('leave') : t('removeLong', { name })} onClick={onRemove}>{self ? t('leave') : t('remove')}</Button>}
    </li>
  );
}

/** Giving up one's own right, and taking people out, ask first. */
export function Members({ me, manages }: { me: Me; manages: boolean }) {
  const t = useWords();
  const asked = useAsk('listMembers', {});
  const change = useAct('changeMember', ['listMembers', 'getMe']);
  const remove = useAct('removeMember', ['listMembers', 'getMe', 'listApiKeys']);
  const [leaving, setLeaving] = useState<Member>();
  const [lowering, setLowering] = useState<{ member: Member; role: Role }>();
  const setRole = async ({ userId, name }: Member, role: Role): Promise<void> => {
    await change.mutateAsync({ path: { userId }, body: { role } });
    toast(t('roleChanged', { name, role: t(`role_${role}`) }), { tone: 'success' });
  };
  const own = me.workspaces.some(({ id, personal }) => id === me.workspaceId && personal);
  const isMe = (member: Member | undefined): boolean => member?.userId === me.account.id;
  return (
    <Card title={t('members')}>
      <Loaded asked={asked}>{({ items }) => (
        <ul className="divide-y divide-line">
          {items.map((member) => (
            <MemberRow
              key={member.userId} member={member} self={isMe(member)} own={own} manages={manages} busy={change.isPending} onRemove={() => { setLeaving(member); }}
              onRole={(role) => { if (isMe(member)) setLowering({ member, role }); else setRole(member, role).catch(toastProblem); }}
            />
          ))}
        </ul>
      )}</Loaded>
      <Confirm open={leaving !== undefined} onClose={() => { setLeaving(undefined); }} danger title={isMe(leaving) ? t('leave') : t('removeLong', { name: leaving?.name ?? '' })} action={isMe(leaving) ? t('leave') : t('remove')} onConfirm={async () => { if (leaving) await remove.mutateAsync({ path: { userId: leaving.userId } }); }}>
        <p dir="auto">{isMe(leaving) ? t('leaveText') : t('removeText', { name: leaving?.name ?? '' })}</p>
      </Confirm>
      <Confirm open={lowering !== undefined} onClose={() => { setLowering(undefined); }} danger title={t('lowerSelf')} action={t('lowerSelfAction')} onConfirm={async () => { if (lowering) await setRole(lowering.member, lowering.role); }}><p>{t('lowerSelfText')}</p></Confirm>
    </Card>
  );
}
