/** What was stored and deleted, when and why. */
import type { components } from '@aima/contract/client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useList } from '#lib/api.ts';
import { bytes, dateTime } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import type { Translate } from '#lib/words.ts';
import { SelectField } from '#ui/fields.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { Badge, Card, Skeleton, type Tone } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { useWords } from './words.ts';

type Entry = components['schemas']['StorageLogEntry'];
const TONES: Readonly<Record<string, Tone>> = { stored: 'success', refused: 'warning', expired: 'neutral', key_destroyed: 'danger', wiped: 'danger', pictures_made: 'neutral', pictures_removed: 'warning' };
const ACTIONS = ['stored', 'refused', 'expired', 'key_destroyed', 'wiped', 'pictures_made', 'pictures_removed'] as const;
const REASONS = ['upload', 'import', 'preview', 'held', 'abandoned', 'cancelled', 'deleted', 'retention', 'confirmed'] as const;

/** A word that the page does not know yet is shown as it is. */
const known = <Word extends string>(words: readonly Word[], word: string): Word | undefined => words.find((each) => each === word);

function whoOf(actor: string, me: string | undefined): 'by_you' | 'by_person' | 'by_key' | 'by_system' {
  const [kind = '', id] = actor.split(':');
  return kind === 'user' ? (id === me ? 'by_you' : 'by_person') : kind === 'api_key' ? 'by_key' : 'by_system';
}

function Row({ entry: { at, action, reason, actor, bytes: size, objectId }, t, me }: { entry: Entry; t: ReturnType<typeof useWords> & Translate<Record<string, string>>; me: string | undefined }) {
  const [knownAction, knownReason] = [known(ACTIONS, action), known(REASONS, reason)];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-1 border-b border-line py-2 sm:grid-cols-[10rem_11rem_minmax(0,1fr)_6rem]">
      <time dateTime={at} className="numbers text-muted">{dateTime(at)}</time>
      <span className="max-sm:row-start-2"><Badge tone={TONES[action] ?? 'neutral'}>{knownAction ? t(`action_${knownAction}`) : action}</Badge></span>
      <span className="min-w-0 max-sm:col-span-2">{knownReason ? t(`reason_${knownReason}`) : reason}, {t('by', { who: t(whoOf(actor, me)) })} <span className="font-mono text-xs text-muted" title={objectId}>{objectId.slice(0, 14)}</span></span>
      <span className="numbers text-right max-sm:col-start-2 max-sm:row-start-1">{bytes(size)}</span>
    </div>
  );
}

export function StorageLog() {
  const t = useWords();
  const me = useMe()?.account.id;
  const [action, setAction] = useState('');
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage, isPending, error, refetch } = useList('listStorageLog', { query: { limit: 200 } });
  const shown = useMemo(() => (action === '' ? items : items.filter((entry) => entry.action === action)), [items, action]);
  const more = useCallback(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // What fits may only stand further back.
  useEffect(() => { if (shown.length === 0) more(); }, [shown.length, more]);
  return (
    <Card title={t('log')} actions={<SelectField label={t('show')} value={action} onChange={({ currentTarget }) => { setAction(currentTarget.value); }} options={[{ value: '', label: t('all') }, ...ACTIONS.map((value) => ({ value, label: t(`action_${value}`) }))]} />}>
      <p className="mb-2 text-muted">{t('logText')}</p>
      {error && items.length === 0 ? <ProblemNote error={error} onRetry={() => { void refetch(); }} /> : isPending || (shown.length === 0 && isFetchingNextPage) ? <Skeleton className="h-32" /> : shown.length === 0 ? <p>{t(items.length === 0 ? 'noLog' : 'noLogFits')}</p> : (
        <VirtualGrid items={shown} label={t('log')} keyOf={({ id }) => id} columnWidth={0} rowHeight={38} gap={0} onEnd={more} ahead={10}>{(entry) => <Row entry={entry} t={t} me={me} />}</VirtualGrid>
      )}
    </Card>
  );
}
