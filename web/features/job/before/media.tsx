/** The media of a job before its start: pictures and facts; more come in, some go out again. */
import { FilmIcon, PlusIcon, XMarkIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct, useList } from '#lib/api.ts';
import { bytes, clock, number } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { MediaPicture, type MediaItem } from '#ui/media-picture.tsx';
import { Empty } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { AddMedia } from './add-media.tsx';
import { useWords } from './words.ts';

type Job = components['schemas']['AnalysisJobDetail'];
type JobMedium = components['schemas']['JobMedium'];

const FEW = 12;
const MOST = 200;

/** `Film · 0:30 · 640 × 360 · 3.1 MB` */
function Facts({ medium, item }: { medium: JobMedium; item: MediaItem | undefined }) {
  const t = useWords();
  const { kind, durationMs, sizeBytes } = medium;
  const { width, height } = item?.facts ?? {};
  const known = kind === 'video' || kind === 'image' || kind === 'audio' ? t(`kind_${kind}`) : undefined;
  const facts = [known, durationMs > 0 && clock(durationMs), width !== undefined && height !== undefined && `${width} × ${height}`, bytes(sizeBytes)].filter((fact) => typeof fact === 'string');
  return <p className="numbers text-xs text-muted">{facts.join(' · ')}{medium.mediaState === 'stored' ? known === undefined && <> · {t('stillRead')}</> : <strong className="block text-danger-ink">{t('wipedMedium')}</strong>}</p>;
}

function Medium({ medium, item, onRemove }: { medium: JobMedium; item: MediaItem | undefined; onRemove: (() => void) | undefined }) {
  const t = useWords();
  return (
    <li className="flex min-w-0 flex-col gap-1">
      <div className="relative aspect-video">
        {item ? <MediaPicture item={item} /> : <span className="absolute inset-0 flex items-center justify-center rounded-md bg-ink/5"><FilmIcon className="size-8 text-muted" aria-hidden /></span>}
        {onRemove && <IconButton label={`${t('remove')}: ${medium.fileName}`} icon={XMarkIcon} onClick={onRemove} className="absolute left-1 top-1 z-10 bg-raised/90 px-1.5! py-1.5! shadow-sm" />}
      </div>
      <p dir="auto" className="line-clamp-2 text-sm font-medium" title={medium.fileName}>{medium.fileName}</p>
      <Facts medium={medium} item={item} />
    </li>
  );
}

function useRemove(jobId: string): (medium: JobMedium) => void {
  const t = useWords();
  const remove = useAct('removeJobMedium', ['getJob', 'listJobs', 'listMedia', 'listJobMedia']);
  const add = useAct('addJobMedia', ['getJob', 'listJobs', 'listMedia', 'listJobMedia']);
  return ({ mediaId, mediaState }) => {
    const undo = { label: t('undo'), run: () => { add.mutate({ path: { jobId }, body: { mediaIds: [mediaId] } }, { onError: toastProblem }); } };
    remove.mutate({ path: { jobId, mediaId } }, { onSuccess: () => { toast(t('removed'), mediaState === 'stored' ? { action: undo } : {}); }, onError: toastProblem });
  };
}

export function JobMedia({ job }: { job: Job }) {
  const t = useWords();
  const permissions = useMe()?.permissions ?? [];
  const mayWrite = permissions.includes('jobs:write');
  const [whole, setWhole] = useState(false);
  const [adding, setAdding] = useState(false);
  const rest = useList('listJobMedia', { path: { jobId: job.id }, query: { limit: MOST } }, { enabled: whole && job.mediaNext !== undefined });
  const items = useList('listMedia', { query: { jobId: job.id, limit: MOST } }, { enabled: permissions.includes('media:read') });
  const remove = useRemove(job.id);
  const all = whole && job.mediaNext !== undefined && rest.items.length > 0 ? rest.items : job.media;
  const byId = new Map(items.items.map((item) => [item.id, item]));
  const shown = whole ? all : all.slice(0, FEW);
  const showMore = (): void => {
    if (!whole) setWhole(true);
    else void Promise.all([rest.fetchNextPage(), items.hasNextPage && items.fetchNextPage()]);
  };
  return (
    <Card title={`${t('media')} (${number(job.mediaCount)})`} actions={mayWrite && job.mediaCount > 0 && <Button icon={PlusIcon} onClick={() => { setAdding(true); }}>{t('add')}</Button>}>
      {job.mediaCount === 0
        ? <Empty icon={FilmIcon} title={t('noMedia')} action={mayWrite && <Button look="primary" icon={PlusIcon} onClick={() => { setAdding(true); }}>{t('add')}</Button>}>{t('noMediaText')}</Empty>
        : <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">{shown.map((medium) => <Medium key={medium.mediaId} medium={medium} item={byId.get(medium.mediaId)} onRemove={mayWrite ? () => { remove(medium); } : undefined} />)}</ul>}
      {job.mediaCount > FEW && (
        <div className="mt-3 flex flex-wrap gap-2">
          {shown.length < job.mediaCount && <Button look="quiet" busy={rest.isFetching} onClick={showMore}>{whole ? t('addMore') : t('showAll', { count: number(job.mediaCount) })}</Button>}
          {whole && <Button look="quiet" onClick={() => { setWhole(false); }}>{t('showFewer')}</Button>}
        </div>
      )}
      {adding && <AddMedia jobId={job.id} onClose={() => { setAdding(false); }} />}
    </Card>
  );
}
