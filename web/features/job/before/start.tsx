/** The sum in one sentence, the limit, and the start, which asks a second time. */
import { PlayIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { isFree, offerName, providerName, roundedSeconds, usdRange } from '#features/jobs/index.ts';
import { call, isApiError, queryClient, renew } from '#lib/api.ts';
import { bytes, duration, number, usd } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Checkbox, TextField } from '#ui/fields.tsx';
import { Facts } from '#ui/surface.tsx';
import type { Estimate, Offer } from './analyzer-costs.ts';
import { limitIn } from './offer-choice.ts';
import { startBlock } from './start-block.ts';
import { useStartWords } from './start-words.ts';
import { summaryOf, unknownWords } from './summary.ts';

type Job = components['schemas']['AnalysisJobDetail'];

interface Chosen {
  job: Job;
  estimate: Estimate;
  offer: Offer;
  /** Undefined where it is free. */
  limitUsd: number | undefined;
  mostMachines: number | undefined;
}

async function start({ job, offer, limitUsd, mostMachines }: Chosen): Promise<void> {
  const interruptible = offer.machine?.interruptible === true;
  try {
    await call('startJob', { path: { jobId: job.id }, body: {
      offerId: offer.id, ...(offer.usdPerHour > 0 && { usdPerHour: offer.usdPerHour }), ...(limitUsd !== undefined && { costLimitUsd: limitUsd }), ...(interruptible && { interruptible }), ...(mostMachines !== undefined && { mostMachines }),
    } }, { ifMatch: job.version });
    await renew(queryClient, ['getJob', 'listJobs', 'listMachines']);
  } catch (error) {
    // Offers and prices may be others by now, or the job.
    if (isApiError(error)) void renew(queryClient, ['estimateJob', 'getJob']);
    throw error;
  }
}

/** What goes away from here, and how it is guarded. */
function Leaving({ job, estimate, offer }: Chosen) {
  const t = useStartWords();
  if (offer.provider === 'local') return <p>{t('free')}</p>;
  const size = bytes(estimate.needs?.mediaBytes ?? job.media.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const where = [providerName(offer.provider), offer.machine?.region].filter((each) => each !== undefined).join(', ');
  const values = { count: job.mediaCount, shown: number(job.mediaCount), size, where };
  return <>{isFree(offer) && <p>{t('own')}</p>}<p className="rounded-md border border-warning bg-warning/10 p-3"><strong className="block">{offer.usdPerHour > 0 ? t('leaves', values) : t('leavesOwn', values)}</strong>{t('guarded')}</p></>;
}

function Sure({ chosen, sentence, onClose }: { chosen: Chosen; sentence: string; onClose(): void }) {
  const t = useStartWords();
  const [understood, setUnderstood] = useState(false);
  const { offer, limitUsd } = chosen;
  const range = usdRange(offer.usd);
  const free = isFree(offer);
  const risky = offer.machine?.interruptible === true;
  return (
    <Confirm open onClose={onClose} title={t('sureTitle')} action={free ? t('yesFree') : t('yes', { range })} disabled={risky && !understood} onConfirm={() => start(chosen)}>
      <p>{sentence}</p>
      <Facts rows={[
        [t('where'), <span key="where" dir="auto">{offerName(offer)}</span>], ...(offer.seconds ? [[t('time'), t('about', { time: duration(roundedSeconds(offer.seconds.likely) * 1000) })] as const] : []),
        ...(free ? [] : [[t('price'), <strong key="price">{t('priceOf', { range, likely: usd(offer.usd.likely) })} ({t('perHour', { price: usd(offer.usdPerHour) })})</strong>] as const, ...(limitUsd === undefined ? [] : [[t('most'), <strong key="most">{usd(limitUsd)}</strong>] as const])]),
      ]} />
      <Leaving {...chosen} />
      {risky && <Checkbox label={t('understood')} checked={understood} onChange={(event) => { setUnderstood(event.target.checked); }} />}
    </Confirm>
  );
}

export interface StartProps {
  job: Job;
  estimate: Estimate | undefined;
  offer: Offer | undefined;
  updating: boolean;
  mayStart: boolean;
  mostMachines: number | undefined;
  /** As typed; empty: the usual one. */
  limit: string;
  onLimit(typed: string): void;
  standardLimitUsd: number | undefined;
}

export function Start({ job, estimate, offer, updating, mayStart, mostMachines, limit, onLimit, standardLimitUsd }: StartProps) {
  const t = useStartWords();
  const [sure, setSure] = useState(false);
  const paid = offer !== undefined && !isFree(offer);
  const typed = limitIn(limit);
  const wrong = limit.trim() !== '' && typed === undefined;
  const limitUsd = paid ? typed ?? standardLimitUsd : undefined;
  const whole = job.mediaNext === undefined;
  const running = new Set(estimate?.media.flatMap(({ analyzers }) => analyzers.map(({ analyzer }) => analyzer)));
  const sentence = estimate && summaryOf({ media: job.media, ...(whole ? {} : { mediaCount: job.mediaCount }), estimate, offer, limitUsd });
  const block = startBlock({ mediaCount: job.mediaCount, media: job.media, analyzers: running.size, updating: updating || estimate === undefined, hasOffer: offer !== undefined });
  return (
    <div className="flex flex-col gap-3">
      {sentence !== undefined && <p data-summary aria-live="polite" className="text-base font-medium">{sentence}</p>}
      {estimate && unknownWords(estimate) !== undefined && <p className="text-xs text-muted">{unknownWords(estimate)}</p>}
      {paid && mayStart && (
        <TextField
          label={t('limit')} inputMode="decimal" value={limit} placeholder={standardLimitUsd === undefined ? '' : number(standardLimitUsd, 2)} onChange={(event) => { onLimit(event.target.value); }}
          hint={limitUsd !== undefined && limitUsd < offer.usd.high ? t('limitTight', { high: usd(offer.usd.high) }) : t('limitHint')} problem={wrong ? t('limitWrong') : undefined}
        />
      )}
      {mayStart ? <Button look="primary" icon={PlayIcon} disabled={block !== undefined || wrong} onClick={() => { setSure(true); }}>{t('start')}</Button> : <p className="text-muted">{t('noRight')}</p>}
      {mayStart && block !== undefined && <p role="status" className="text-xs text-muted">{t(block)}</p>}
      {sure && offer && estimate && <Sure chosen={{ job, estimate, offer, limitUsd, mostMachines }} sentence={sentence ?? ''} onClose={() => { setSure(false); }} />}
    </div>
  );
}
