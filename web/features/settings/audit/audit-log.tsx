/** The audit log of a workspace, or of the installation: filtered, exported, verified. */
import { ArrowDownTrayIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAsk, useList } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { classes } from '#ui/class-names.ts';
import { Button } from '#ui/button.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { actionName } from './action-words.ts';
import { exportAddress, NO_FILTER, queryOf, type AuditScope } from './audit-filter.ts';
import { FilterFields } from './filter-fields.tsx';
import { Verification } from './verification.tsx';
import { useWords } from './words.ts';

type Entry = components['schemas']['AuditEntry'];

/** Names of those whom one may know of; all others keep their id. */
function useActorName(scope: AuditScope): { names: ReadonlyMap<string, string>; nameOf(actor: string): string } {
  const t = useWords();
  const me = useMe();
  const members = useAsk('listMembers', {}, { enabled: scope === 'workspace', staleMs: 60_000 }).data?.items ?? [];
  const accounts = useAsk('listAccounts', { query: { limit: 500 } }, { enabled: scope === 'system', staleMs: 60_000 }).data?.items ?? [];
  const names = new Map<string, string>([...members.map(({ userId, name }) => [`user:${userId}`, name] as const), ...accounts.map(({ id, name }) => [`user:${id}`, name] as const)]);
  return {
    names,
    nameOf(actor) {
      if (me && actor === `user:${me.account.id}`) return t('you');
      const [kind, id = ''] = actor.split(':', 2);
      return names.get(actor) ?? (kind === 'user' ? t('user', { id: id.slice(0, 8) }) : kind === 'api_key' ? t('key', { id: id.slice(0, 8) }) : t('systemActor', { part: id === '' ? actor : id }));
    },
  };
}

function EntryRow({ entry: { seq, at, actor, action, objectType, objectId, details, hash }, name }: { entry: Entry; name: string }) {
  const t = useWords();
  const facts = Object.entries(details);
  return (
    <div className="border-b border-line py-2">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4"><span className="font-medium">{actionName(action)}</span><span className="numbers text-muted">{dateTime(at)}</span></p>
      <p className="text-muted"><span dir="auto" className="text-ink" title={actor}>{name}</span> · {objectType} <code className="text-xs">{objectId}</code></p>
      {facts.length > 0 && <p className="text-xs text-muted">{facts.map(([key, value]) => `${key}: ${String(value)}`).join(' · ')}</p>}
      <p className="truncate text-xs text-muted" title={hash}>{t('entry', { seq })} · <code>{hash.slice(0, 16)}…</code></p>
    </div>
  );
}

export function AuditLog({ scope }: { scope: AuditScope }) {
  const t = useWords();
  const [filter, setFilter] = useState(NO_FILTER);
  const { names, nameOf } = useActorName(scope);
  const asked = useList(scope === 'system' ? 'listSystemAudit' : 'listAudit', { query: { limit: 100, ...queryOf(filter) } });
  const more = (): void => { if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage(); };
  return (
    <>
      <Card title={t(scope === 'system' ? 'system' : 'log')} actions={<a href={exportAddress(scope, filter)} download={`aima-${scope}-log.ndjson`} title={t('exportHint')} className="touch inline-flex items-center gap-2 rounded-md border border-edge bg-raised px-3 py-2 font-medium shadow-sm hover:bg-canvas"><ArrowDownTrayIcon className="size-5" aria-hidden />{t('export')}</a>}>
        <p className="mb-3 text-muted">{t(scope === 'system' ? 'systemText' : 'logText')}</p>
        <FilterFields filter={filter} people={names} onChange={setFilter} />
        <div className={classes('mt-3', asked.isPlaceholderData && 'opacity-60')}>
          <Loaded asked={asked}>{() => (asked.items.length === 0
            ? <p role="status">{t('empty')}</p>
            : <VirtualGrid items={asked.items} label={t('entries')} keyOf={({ seq }) => String(seq)} columnWidth={0} rowHeight={88} gap={0} onEnd={more}>{(entry) => <EntryRow entry={entry} name={nameOf(entry.actor)} />}</VirtualGrid>)}</Loaded>
          {asked.hasNextPage && <Button className="mt-2" busy={asked.isFetchingNextPage} onClick={more}>{t('loadingMore')}</Button>}
        </div>
      </Card>
      <Verification scope={scope} />
    </>
  );
}
