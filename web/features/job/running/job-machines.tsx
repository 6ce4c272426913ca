/** Machines that work for the job, with gauges and cost counter; this machine where nothing is rented. */
import { ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import { Link } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { percent, usd } from '#lib/format.ts';
import { Card, Progress } from '#ui/surface.tsx';
import { CostCounter, isOpen, MachineGauges, MachineLines, PhaseBadge, providerName, shareOf, spentNow, StopButton, sum, toneOfShare, useNow, type Machine } from '#features/machines/index.ts';
import type { Job } from './run-cells.ts';
import { useStepWords } from './step-words.ts';

const ANEW_MS = 15_000;

/** Of all machines of the job, those that are gone included. */
function Limit({ machines, readAtMs, limitUsd }: { machines: readonly Machine[]; readAtMs: number; limitUsd: number }) {
  const t = useStepWords();
  const now = useNow(1_000);
  const spent = sum(machines.map((machine) => spentNow(machine, readAtMs, now)));
  const share = shareOf(spent, limitUsd);
  if (share === undefined) return null;
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap justify-between gap-x-4"><span>{t('limit')}</span><span className="numbers">{t('ofLimit', { spent: usd(spent), limit: usd(limitUsd), share: percent(share) })}</span></p>
      <Progress value={share} tone={toneOfShare(share)} label={t('limitLabel')} />
      {share >= 0.5 && <p role="status" className="flex gap-2 text-warning-ink"><ExclamationTriangleIcon className="size-5 shrink-0" aria-hidden />{t(share >= 0.8 ? 'alert80' : 'alert50')}</p>}
    </div>
  );
}

function OneMachine({ machine, readAtMs }: { machine: Machine; readAtMs: number }) {
  const t = useStepWords();
  return (
    <article className="flex flex-col gap-3 border-t border-line pt-3 first:border-0 first:pt-0">
      <p className="flex flex-wrap items-center gap-2"><span className="font-medium" dir="auto">{providerName(machine.provider)} · {machine.description}</span><PhaseBadge machine={machine} /><Link className="text-link underline" to={`/machines/${machine.id}`}>{t('details')}</Link></p>
      <div className="flex flex-wrap items-start gap-x-8 gap-y-3"><CostCounter machine={machine} readAtMs={readAtMs} /><div className="min-w-0 grow basis-80">{machine.phase === 'working' ? <MachineGauges source={machine.id} /> : <MachineLines machineId={machine.id} />}</div></div>
    </article>
  );
}

export function JobMachines({ job }: { job: Job }) {
  const t = useStepWords();
  const asked = useAsk('listMachines', { query: { jobId: job.id, limit: 100 } }, job.onMachine ? { everyMs: ANEW_MS } : {});
  const all = asked.data?.items ?? [];
  const open = all.filter(isOpen);
  if (all.length === 0 && (job.state !== 'analysing' || !asked.data)) return null;
  const isLocal = all.length === 0 && job.steps.some(({ kind, detail }) => kind === 'launch' && detail['provider'] === 'local');
  return (
    <Card title={isLocal ? t('here') : t('machines')} actions={open.length > 0 && <StopButton />}>
      {all.length === 0 ? (isLocal ? <div className="flex flex-col gap-3"><p className="text-muted">{t('free')}</p><MachineGauges source={job.id} /></div> : <p className="text-muted">{t('noMachine')}</p>) : (
        <div className="flex flex-col gap-4">
          {job.cost.limitUsd !== undefined && <Limit machines={all} readAtMs={asked.dataUpdatedAt} limitUsd={job.cost.limitUsd} />}
          {open.map((machine) => <OneMachine key={machine.id} machine={machine} readAtMs={asked.dataUpdatedAt} />)}
        </div>
      )}
    </Card>
  );
}
