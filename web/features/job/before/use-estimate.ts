/** The estimate of a job as it is saved, with the machines that are on offer now. */
import type { components } from '@aima/contract/client';
import { useEffect, useState } from 'react';
import { queryClient, renew, useAsk } from '#lib/api.ts';
import type { filterQuery } from './offer-choice.ts';

type Job = components['schemas']['AnalysisJobDetail'];
type Query = ReturnType<typeof filterQuery>;

/** How long prices of others may stand on the page. */
const PRICES_MS = 60_000;
const TYPING_MS = 400;

/** What it was told last, once nobody has changed it for a moment. */
function useSettled(query: Query): Query {
  const told = JSON.stringify(query);
  const [settled, setSettled] = useState(told);
  useEffect(() => {
    const timer = setTimeout(() => { setSettled(told); }, TYPING_MS);
    return () => { clearTimeout(timer); };
  }, [told]);
  return JSON.parse(settled) as Query; // made of one above
}

/** `updating`: what is shown is of the job or of the choice as it was before. */
export function useEstimate(job: Job, wanted: Query) {
  const query = useSettled(wanted);
  const [known, setKnown] = useState(job.version);
  const asked = useAsk('estimateJob', { path: { jobId: job.id }, query }, { enabled: job.mediaCount > 0, everyMs: PRICES_MS, keep: true });
  useEffect(() => {
    if (known === job.version) return undefined;
    let left = false;
    void renew(queryClient, ['estimateJob']).then(() => { if (!left) setKnown(job.version); });
    return () => { left = true; };
  }, [known, job.version]);
  return { asked, estimate: job.mediaCount > 0 ? asked.data : undefined, updating: known !== job.version || asked.isPlaceholderData || asked.isError || JSON.stringify(query) !== JSON.stringify(wanted) };
}
