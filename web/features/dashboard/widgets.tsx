/** What the dashboard can show; each asks the API for its own part. */
import { QueueListIcon } from '@heroicons/react/24/outline';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { JobCard } from '#features/jobs/index.ts';
import { useAsk, useList } from '#lib/api.ts';
import { bytes, fromNow, number, usd } from '#lib/format.ts';
import { classes } from '#ui/class-names.ts';
import { MediaPicture } from '#ui/media-picture.tsx';
import { Empty, Loaded } from '#ui/notes.tsx';
import { Facts, Progress, Skeleton } from '#ui/surface.tsx';
import type { WidgetId } from './layout.ts';
import { useWords } from './words.ts';

const MOST_JOBS = 9;
const MOST_MEDIA = 12;
const MOST_RESULTS = 8;

/** A list with a cursor as `Loaded` takes it. */
const listed = <Item,>(list: { data?: unknown; items: Item[]; error: unknown; isPending: boolean; refetch(): unknown }): { data: Item[] | undefined; error: unknown; isPending: boolean; refetch(): unknown } => ({ data: list.data === undefined ? undefined : list.items, error: list.error, isPending: list.isPending, refetch: () => list.refetch() });

function Queue() {
  const t = useWords();
  const jobs = useList('listJobs', { query: { state: ['preparing', 'ready', 'queued', 'analysing', 'paused', 'awaiting_review', 'failed', 'held'], sort: 'changed', limit: MOST_JOBS } });
  return (
    <Loaded asked={listed(jobs)} skeleton={<Skeleton className="h-40" />}>{(items) => (items.length === 0
      ? <Empty icon={QueueListIcon} title={t('noJobs')}>{t('noJobsText')}</Empty>
      : <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,17rem),1fr))] gap-3">{items.slice(0, MOST_JOBS).map((job) => <li key={job.id} className="min-w-0"><JobCard job={job} /></li>)}</ul>
    )}</Loaded>
  );
}

function NewMedia() {
  const t = useWords();
  const media = useList('listMedia', { query: { limit: MOST_MEDIA } });
  return (
    <Loaded asked={listed(media)} skeleton={<Skeleton className="h-32" />}>{(items) => (items.length === 0 ? <p className="text-muted">{t('noMedia')}</p> : (
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,1fr))] gap-3">
        {items.slice(0, MOST_MEDIA).map((item) => (
          <li key={item.id} className="min-w-0">
            <div className="relative aspect-video"><MediaPicture item={item} sizes="140px" /></div>
            <Link to={`/media?medium=${encodeURIComponent(item.id)}`} dir="auto" title={item.name} className="touch block truncate pt-1 text-link hover:underline">{item.name}</Link>
          </li>
        ))}
      </ul>
    ))}</Loaded>
  );
}

function NewResults() {
  const t = useWords();
  const results = useList('listResults', { query: { limit: MOST_RESULTS } });
  return (
    <Loaded asked={listed(results)} skeleton={<Skeleton className="h-32" />}>{(items) => (items.length === 0 ? <p className="text-muted">{t('noResults')}</p> : (
      <ul className="divide-y divide-line">
        {items.slice(0, MOST_RESULTS).map(({ jobId, mediaId, fileName, jobName, observations, updatedAt }) => (
          <li key={`${jobId}/${mediaId}`} className="flex items-baseline justify-between gap-3 py-2">
            <span className="min-w-0"><Link to={`/jobs/${jobId}/media/${encodeURIComponent(mediaId)}`} dir="auto" className="touch block truncate text-link hover:underline" title={fileName}>{fileName ?? mediaId}</Link><span dir="auto" className="block truncate text-xs text-muted">{jobName}</span></span>
            <span className="numbers shrink-0 text-right text-xs text-muted"><span className="block">{t('found', { count: observations })}</span>{updatedAt !== undefined && <time dateTime={updatedAt}>{fromNow(updatedAt)}</time>}</span>
          </li>
        ))}
      </ul>
    ))}</Loaded>
  );
}

function Storage() {
  const t = useWords();
  const status = useAsk('getStorageStatus', {}, { staleMs: 30_000 });
  return (
    <Loaded asked={status}>{({ workspace, capacity, alert }) => (
      <div className="flex flex-col gap-3">
        <p><span className="numbers text-xl font-semibold">{bytes(workspace.storedBytes + workspace.pictureBytes)}</span> <span className="numbers text-muted">{t('mediaCount', { count: workspace.mediaCount })}</span></p>
        {capacity && <><Progress label={t('usedShare')} value={capacity.usedShare} tone={alert === 'critical' ? 'danger' : alert === 'warning' ? 'warning' : 'primary'} /><p className="numbers text-muted">{t('free', { free: bytes(capacity.freeBytes), total: bytes(capacity.totalBytes) })}</p></>}
        {alert !== 'none' && <p className={classes('font-medium', alert === 'critical' ? 'text-danger-ink' : 'text-warning-ink')}>{t(`alert_${alert}`)}</p>}
        <Facts rows={[[t('pictures'), bytes(workspace.pictureBytes)], ...(workspace.uploadCount > 0 ? [[t('onTheWay'), `${number(workspace.uploadCount)} (${bytes(workspace.uploadBytes)})`] as const] : [])]} />
      </div>
    )}</Loaded>
  );
}

function Costs() {
  const t = useWords();
  const costs = useAsk('getCosts', { query: { days: 31 } }, { staleMs: 30_000 });
  return (
    <Loaded asked={costs}>{({ month, today, usdPerMinute, days }) => (
      <div className="flex flex-col gap-3">
        <p><span className="numbers text-xl font-semibold">{usd(month.spentUsd)}</span> <span className="numbers text-muted">{month.usd > 0 ? t('ofCap', { cap: usd(month.usd) }) : t('noCap')}</span></p>
        {month.usd > 0 && <Progress label={t('month')} value={month.spentUsd / month.usd} tone={month.spentUsd >= month.usd ? 'danger' : month.spentUsd >= month.usd * 0.8 ? 'warning' : 'primary'} />}
        <Facts rows={[[t('spentToday'), usd(today.spentUsd)], ...(usdPerMinute > 0 ? [[t('perMinute'), <span key="rate" className="font-medium text-cost-ink">{t('perMinuteValue', { usd: usd(usdPerMinute) })}</span>] as const] : [])]} />
        {days.length === 0 && <p className="text-muted">{t('noMachines')}</p>}
      </div>
    )}</Loaded>
  );
}

export interface Widget {
  body(): ReactNode;
  /** Where all of it is. */
  to: string;
  needs: string;
  /** Takes the whole width. */
  wide: boolean;
}

export const WIDGET_PARTS: Readonly<Record<WidgetId, Widget>> = {
  queue: { body: () => <Queue />, to: '/jobs', needs: 'jobs:read', wide: true },
  media: { body: () => <NewMedia />, to: '/media', needs: 'media:read', wide: false },
  results: { body: () => <NewResults />, to: '/findings', needs: 'results:read', wide: false },
  storage: { body: () => <Storage />, to: '/storage', needs: 'media:read', wide: false },
  costs: { body: () => <Costs />, to: '/machines', needs: 'jobs:read', wide: false },
};
