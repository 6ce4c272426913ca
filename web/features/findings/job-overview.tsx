/** A job's findings brought together: what it shows in words, when most was found, its scenes, the order of its photos, and everything as files. */
import { ArrowDownTrayIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call, useAsk } from '#lib/api.ts';
import { clock } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { useLanguage } from '#lib/words.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { ActivityCurve } from './activity-curve.tsx';
import { useWords } from './words.ts';

type Activity = components['schemas']['JobActivity'];
type Medium = Activity['items'][number];
/** As many as the API tells of. */
const MOST_MEDIA = 100;
/** As of which the server tells an order. */
const FEWEST_PHOTOS = 3;

function Scenes({ jobId, medium: { mediaId, scenes } }: { jobId: string; medium: Medium }) {
  const t = useWords();
  if (scenes.length === 0) return null;
  return (
    <details>
      <summary className="text-muted">{t('scenes')} ({scenes.length})</summary>
      <ol className="flex flex-col gap-1 pt-2">
        {scenes.map(({ startMs, endMs, sentence }) => (
          <li key={startMs} className="grid grid-cols-[8rem_1fr] gap-2"><Link className="numbers text-link hover:underline" to={`/jobs/${jobId}/media/${encodeURIComponent(mediaId)}?t=${startMs}`}>{clock(startMs)}–{clock(endMs)}</Link><span dir="auto">{sentence}</span></li>
        ))}
      </ol>
    </details>
  );
}

function Times({ jobId, items }: { jobId: string; items: readonly Medium[] }) {
  const t = useWords();
  const timed = items.filter(({ counts }) => counts.length > 0);
  return (
    <section className="flex flex-col gap-3">
      <h3>{t('activity')}</h3>
      {timed.length === 0 && <p className="text-muted">{t('noTimes')}</p>}
      {timed.map((medium) => (
        <div key={medium.mediaId} className="flex flex-col gap-1"><ActivityCurve name={medium.fileName ?? t('unnamed')} counts={medium.counts} durationMs={medium.durationMs} /><Scenes jobId={jobId} medium={medium} /></div>
      ))}
      {items.length >= MOST_MEDIA && <p className="text-muted">{t('mostMedia', { count: MOST_MEDIA })}</p>}
    </section>
  );
}

/** Order as names and cameras' clocks tell it. */
function Photos({ jobId, photos }: { jobId: string; photos: readonly Medium[] }) {
  const t = useWords();
  const language = useLanguage();
  const mediaIds = photos.map(({ mediaId }) => mediaId);
  const groups = useQuery({ queryKey: ['order of photos', jobId], queryFn: () => call('proposeGroups', { body: { mediaIds } }), retry: false });
  const names = new Map(photos.map(({ mediaId, fileName }) => [mediaId, fileName ?? t('unnamed')]));
  return (
    <section className="flex flex-col gap-2">
      <h3>{t('order')}</h3>
      <p className="text-muted">{t('orderText')}</p>
      <Loaded asked={groups} skeleton={<Skeleton className="h-16" />}>
        {({ items }) => (items.length === 0 ? <p>{t('noOrder')}</p> : items.map(({ name, mediaIds: ordered, because }) => (
          <div key={`${name}${ordered[0] ?? ''}`} className="flex flex-col gap-1">
            <p dir="auto">{because[language]}</p>
            <ol className="flex list-none flex-wrap gap-2">{ordered.map((id, i) => <li key={id}><Link dir="auto" className="inline-block max-w-48 truncate rounded-md border border-line px-2 py-1 hover:bg-ink/5" title={t('place', { number: i + 1, name: names.get(id) ?? id })} to={`/jobs/${jobId}/media/${encodeURIComponent(id)}`}><span className="numbers text-muted">{i + 1}</span> {names.get(id) ?? id}</Link></li>)}</ol>
          </div>
        )))}
      </Loaded>
    </section>
  );
}

function Story({ jobId }: { jobId: string }) {
  const asked = useAsk('getJobDocument', { path: { jobId } });
  return <Loaded asked={asked} skeleton={<Skeleton className="h-12" />}>{({ summary }) => <p dir="auto">{summary.text}</p>}</Loaded>;
}

export function JobOverview({ job: { id, name }, onClose }: { job: { id: string; name: string }; onClose(): void }) {
  const t = useWords();
  const mayReadMedia = useMe()?.permissions.includes('media:read') === true;
  const activity = useAsk('getJobActivity', { path: { jobId: id } });
  return (
    <Dialog open onClose={onClose} size="large" title={t('overview', { name })} footer={<ButtonLink to={`/jobs/${id}`}>{t('toJob')}</ButtonLink>}>
      <div className="flex flex-col gap-5">
        <Story jobId={id} />
        <Loaded asked={activity} skeleton={<Skeleton className="h-40" />}>
          {({ items }) => {
            const photos = items.filter(({ kind }) => kind === 'image');
            return <><Times jobId={id} items={items} />{photos.length >= FEWEST_PHOTOS && mayReadMedia && <Photos jobId={id} photos={photos} />}</>;
          }}
        </Loaded>
        <section className="flex flex-col gap-1">
          <h3>{t('whole')}</h3>
          <ul className="flex flex-wrap gap-4">
            {([['document', t('wholeDocument')], ['observations.ndjson', t('wholeLines')]] as const).map(([file, title]) => <li key={file}><a download className="touch inline-flex items-center gap-2 text-link hover:underline" href={`/api/v1/jobs/${id}/${file}`}><ArrowDownTrayIcon className="size-5" aria-hidden />{title}</a></li>)}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}
