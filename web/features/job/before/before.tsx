/** A job that nobody started yet: media, what is looked for, what it will cost, and the start. */
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { offerName } from '#features/jobs/index.ts';
import { useAsk } from '#lib/api.ts';
import { useMe } from '#lib/me.ts';
import { Loaded } from '#ui/notes.tsx';
import { Card, Skeleton } from '#ui/surface.tsx';
import { About } from '../about/about.tsx';
import { useWords as useAboutWords } from '../about/words.ts';
import { LookedFor } from './looked-for.tsx';
import { JobMedia } from './media.tsx';
import { ALL_OFFERS, filterQuery, limitIn, machinesOf, type OfferFilter } from './offer-choice.ts';
import { useOfferWords } from './offer-words.ts';
import { Offers } from './offers.tsx';
import { Start } from './start.tsx';
import { useEstimate } from './use-estimate.ts';
import { useSettings } from './use-settings.ts';

type Job = components['schemas']['AnalysisJobDetail'];

export function Before({ job }: { job: Job }) {
  const t = useOfferWords();
  const about = useAboutWords();
  const permissions = useMe()?.permissions ?? [];
  const mayStart = permissions.includes('jobs:start') && (job.type !== 'batch' || permissions.includes('jobs:batch'));
  const [filter, setFilter] = useState<OfferFilter>(ALL_OFFERS);
  const [limit, setLimit] = useState('');
  const [chosenId, setChosenId] = useState<string>();
  const standardLimitUsd = useAsk('getSettings', {}, { staleMs: 60_000 }).data?.effective.costLimitUsd;
  const limitUsd = limitIn(limit);
  const above = limitUsd !== undefined && standardLimitUsd !== undefined && limitUsd > standardLimitUsd ? limitUsd : undefined;
  const edit = useSettings(job);
  const { asked, estimate, updating: computing } = useEstimate(job, filterQuery(filter, above));
  const offer = estimate?.offers.find(({ id }) => id === chosenId) ?? (chosenId === undefined ? estimate?.offers[0] : undefined);
  const updating = edit.pending || computing;
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)] lg:grid-rows-[auto_1fr]">
      <JobMedia job={job} />
      <div className="flex min-w-0 flex-col gap-4 max-lg:order-last">
        <LookedFor job={job} edit={edit} estimate={estimate} offer={offer} offerName={offer && offerName(offer)} />
        <Card title={about('about')}><About job={job} /></Card>
      </div>
      <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1"><Card title={t('title')} className="lg:sticky lg:top-18 lg:max-h-[calc(100vh-6rem)] lg:overflow-y-auto">
        <div className="flex flex-col gap-4">
          <Start {...{ job, estimate, offer, updating, mayStart, limit, standardLimitUsd }} mostMachines={machinesOf(filter)} onLimit={setLimit} />
          {job.mediaCount > 0 && (
            <div aria-busy={updating} className="border-t border-line pt-3">
              {chosenId !== undefined && estimate && !offer && <p role="alert" className="mb-2 text-danger-ink">{t('gone')}</p>}
              <Loaded asked={asked} skeleton={<><p className="pb-2 text-muted">{t('computing')}</p><Skeleton className="h-64" /></>}>
                {(data) => <Offers estimate={data} chosenId={offer?.id} filter={filter} onFilter={setFilter} onChoose={mayStart ? setChosenId : undefined} />}
              </Loaded>
            </div>
          )}
        </div>
      </Card></div>
    </div>
  );
}
