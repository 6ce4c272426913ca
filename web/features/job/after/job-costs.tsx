/** What was estimated against what it cost: as we counted, as the provider booked (CST-03). */
import type { components } from '@aima/contract/client';
import { useAsk } from '#lib/api.ts';
import { clock, dateTime, duration, percent, usd } from '#lib/format.ts';
import { Loaded } from '#ui/notes.tsx';
import { Card, Facts, Skeleton } from '#ui/surface.tsx';
import { Table, type Column } from '#ui/table.tsx';
import { providerName } from '#features/machines/index.ts';
import type { Job } from '../running/run-cells.ts';
import { useWords } from './words.ts';

type Costs = components['schemas']['JobCosts'];
type Cost = Costs['machines'][number];

/** `+12 %` against the estimate; nothing where nothing was estimated. */
function useDifference(): (actual: number, estimated: number | null) => string {
  const t = useWords();
  return (actual, estimated) => (estimated === null || estimated <= 0 ? '' : ` (${t('difference', { percent: `${actual >= estimated ? '+' : '−'}${percent(Math.abs(actual / estimated - 1))}` })})`);
}

function Machines({ machines }: { machines: readonly Cost[] }) {
  const t = useWords();
  const columns: readonly Column<Cost>[] = [
    { id: 'machine', title: t('machine'), cell: ({ provider, description }) => <span dir="auto">{providerName(provider)} · {description}</span> },
    { id: 'rate', title: t('rate'), number: true, cell: ({ usdPerHour }) => usd(usdPerHour) },
    { id: 'time', title: t('time'), number: true, cell: ({ seconds }) => clock(seconds * 1000) },
    { id: 'ours', title: t('ours'), number: true, cell: ({ ourUsd }) => usd(ourUsd) },
    { id: 'providers', title: t('providers'), number: true, cell: ({ providerUsd }) => (providerUsd === null ? t('notBooked') : usd(providerUsd)) },
    { id: 'gone', title: t('ended'), cell: ({ goneAt }) => (goneAt === undefined ? '–' : dateTime(goneAt)) },
  ];
  return <Table caption={t('machines')} columns={columns} rows={machines} keyOf={({ machineId }) => machineId} />;
}

function Shown({ costs, job }: { costs: Costs; job: Job }) {
  const t = useWords();
  const difference = useDifference();
  const { machines, estimatedUsd, estimatedSeconds, ourUsd, providerUsd, limitUsd, seconds, confirmedGone } = costs;
  const spentSeconds = machines.length === 0 ? job.cost.machineSeconds : seconds;
  return (
    <div className="flex flex-col gap-4">
      {machines.length === 0 && job.cost.spentUsd === 0 && <p>{t('freeText')}</p>}
      <Facts
        rows={[
          ...(machines.length === 0 ? [] : [
            [t('estimated'), estimatedUsd === null ? '–' : usd(estimatedUsd)] as const, [t('ours'), <span key="ours"><span className="font-semibold text-cost-ink">{usd(ourUsd)}</span>{difference(ourUsd, estimatedUsd)}</span>] as const,
            [t('providers'), providerUsd === null ? t('notBooked') : `${usd(providerUsd)}${difference(providerUsd, estimatedUsd)}`] as const, ...(limitUsd === null ? [] : [[t('limit'), usd(limitUsd)] as const]),
          ]),
          ...(estimatedSeconds === null ? [] : [[t('estimatedTime'), duration(estimatedSeconds * 1000)] as const]), [t('time'), `${duration(spentSeconds * 1000)}${difference(spentSeconds, estimatedSeconds)}`] as const,
        ]}
      />
      {machines.length > 0 && <><Machines machines={machines} /><p className="text-muted">{t(confirmedGone ? 'gone' : 'notGone')} {providerUsd === null && t('costsLater')}</p></>}
    </div>
  );
}

export function JobCostsCard({ job }: { job: Job }) {
  const t = useWords();
  const asked = useAsk('getJobCosts', { path: { jobId: job.id } }, { staleMs: 30_000 });
  return <Card title={t('costs')}><Loaded asked={asked} skeleton={<Skeleton className="h-32" />}>{(costs) => <Shown costs={costs} job={job} />}</Loaded></Card>;
}
