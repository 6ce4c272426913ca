/** Keys with which programs use the workspace. */
import { KeyIcon, PlusIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct, useList } from '#lib/api.ts';
import { date, dateTime, fromNow } from '#lib/format.ts';
import { useMe, type Me } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Empty, Loaded } from '#ui/notes.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { PERMISSION_WORDS } from './permission-words.ts';
import { useWords } from './words.ts';

type ApiKey = components['schemas']['ApiKey'];

const hasEnded = ({ revokedAt, expiresAt }: ApiKey): boolean => revokedAt !== null || (expiresAt !== null && new Date(expiresAt).getTime() <= Date.now());

function KeyRow({ apiKey, me, onRevoke }: { apiKey: ApiKey; me: Me; onRevoke(): void }) {
  const t = useWords();
  const { name, ending, scopes, expiresAt, lastUsedAt, createdAt, revokedAt, userId } = apiKey;
  const ended = hasEnded(apiKey);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2 font-medium"><span dir="auto">{name}</span><code className="text-muted">{t('ending', { ending })}</code>{ended && <Badge tone="warning">{t(revokedAt === null ? 'expired' : 'revoked')}</Badge>}{userId !== me.account.id && <Badge>{t('byOther')}</Badge>}</p>
        <p>{scopes.map((scope) => t(PERMISSION_WORDS[scope])).join(' · ')}</p>
        <p className="text-muted">{t('madeAt', { at: date(createdAt) })} · {lastUsedAt === null ? t('neverUsed') : t('lastUsed', { at: fromNow(lastUsedAt) })} · {expiresAt === null ? t('noExpiry') : t('expires', { at: dateTime(expiresAt) })}</p>
      </div>
      {!ended && <Button aria-label={t('revokeLong', { name })} onClick={onRevoke}>{t('revoke')}</Button>}
    </li>
  );
}

function KeyList({ keys, me, onRevoke }: { keys: readonly ApiKey[]; me: Me; onRevoke(key: ApiKey): void }) {
  const t = useWords();
  const [all, setAll] = useState(false);
  const ended = keys.filter(hasEnded).length;
  return (
    <>
      <ul className="divide-y divide-line">{keys.filter((key) => all || !hasEnded(key)).map((key) => <KeyRow key={key.id} apiKey={key} me={me} onRevoke={() => { onRevoke(key); }} />)}</ul>
      {ended > 0 && !all && <Button look="quiet" onClick={() => { setAll(true); }}>{t('showClosed', { count: ended })}</Button>}
    </>
  );
}

export function ApiKeysSection() {
  const t = useWords();
  const me = useMe();
  const asked = useList('listApiKeys', { query: { limit: 100 } });
  const revoke = useAct('revokeApiKey', ['listApiKeys']);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  if (!me) return null;
  const make = <Button look="primary" icon={PlusIcon} onClick={() => { setMaking(true); }}>{t('make')}</Button>;
  return (
    <Card title={t('keys')} actions={asked.items.length > 0 && make}>
      <p className="mb-2 text-muted">{t('keysText')} <a className="text-link underline" href="/docs">{t('docs')}</a></p>
      <Loaded asked={asked}>{() => (asked.items.length === 0
        ? <Empty icon={KeyIcon} title={t('noKeys')} action={make}>{t('noKeysText')}</Empty>
        : <KeyList keys={asked.items} me={me} onRevoke={setRevoking} />)}</Loaded>
      {asked.hasNextPage && <Button busy={asked.isFetchingNextPage} onClick={() => { void asked.fetchNextPage(); }}>{t('more')}</Button>}
      {making && <NewKeyDialog mine={me.permissions} onClose={() => { setMaking(false); }} />}
      <Confirm open={revoking !== undefined} onClose={() => { setRevoking(undefined); }} danger title={t('revokeLong', { name: revoking?.name ?? '' })} action={t('revoke')} onConfirm={async () => { if (revoking) await revoke.mutateAsync({ path: { id: revoking.id } }); }}><p>{t('revokeText')}</p></Confirm>
    </Card>
  );
}
