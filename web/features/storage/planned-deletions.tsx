/** What will be deleted because nobody confirms it, counted down. */
import { ClockIcon, TrashIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct, useAsk } from '#lib/api.ts';
import { bytes, dateTime, duration, number } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { useNow } from '#features/machines/index.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Card, type Tone } from '#ui/surface.tsx';
import { toast } from '#ui/toasts.tsx';
import { nearnessOf, rounded, tickOf, type Nearness } from './countdown.ts';
import { useWords } from './words.ts';

type Planned = components['schemas']['PlannedDeletion'];
const MOST = 200;
const TONES: Readonly<Record<Nearness, Tone>> = { due: 'danger', soon: 'danger', days: 'warning', later: 'neutral' };

function Row({ planned: { name, sizeBytes, deleteAt, postponed }, now, onDelete }: { planned: Planned; now: number; onDelete: (() => void) | undefined }) {
  const t = useWords();
  const left = new Date(deleteAt).getTime() - now;
  const near = nearnessOf(left);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2 last:border-0">
      <span className="min-w-0 grow basis-40"><span dir="auto" className="block truncate font-medium" title={name}>{name}</span><span className="numbers text-xs text-muted">{bytes(sizeBytes)}</span></span>
      {postponed ? <Badge tone="info">{t('postponed')}</Badge> : <Badge tone={TONES[near]} className="numbers"><ClockIcon className="size-4" aria-hidden /><time dateTime={deleteAt} title={dateTime(deleteAt)}>{t(`left_${near}`, { time: duration(rounded(left)) })}</time></Badge>}
      {onDelete && <Button look="quiet" icon={TrashIcon} aria-label={t('deleteNowOf', { name })} disabled={postponed} onClick={onDelete}>{t('deleteNow')}</Button>}
    </li>
  );
}

function List({ items, onDelete }: { items: readonly Planned[]; onDelete: ((planned: Planned) => void) | undefined }) {
  const t = useWords();
  const soonest = Math.min(...items.map(({ remainingMs }) => remainingMs));
  const now = useNow(tickOf(soonest));
  return (
    <>
      <ul className="max-h-96 overflow-y-auto" tabIndex={0} aria-label={t('planned')}>{items.map((planned) => <Row key={planned.mediaId} planned={planned} now={now} onDelete={onDelete && (() => { onDelete(planned); })} />)}</ul>
      {items.length >= MOST && <p className="pt-2 text-xs text-muted">{t('plannedShown', { shown: number(MOST) })}</p>}
    </>
  );
}

export function PlannedDeletions({ retentionDays }: { retentionDays: number | undefined }) {
  const t = useWords();
  const may = new Set<string>(useMe()?.permissions);
  const asked = useAsk('listPlannedDeletions', { query: { limit: MOST } }, { everyMs: 60_000 });
  const remove = useAct('deleteMedium', ['listPlannedDeletions', 'getStorageStatus', 'listStorageLog', 'listMedia']);
  const [leaving, setLeaving] = useState<Planned>();
  const run = async (planned: Planned): Promise<void> => {
    await remove.mutateAsync({ path: { mediaId: planned.mediaId } });
    toast(t('deleted', { name: planned.name }), { tone: 'success' });
  };
  return (
    <Card title={t('planned')} actions={may.has('workspace:manage') && <ButtonLink to="/settings/privacy">{t('keepLonger')}</ButtonLink>}>
      {retentionDays !== undefined && <p className="mb-2 text-muted">{t('plannedText', { days: number(retentionDays) })}</p>}
      <Loaded asked={asked}>{({ items }) => (items.length === 0 ? <p>{t('noPlanned')}</p> : <List items={items} onDelete={may.has('media:write') ? setLeaving : undefined} />)}</Loaded>
      {leaving && <Confirm open danger title={t('deleteTitle', { name: leaving.name })} action={t('deleteAction')} onClose={() => { setLeaving(undefined); }} onConfirm={() => run(leaving)}><p>{t('deleteText')}</p></Confirm>}
    </Card>
  );
}
