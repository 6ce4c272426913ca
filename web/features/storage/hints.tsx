/** What could be freed, and how: only what is so. */
import type { components } from '@aima/contract/client';
import { LightBulbIcon } from '@heroicons/react/24/outline';
import { Link } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { bytes, number } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

const MOST = 500;
interface Hint { id: string; text: string; to?: string; way?: string }

export function Hints({ status, retentionDays }: { status: components['schemas']['StorageStatus']; retentionDays: number | undefined }) {
  const t = useWords();
  const may = new Set<string>(useMe()?.permissions);
  const loose = useAsk('listMedia', { query: { ungrouped: 'true', sort: 'largest', limit: MOST } }).data;
  const review = useAsk('listJobs', { query: { state: ['awaiting_review'], limit: MOST } }, { enabled: may.has('jobs:read') }).data;
  const looseBytes = loose?.items.reduce((sum, { storedBytes }) => sum + storedBytes, 0) ?? 0;
  const hints: Hint[] = [];
  if (loose && loose.items.length > 0) {
    const [count, shown, size] = [loose.items.length, number(loose.items.length), bytes(looseBytes)];
    hints.push({ id: 'loose', text: loose.next === undefined ? t('hintLoose', { count, shown, size }) : t('hintLooseMore', { shown, size }), to: '/media', way: t('toMedia') });
  }
  if (review && review.items.length > 0) hints.push({ id: 'review', text: t('hintReview', { count: review.items.length, shown: number(review.items.length) }), to: '/jobs?state=awaiting_review', way: t('toJobs') });
  if (status.workspace.uploadBytes > 0) hints.push({ id: 'uploads', text: t('hintUploads', { size: bytes(status.workspace.uploadBytes) }) });
  if (retentionDays !== undefined && retentionDays > 1 && status.workspace.mediaCount > 0 && may.has('workspace:manage')) hints.push({ id: 'retention', text: t('hintRetention', { days: number(retentionDays) }), to: '/settings/privacy', way: t('toRetention') });
  return (
    <Card title={t('hints')}>
      {hints.length === 0 ? <p className="text-muted">{t('hintFree')}</p> : (
        <ul className="flex flex-col gap-3">
          {hints.map(({ id, text, to, way }) => (
            <li key={id} className="flex gap-2"><LightBulbIcon className="size-5 shrink-0 text-warning-ink" aria-hidden /><span>{text} {to !== undefined && <Link className="text-link underline" to={to}>{way}</Link>}</span></li>
          ))}
        </ul>
      )}
    </Card>
  );
}
