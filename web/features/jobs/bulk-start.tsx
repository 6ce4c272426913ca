/** Many jobs are started only after their sum was shown; each stops at its own limit. */
import { useEffect, useState } from 'react';
import { call, isApiError, useAsk } from '#lib/api.ts';
import { duration, number, usd } from '#lib/format.ts';
import { Skeleton } from '#ui/surface.tsx';
import { BulkWork } from './bulk-dialog.tsx';
import { bulkSum, offerFor, type Offer, type Where } from './bulk-sum.ts';
import type { Job } from './job-look.ts';
import { useListWords } from './list-words.ts';
import { isFree, offerName, providerName, roundedSeconds, usdRange } from './offer-names.ts';
import { runMany, type Outcome } from './run-many.ts';

type Offers = readonly Offer[];

/** Offers of each job, as they come. */
function useOffers(jobs: readonly Job[]): ReadonlyMap<string, Outcome<Offers>> {
  const [known, setKnown] = useState<ReadonlyMap<string, Outcome<Offers>>>(new Map());
  useEffect(() => {
    const leave = new AbortController();
    void runMany(jobs, async ({ id }): Promise<Offers> => (await call('estimateJob', { path: { jobId: id } }, { signal: leave.signal })).offers, (index, outcome) => {
      const id = jobs[index]?.id;
      if (id !== undefined && !leave.signal.aborted) setKnown((before) => new Map([...before, [id, outcome]]));
    }, leave.signal);
    return () => { leave.abort(); };
  }, [jobs]);
  return known;
}

function Told({ outcome, where }: { outcome: Outcome<Offers> | undefined; where: Where }) {
  const t = useListWords();
  if (outcome?.state === 'failed') return <span className="text-danger-ink">{isApiError(outcome.error) ? outcome.error.message : String(outcome.error)}</span>;
  if (outcome?.state !== 'done') return <Skeleton className="h-4 w-48" />;
  const offer = offerFor(outcome.value, where);
  if (!offer) return <span className="text-danger-ink">{t('noOffer')}</span>;
  const time = duration(roundedSeconds(offer.seconds?.likely ?? 0) * 1000);
  return <span className="numbers text-muted">{t('perJob', { where: offerName(offer), time, range: isFree(offer) ? usd(0) : usdRange(offer.usd) })}</span>;
}

function Choose({ where, choose }: { where: Where; choose(to: Where): void }) {
  const t = useListWords();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="font-medium">{t('startWhere')}</legend>
      {(['here', 'first'] as const).map((each) => <label key={each} className="flex items-center gap-2 py-1"><input type="radio" name="where" className="size-4 accent-primary" checked={where === each} onChange={() => { choose(each); }} />{t(each === 'here' ? 'startHere' : 'startFirst')}</label>)}
    </fieldset>
  );
}

async function startOn(job: Job, offer: Offer | undefined, limitUsd: number | undefined, missing: string): Promise<void> {
  if (!offer) throw new Error(missing);
  const paid = !isFree(offer);
  await call('startJob', { path: { jobId: job.id }, body: {
    offerId: offer.id, ...(offer.usdPerHour > 0 && { usdPerHour: offer.usdPerHour }), ...(paid && limitUsd !== undefined && { costLimitUsd: limitUsd }),
  } }, { ifMatch: job.version });
}

export function BulkStart({ jobs, leftAside, onClose }: { jobs: readonly Job[]; leftAside: number; onClose(): void }) {
  const t = useListWords();
  // What is asked about stays what it was when the dialog opened.
  const [asked] = useState(jobs);
  const [where, setWhere] = useState<Where>('here');
  const limitUsd = useAsk('getSettings', {}, { staleMs: 60_000 }).data?.effective.costLimitUsd;
  const known = useOffers(asked);
  const chosen = new Map([...known].map(([id, outcome]) => [id, outcome.state === 'done' ? offerFor(outcome.value, where) : undefined]));
  const offers = [...chosen.values()].filter((offer) => offer !== undefined);
  const computing = asked.some(({ id }) => !['done', 'failed'].includes(known.get(id)?.state ?? ''));
  const sum = bulkSum(offers, limitUsd ?? 0);
  const free = sum.high === 0;
  const rented = [...new Set(offers.filter(({ usdPerHour }) => usdPerHour > 0).map(({ provider }) => providerName(provider)))].join(', ');
  const count = { count: offers.length, shown: number(offers.length) };
  return (
    <BulkWork
      jobs={asked} title={t('bulkTitle_start', { count: asked.length, shown: number(asked.length) })} action={free ? t('startDoFree', count) : t('startDo', { ...count, range: usdRange(sum) })} disabled={computing || offers.length === 0 || (!free && limitUsd === undefined)}
      told={({ id }) => <Told outcome={known.get(id)} where={where} />} work={(job) => startOn(job, chosen.get(job.id), limitUsd, t('noOffer'))} onClose={onClose}
    >
      <Choose where={where} choose={setWhere} />
      <p data-sum role="status" className="text-base font-medium">{computing ? t('computing') : free ? t('sumFree') : t('sum', { range: usdRange(sum), limit: usd(sum.limitUsd) })}</p>
      {!free && <p>{t('limitEach', { limit: usd(limitUsd ?? 0) })}</p>}
      {rented !== '' && <p className="rounded-md border border-warning bg-warning/10 p-3">{t('leaves', { where: rented })}</p>}
      {leftAside > 0 && <p className="text-muted">{t('leftAside', { count: leftAside, shown: number(leftAside) })}</p>}
    </BulkWork>
  );
}
