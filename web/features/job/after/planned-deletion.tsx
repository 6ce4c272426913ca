/** When media of the job are deleted by themselves because nobody completes it, counted down (UID-08). */
import { ClockIcon } from '@heroicons/react/24/outline';
import { Link } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { dateTime, duration, number } from '#lib/format.ts';
import { Card } from '#ui/surface.tsx';
import { useNow } from '#features/machines/index.ts';
import type { Job } from '../running/run-cells.ts';
import { useCompletionWords } from './completion-words.ts';

const SHOWN = 5;
const MOST = 1_000;
/** The largest units alone are shown, so that each second matters only at the end. */
const EVERY_MS = 1_000;

export function PlannedDeletion({ job }: { job: Job }) {
  const t = useCompletionWords();
  const now = useNow(EVERY_MS);
  const { data } = useAsk('listPlannedDeletions', { query: { limit: MOST } }, { staleMs: 60_000 });
  const ids = new Set(job.media.map(({ mediaId }) => mediaId));
  const planned = data?.items.filter(({ mediaId }) => ids.has(mediaId)) ?? [];
  const [first] = planned;
  if (!first) return null;
  const leftOf = (deleteAt: string): string => duration(Math.max(0, new Date(deleteAt).getTime() - now));
  return (
    <Card title={t('planned')}>
      <p className="flex gap-2"><ClockIcon className="size-5 shrink-0 text-warning-ink" aria-hidden /><span>{t('plannedText')} <Link className="text-link underline" to="/storage">{t('toStorage')}</Link></span></p>
      <ul className="numbers mt-2 flex flex-col gap-1">
        {planned.slice(0, SHOWN).map(({ mediaId, name, deleteAt, postponed }) => <li key={mediaId} title={dateTime(deleteAt)}><span dir="auto">{t('plannedIn', { name, time: leftOf(deleteAt) })}</span>{postponed && <span className="text-muted"> · {t('postponed')}</span>}</li>)}
        {planned.length > SHOWN && <li className="text-muted">{t('plannedMore', { count: planned.length - SHOWN, shown: number(planned.length - SHOWN) })}</li>}
      </ul>
    </Card>
  );
}
