/** One finding of the search, and the medium in which it was found. */
import { ChartBarIcon, EyeIcon, FilmIcon, MusicalNoteIcon, PhotoIcon } from '@heroicons/react/24/outline';
import { Link } from 'react-router';
import { analyzerName } from '#lib/analyzer-names.ts';
import { findingLabel } from '#lib/finding-labels.ts';
import { clock, number } from '#lib/format.ts';
import { Certainty } from '#ui/certainty.tsx';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { reveal, useBlurred } from '#ui/media-picture.tsx';
import { Badge } from '#ui/surface.tsx';
import type { Found } from './export-rows.ts';
import { marked } from './search-query.ts';
import { useWords } from './words.ts';

/** Where the player shows it. */
function playerAddress({ jobId, mediaId, startMs, id }: Pick<Found, 'jobId' | 'mediaId' | 'startMs' | 'id'>): string {
  return `/jobs/${encodeURIComponent(jobId)}/media/${encodeURIComponent(mediaId)}?${startMs > 0 ? `t=${Math.round(startMs)}&` : ''}finding=${encodeURIComponent(id)}`;
}

const SIGNS = { video: FilmIcon, image: PhotoIcon, audio: MusicalNoteIcon } as const;

function Thumbnail({ found: { mediaId, kind, thumbnail, explicitness }, name }: { found: Found; name: string }) {
  const t = useWords();
  const blurred = useBlurred(mediaId, explicitness);
  const Sign = SIGNS[kind ?? 'video'];
  return (
    <span className="relative flex h-14 w-24 shrink-0 items-center justify-center overflow-hidden rounded-md bg-ink/5">
      {thumbnail ? <img src={`/api/v1/media/${encodeURIComponent(mediaId)}/thumbnails/small`} alt="" loading="lazy" decoding="async" className={classes('size-full object-contain', blurred && 'scale-110 blur-lg')} /> : <Sign className="size-6 text-muted" aria-hidden />}
      {thumbnail && blurred && (
        <button type="button" aria-label={t('showPicture', { name })} title={t('showPicture', { name })} onClick={() => { reveal(mediaId); }} className="absolute inset-0 flex items-center justify-center"><EyeIcon className="size-8 rounded-md bg-raised/90 p-1.5 text-ink shadow-sm" aria-hidden /></button>
      )}
    </span>
  );
}

export function MediumRow({ found, onOverview }: { found: Found; onOverview(): void }) {
  const t = useWords();
  const name = found.fileName ?? t('unnamed');
  return (
    <div className="flex items-center gap-3 border-b border-line bg-surface px-3 pb-2 pt-5">
      <Thumbnail found={found} name={name} />
      <div className="min-w-0 grow">
        <h2 className="truncate" dir="auto" title={name}><Link className="hover:underline" to={`/jobs/${encodeURIComponent(found.jobId)}/media/${encodeURIComponent(found.mediaId)}`}>{name}</Link></h2>
        <p className="truncate text-muted" dir="auto"><Link className="hover:underline" to={`/jobs/${encodeURIComponent(found.jobId)}`}>{found.jobName}</Link>{found.durationMs > 0 && <span className="numbers"> · {clock(found.durationMs)}</span>}</p>
      </div>
      <Button look="quiet" className="shrink-0" icon={ChartBarIcon} onClick={onOverview} aria-label={t('overview', { name: found.jobName })}><span className="max-sm:sr-only">{t('overviewShort')}</span></Button>
    </div>
  );
}

const Marked = ({ text, words }: { text: string; words: string }) => <>{marked(text, words).map((part, i) => (i % 2 === 1 ? <mark key={i} className="rounded-sm bg-warning/35 text-ink">{part}</mark> : part))}</>;

export function HitRow({ found, words, samples, untilMs }: { found: Found; words: string; samples: number; untilMs: number }) {
  const t = useWords();
  const { startMs, durationMs, analyzer, label, text, sentence, confidence, source, corrected } = found;
  const moment = durationMs > 0 ? clock(startMs, { tenths: true }) : t('photo');
  const byHand = source === 'user' && corrected !== true;
  return (
    <Link data-hit to={playerAddress(found)} className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-baseline gap-x-3 gap-y-1 border-b border-line bg-surface px-3 py-2 hover:bg-ink/5 focus-visible:-outline-offset-2 sm:grid-cols-[4.5rem_minmax(0,1fr)_auto]">
      <span className="numbers text-right text-link">{moment}</span>
      <span className="min-w-0">
        <span dir="auto" className="line-clamp-3"><Marked text={text ?? sentence} words={words} /></span>
        {samples > 1 && <span className="numbers block text-xs text-muted">{t('samples', { count: samples, shown: number(samples), time: clock(untilMs, { tenths: true }) })}</span>}
        {text !== undefined && sentence !== text && <span dir="auto" className="line-clamp-1 text-xs text-muted">{sentence}</span>}
      </span>
      <span className="flex flex-wrap items-center gap-2 text-xs text-muted max-sm:col-start-2 sm:justify-end">
        {label !== undefined && <Badge><span dir="auto"><Marked text={findingLabel(label)} words={words} /></span></Badge>}
        <span>{analyzerName(analyzer)}</span>
        <span className="numbers">{byHand ? t('saidByPerson') : <Certainty confidence={confidence} />}</span>
      </span>
    </Link>
  );
}
