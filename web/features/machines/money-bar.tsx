/** Always there while any machine of ours exists: what runs, what it costs, its limit, and the stop. */
import { CpuChipIcon } from '@heroicons/react/24/outline';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { number, percent, usd } from '#lib/format.ts';
import { useLive } from '#lib/live.ts';
import { useMe } from '#lib/me.ts';
import { classes } from '#ui/class-names.ts';
import { Progress } from '#ui/surface.tsx';
import { StopButton, StopDialogs } from './emergency-stop.tsx';
import { ratePerMinute, shareOf, spentNow, sum, toneOfShare, type Machine } from './live-cost.ts';
import { measure } from './measured.ts';
import { PhaseBadge, providerName } from './phase.tsx';
import { useNow } from './use-now.ts';
import { useWords } from './words.ts';

const SECOND_MS = 1_000;
/** For whatever no event tells, such as a price that the provider changed. */
const ANEW_MS = 30_000;
/** Above the bar of pages on phones, at the end of the page elsewhere. */
const PLACE = 'fixed inset-x-0 bottom-[calc(3.75rem+env(safe-area-inset-bottom))] z-20 md:sticky md:bottom-0';

interface Read { machines: readonly Machine[]; readAtMs: number }

/** Counts up each second; machines of a job that are gone count as they ended. */
function Spent({ machines, readAtMs }: Read) {
  const t = useWords();
  const now = useNow(SECOND_MS);
  return <span className="numbers whitespace-nowrap font-semibold text-cost-ink" title={t('spent')}>{usd(sum(machines.map((machine) => spentNow(machine, readAtMs, now))), 4)}</span>;
}

function Cap({ spentUsd, limitUsd, kind }: { spentUsd: number; limitUsd: number | undefined; kind: 'ofJob' | 'today' }) {
  const t = useWords();
  const share = shareOf(spentUsd, limitUsd);
  if (share === undefined || limitUsd === undefined) return null;
  return (
    <span className="flex items-center gap-2 max-lg:hidden">
      <span className="w-24"><Progress value={share} tone={toneOfShare(share)} label={t(kind === 'ofJob' ? 'capOfJob' : 'capToday')} /></span>
      <span className="numbers whitespace-nowrap text-muted">{t(kind, { share: percent(share), limit: usd(limitUsd) })}</span>
    </span>
  );
}

function CapOfJob({ jobId }: { jobId: string }) {
  const jobs = useAsk('listJobs', { query: { text: jobId, limit: 1 } });
  const all = useAsk('listMachines', { query: { jobId, limit: 100 } });
  return <Cap kind="ofJob" spentUsd={sum(all.data?.items.map(({ spentUsd }) => spentUsd) ?? [])} limitUsd={jobs.data?.items[0]?.cost.limitUsd} />;
}

function CapToday() {
  const { data } = useAsk('getCosts', { query: { days: 1 } }, { everyMs: ANEW_MS });
  return <Cap kind="today" spentUsd={data?.today.spentUsd ?? 0} limitUsd={data?.today.usd} />;
}

function Rented({ machines, readAtMs }: Read) {
  const t = useWords();
  const broken = useLive(({ connection }) => connection === 'broken');
  const jobs = [...new Set(machines.map(({ jobId }) => jobId))];
  const [only] = jobs;
  const [first] = machines;
  return (
    <section aria-label={t('barLabel')} className={classes(PLACE, 'flex items-center gap-3 border-t-2 border-cost bg-surface px-3 py-1.5 shadow-lg sm:px-4')}>
      <Link to="/machines" className="touch flex min-w-0 items-center gap-2 hover:underline" title={t('toMachines')}>
        <CpuChipIcon className="size-5 shrink-0 text-cost-ink" aria-hidden />
        <span className="whitespace-nowrap font-medium">{t('running', { count: machines.length, shown: number(machines.length) })}</span>
        {machines.length === 1 && first && <span className="truncate text-muted max-2xl:hidden" dir="auto">{providerName(first.provider)} · {first.description}</span>}
      </Link>
      {first && <span className="whitespace-nowrap max-sm:hidden"><PhaseBadge machine={machines.find(({ refusedSince }) => refusedSince !== undefined) ?? first} /></span>}
      <span className="grow" />
      {broken && <span role="status" className="text-xs text-muted max-md:hidden">{t('old')}</span>}
      <span className="numbers whitespace-nowrap">{t('rate', { usd: usd(ratePerMinute(machines) * 60) })}</span>
      <Spent machines={machines} readAtMs={readAtMs} />
      {jobs.length === 1 && typeof only === 'string' ? <CapOfJob jobId={only} /> : <CapToday />}
      <StopButton narrow />
    </section>
  );
}

function Free({ jobs }: { jobs: number }) {
  const t = useWords();
  return <p className={classes(PLACE, 'border-t border-line bg-surface px-4 py-1.5 text-xs text-muted max-md:hidden')}>{t('free', { count: jobs, shown: number(jobs) })}</p>;
}

export function MoneyBar() {
  const may = useMe()?.permissions.includes('jobs:read') ?? false;
  useEffect(measure, []);
  const asked = useAsk('listMachines', { query: { open: true, limit: 100 } }, { enabled: may, everyMs: ANEW_MS });
  const working = useAsk('listJobs', { query: { state: ['analysing'], limit: 100 } }, { enabled: may });
  const machines = asked.data?.items ?? [];
  const jobs = working.data?.items.length ?? 0;
  return (
    <>
      {machines.length > 0 ? <Rented machines={machines} readAtMs={asked.dataUpdatedAt} /> : jobs > 0 && <Free jobs={jobs} />}
      <StopDialogs />
    </>
  );
}
