/** What was found: most frequent labels, and each medium with its way into the player. */
import { useState } from 'react';
import { Link } from 'react-router';
import { useAsk, useList } from '#lib/api.ts';
import { findingLabel } from '#lib/finding-labels.ts';
import { bytes, clock, number } from '#lib/format.ts';
import { TextField } from '#ui/fields.tsx';
import { MediaPicture, type MediaItem } from '#ui/media-picture.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { playerLink } from '../running/first-findings.tsx';
import { countsOf, type Job, type JobMedium } from '../running/run-cells.ts';
import { AnalyzerName, StatusIcon } from '../running/run-status.tsx';
import { useWords } from './words.ts';

const PAGE = 500;
const MOST_LABELS = 14;
/** From so many media on one looks for one by its name. */
const FILTER_FROM = 8;

function Labels({ jobId }: { jobId: string }) {
  const t = useWords();
  const { data } = useAsk('countObservations', { path: { jobId }, query: {} });
  if (!data) return null;
  if (data.count === 0) return <p className="text-muted">{t('none')}</p>;
  return (
    <div className="flex flex-col gap-2">
      <p className="numbers text-lg font-semibold">{t('found', { count: data.count, shown: number(data.count) })}</p>
      {data.labels.length > 0 && (
        <div><p className="text-xs text-muted">{t('topLabels')}</p>
          <ul className="mt-1 flex flex-wrap gap-1.5">{data.labels.slice(0, MOST_LABELS).map(({ analyzer, label, count }) => <li key={`${analyzer} ${label}`}><Badge><span dir="auto">{findingLabel(label)}</span> <span className="numbers text-muted">{number(count)}</span></Badge></li>)}</ul>
        </div>
      )}
      <details><summary className="w-fit text-link pointer-coarse:py-3">{t('byAnalyzer')}</summary>
        <ul className="mt-2 grid gap-x-6 sm:grid-cols-2 lg:grid-cols-3">{data.analyzers.map(({ analyzer, count }) => <li key={analyzer} className="flex justify-between gap-3 border-b border-line py-1"><span className="min-w-0"><AnalyzerName name={analyzer} /></span><span className="numbers">{number(count)}</span></li>)}</ul>
      </details>
    </div>
  );
}

function MediumCard({ jobId, medium, item, found }: { jobId: string; medium: JobMedium; item: MediaItem | undefined; found: number | undefined }) {
  const t = useWords();
  const counts = countsOf(medium);
  const all = [...counts.values()].reduce((total, n) => total + n, 0);
  const wrong = (counts.get('failed') ?? 0) + (counts.get('cancelled') ?? 0);
  return (
    <article className="flex h-full flex-col rounded-md border border-line bg-raised">
      {item && <div className="relative aspect-video w-full"><MediaPicture item={item} sizes="320px" /></div>}
      <div className="flex grow flex-col gap-1 p-3">
        <Link className="touch line-clamp-2 font-medium text-link underline" dir="auto" title={medium.fileName} aria-label={t('openName', { name: medium.fileName })} to={playerLink(jobId, medium.mediaId)}>{medium.fileName}</Link>
        <p className="numbers text-xs text-muted">{medium.durationMs > 0 && `${clock(medium.durationMs)} · `}{bytes(medium.sizeBytes)}</p>
        {found !== undefined && <p className="numbers">{t('found', { count: found, shown: number(found) })}</p>}
        <p className="numbers flex flex-wrap items-center gap-x-2 text-xs text-muted">{t('analyzers', { done: number(counts.get('done') ?? 0), all: number(all) })}{wrong > 0 && <span className="inline-flex items-center gap-1"><StatusIcon state="failed" />{number(wrong)}</span>}{(counts.get('held') ?? 0) > 0 && <span className="inline-flex items-center gap-1"><StatusIcon state="held" />{number(counts.get('held') ?? 0)}</span>}</p>
        {medium.mediaState === 'wiped' && <p className="text-xs text-muted">{t('mediumGone')}</p>}
      </div>
    </article>
  );
}

/** Pictures and numbers beside the media of the job, as far as they are loaded. */
function useBeside(job: Job) {
  const pictures = useList('listMedia', { query: { jobId: job.id, limit: PAGE } }, { enabled: job.media.some(({ mediaState }) => mediaState === 'stored') });
  const results = useList('listResults', { query: { jobId: job.id, limit: PAGE } });
  const more = (): void => {
    if (pictures.hasNextPage && !pictures.isFetchingNextPage) void pictures.fetchNextPage();
    if (results.hasNextPage && !results.isFetchingNextPage) void results.fetchNextPage();
  };
  return { more, items: new Map(pictures.items.map((item) => [item.id, item])), found: new Map(results.items.map(({ mediaId, observations }) => [mediaId, observations])) };
}

export function Summary({ job, media, onEnd }: { job: Job; media: readonly JobMedium[]; onEnd: (() => void) | undefined }) {
  const t = useWords();
  const [text, setText] = useState('');
  const { items, found, more } = useBeside(job);
  const wanted = text.trim().toLowerCase();
  const shown = wanted === '' ? media : media.filter(({ fileName }) => fileName.toLowerCase().includes(wanted));
  return (
    <Card title={t('results')}>
      <div className="flex flex-col gap-4">
        <Labels jobId={job.id} />
        {job.mediaCount >= FILTER_FROM && <TextField type="search" label={t('filter')} className="max-w-sm" value={text} onChange={(event) => { setText(event.target.value); }} />}
        {shown.length === 0 && wanted !== '' && <p className="text-muted">{t('noMatch')}</p>}
        <VirtualGrid items={shown} label={t('results')} keyOf={({ mediaId }) => mediaId} columnWidth={230} rowHeight={290} onEnd={() => { onEnd?.(); more(); }}>
          {(medium) => <MediumCard jobId={job.id} medium={medium} item={items.get(medium.mediaId)} found={found.get(medium.mediaId)} />}
        </VirtualGrid>
      </div>
    </Card>
  );
}
