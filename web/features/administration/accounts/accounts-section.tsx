/** Accounts: who, with which role, disabled or not, and what an administrator does for somebody locked out. */
import { useDeferredValue, useState } from 'react';
import { useList } from '#lib/api.ts';
import { date, fromNow } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { TextField } from '#ui/fields.tsx';
import { Menu } from '#ui/menu.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { AccountDialogs, type Account, type AccountAction } from './account-dialogs.tsx';
import { useWords } from './words.ts';

function AccountRow({ account, self, onAction }: { account: Account; self: boolean; onAction(action: AccountAction): void }) {
  const t = useWords();
  const { name, email, role, secondFactor, disabled, lastSignInAt, createdAt } = account;
  const roles = ([['personal', 'makePersonal'], ['enterprise', 'makeEnterprise'], ['admin', 'makeAdmin']] as const).filter(([each]) => each !== role);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-3">
      <div className="min-w-0 grow basis-44">
        <p className="flex flex-wrap items-center gap-2 font-medium"><span dir="auto">{name}</span>{self && <Badge tone="info">{t('you')}</Badge>}{disabled && <Badge tone="danger">{t('disabled')}</Badge>}{secondFactor && <Badge tone="success">{t('secondFactor')}</Badge>}</p>
        <p className="text-muted">{email}</p>
        <p className="text-xs text-muted">{lastSignInAt === null ? t('neverSignedIn') : t('lastSignIn', { at: fromNow(lastSignInAt) })} · {t('since', { at: date(createdAt) })}</p>
      </div>
      <div className="ml-auto flex items-center gap-2">
        <span>{t(`role_${role}`)}</span>
        <Menu
          label={t('actions', { name })}
          actions={[
            ...roles.map(([to, word]) => ({ label: t(word), run: () => { onAction({ kind: 'role', account, role: to }); } })),
            { label: t('link'), run: () => { onAction({ kind: 'link', account }); } },
            { label: t('reset'), danger: true, run: () => { onAction({ kind: 'reset', account }); } },
            disabled ? { label: t('enable'), run: () => { onAction({ kind: 'enable', account }); } } : { label: t('disable'), danger: true, disabled: self, run: () => { onAction({ kind: 'disable', account }); } },
          ]}
        />
      </div>
    </div>
  );
}

export function AccountsSection() {
  const t = useWords();
  const me = useMe();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const asked = useList('listAccounts', { query: { limit: 100, ...(wanted !== '' && { text: wanted }) } });
  const [action, setAction] = useState<AccountAction>();
  const more = (): void => { if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage(); };
  return (
    <Card title={t('accounts')}>
      <p className="mb-3 text-muted">{t('accountsText')}</p>
      <TextField type="search" label={t('search')} maxLength={254} value={text} onChange={({ target }) => { setText(target.value); }} />
      <div className="mt-2">
        <Loaded asked={asked}>{() => (asked.items.length === 0
          ? <p role="status" className="py-3">{t('none')}</p>
          : <VirtualGrid items={asked.items} label={t('accounts')} keyOf={({ id }) => id} columnWidth={0} rowHeight={84} gap={0} onEnd={more}>{(account) => <AccountRow account={account} self={account.id === me?.account.id} onAction={setAction} />}</VirtualGrid>)}</Loaded>
        {asked.hasNextPage && <Button className="mt-2" busy={asked.isFetchingNextPage} onClick={more}>{t('more')}</Button>}
      </div>
      {action && <AccountDialogs action={action} self={action.account.id === me?.account.id} onClose={() => { setAction(undefined); }} />}
    </Card>
  );
}
