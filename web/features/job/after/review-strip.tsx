/** '3 findings need a look': held shots, uncertain findings, what did not finish. */
import { CheckCircleIcon, ExclamationCircleIcon, LockClosedIcon, QuestionMarkCircleIcon } from '@heroicons/react/20/solid';
import { useState, type ReactNode } from 'react';
import { useAsk } from '#lib/api.ts';
import { clock, fromNow, number, percent } from '#lib/format.ts';
import { Button, ButtonLink, type Icon } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import type { components } from '@aima/contract/client';
import { playerLink } from '../running/first-findings.tsx';
import type { Job } from '../running/run-cells.ts';
import { needsALook, reviewOf, UNCERTAIN_BELOW } from './review.ts';
import { useWords } from './words.ts';

type Held = components['schemas']['HeldShot'];

function Item({ icon: Icon, colour, title, text, action }: { icon: Icon; colour: string; title: string; text: string; action: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2 last:border-0">
      <Icon className={`size-5 shrink-0 ${colour}`} aria-hidden />
      <span className="min-w-0 grow basis-56"><span className="font-medium">{title}</span> <span className="text-muted">{text}</span></span>
      {action}
    </li>
  );
}

function HeldDialog({ job, shots, onClose }: { job: Job; shots: readonly Held[]; onClose(): void }) {
  const t = useWords();
  const names = new Map(job.media.map(({ mediaId, fileName }) => [mediaId, fileName]));
  return (
    <Dialog open onClose={onClose} title={t('heldTitle')}>
      <ul className="flex flex-col gap-3">
        {shots.map(({ id, mediaId, heldAt, releasedAt, startMs, endMs, message }) => (
          <li key={id} className="rounded-md border border-line p-3">
            <p className="flex flex-wrap items-center gap-2 font-medium"><span dir="auto">{names.get(mediaId) ?? mediaId}</span>{releasedAt !== undefined && <Badge tone="success">{t('released')}</Badge>}</p>
            {startMs !== undefined && endMs !== undefined && <p className="numbers">{startMs === endMs ? t('whole') : t('heldFrom', { start: clock(startMs), end: clock(endMs) })}</p>}
            <p>{message ?? t('ownersOnly')}</p>
            <p className="text-xs text-muted">{t('heldAt', { when: fromNow(heldAt) })}</p>
            <ButtonLink className="mt-2" to={playerLink(job.id, mediaId, startMs)}>{t('open')}</ButtonLink>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

export function ReviewStrip({ job }: { job: Job }) {
  const t = useWords();
  const [showsHeld, setShowsHeld] = useState(false);
  const held = useAsk('listHeldShots', { path: { jobId: job.id } });
  const open = useAsk('countObservations', { path: { jobId: job.id }, query: { review: 'open' } });
  const certain = useAsk('countObservations', { path: { jobId: job.id }, query: { review: 'open', minConfidence: UNCERTAIN_BELOW } });
  if (!held.data || !open.data || !certain.data) return null;
  const review = reviewOf({ held: held.data.items.filter(({ releasedAt }) => releasedAt === undefined).length, open: open.data.count, openCertain: certain.data.count, runCounts: job.runCounts });
  const all = needsALook(review);
  const [first] = job.media;
  if (all === 0) return <p className="flex items-center gap-2 rounded-md border border-line bg-surface p-3"><CheckCircleIcon className="size-5 text-success-ink" aria-hidden />{t('allLooked')}</p>;
  return (
    <Card title={t('needsALook', { count: all, shown: number(all) })}>
      <ul>
        {review.held > 0 && <Item icon={LockClosedIcon} colour="text-warning-ink" title={t('held', { count: review.held, shown: number(review.held) })} text={t('heldText')} action={<Button onClick={() => { setShowsHeld(true); }}>{t('toHeld')}</Button>} />}
        {review.uncertain > 0 && <Item icon={QuestionMarkCircleIcon} colour="text-link" title={t('uncertain', { count: review.uncertain, shown: number(review.uncertain) })} text={t('uncertainText', { limit: percent(UNCERTAIN_BELOW) })} action={first && <ButtonLink to={playerLink(job.id, first.mediaId)}>{t('toPlayer')}</ButtonLink>} />}
        {review.failed > 0 && <Item icon={ExclamationCircleIcon} colour="text-danger-ink" title={t('failed', { count: review.failed, shown: number(review.failed) })} text={t('failedText')} action={<a className="touch inline-flex items-center rounded-md border border-edge bg-raised px-3 py-2 font-medium shadow-sm" href="#failed-parts">{t('toFailed')}</a>} />}
      </ul>
      {showsHeld && <HeldDialog job={job} shots={held.data.items} onClose={() => { setShowsHeld(false); }} />}
    </Card>
  );
}
