/** One machine: what it does now, what it costs, when it ends by itself, and all that happened to it. */
import { ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { clock, dateTime, duration, number, usd } from '#lib/format.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Card, Facts, Page, Skeleton } from '#ui/surface.tsx';
import type { components } from '@aima/contract/client';
import { StopButton } from './emergency-stop.tsx';
import { isEndReason } from './known-word.ts';
import { isOpen } from './live-cost.ts';
import { CostCounter, MachineGauges } from './machine-gauges.tsx';
import { MachineLog } from './machine-log.tsx';
import { usePageWords } from './page-words.ts';
import { PhaseBadge, providerName } from './phase.tsx';
import { useNow } from './use-now.ts';

type Machine = components['schemas']['MachineDetail'];
type Row = readonly [name: string, value: ReactNode];

const ANEW_MS = 15_000;

/** A moment with the time until then, while it lies ahead. */
function Until({ at }: { at: string }) {
  const t = usePageWords();
  const left = new Date(at).getTime() - useNow(1_000);
  return <>{dateTime(at)}{left > 0 && <span className="text-muted"> · {t('countdown', { time: duration(left) })}</span>}</>;
}

function useFacts({ name, gpu, region, interruptible, attempt, startedAt, readyAt, goneAt, endsAt, leaseUntil, endReason, failure, wipe, ...machine }: Machine): Row[] {
  const t = usePageWords();
  const open = isOpen(machine);
  return [
    [t('phase'), <PhaseBadge key="phase" machine={machine} />], [t('provider'), providerName(machine.provider)], [t('machine'), <span key="machine" dir="auto">{machine.description}</span>], [t('name'), <span key="name" className="font-mono text-xs">{name}</span>],
    ...(gpu === undefined ? [] : [[t('gpu'), gpu] as const]), ...(region === undefined ? [] : [[t('region'), region] as const]),
    [t('interruptible'), t(interruptible ? 'yes' : 'no')], [t('attempt'), number(attempt)],
    ...(startedAt === undefined ? [] : [[t('startedAt'), dateTime(startedAt)] as const]), ...(readyAt === undefined ? [] : [[t('readyAt'), dateTime(readyAt)] as const]), ...(goneAt === undefined ? [] : [[t('goneAt'), dateTime(goneAt)] as const]),
    ...(open ? [[t('endsAt'), <Until key="ends" at={endsAt} />] as const] : []), ...(open && leaseUntil !== undefined ? [[t('leaseUntil'), <Until key="lease" at={leaseUntil} />] as const] : []),
    ...(endReason === undefined ? [] : [[t('endReason'), isEndReason(endReason) ? t(`end_${endReason}`) : endReason] as const]),
    ...(failure === undefined ? [] : [[t('failure'), <span key="failure" className="text-danger-ink">{failure.message}</span>] as const]),
    ...(wipe === undefined ? [] : [[t('wipe'), wipe.skipped !== undefined ? t('wipeSkipped', { why: wipe.skipped }) : (wipe.filesLeft ?? 0) > 0 ? t('filesLeft', { count: wipe.filesLeft ?? 0, shown: number(wipe.filesLeft ?? 0) }) : t('wiped')] as const]),
  ];
}

function Shown({ machine, readAtMs }: { machine: Machine; readAtMs: number }) {
  const t = usePageWords();
  const facts = useFacts(machine);
  const open = isOpen(machine);
  return (
    <>
      {machine.refusedSince !== undefined && open && <p role="alert" className="flex gap-2 rounded-md border border-danger/50 bg-danger/10 p-3"><ExclamationTriangleIcon className="size-5 shrink-0 text-danger-ink" aria-hidden />{t('refused', { when: dateTime(machine.refusedSince) })}</p>}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title={t('money')}>
          {open ? <CostCounter machine={machine} readAtMs={readAtMs} /> : <p className="numbers text-2xl font-bold text-cost">{usd(machine.spentUsd)}</p>}
          <Facts className="mt-3" rows={[[t('seconds'), clock(machine.seconds * 1000)], [t('rate'), `${usd(machine.usdPerHour / 60, 4)} · ${t('perHour', { usd: usd(machine.usdPerHour) })}`]]} />
        </Card>
        <Card title={t('facts')}><Facts rows={facts} /></Card>
      </div>
      {machine.phase === 'working' && <Card title={t('live')}><MachineGauges source={machine.id} /></Card>}
      <Card title={t('log')}><MachineLog log={machine.log} /></Card>
    </>
  );
}

export function Component() {
  const t = usePageWords();
  const { machineId = '' } = useParams();
  const asked = useAsk('getMachine', { path: { machineId } }, { everyMs: ANEW_MS });
  const machine = asked.data;
  return (
    <Page title={machine ? `${providerName(machine.provider)} · ${machine.description}` : t('machine')} actions={<>{machine?.jobId && <ButtonLink to={`/jobs/${machine.jobId}`}>{t('toJob')}</ButtonLink>}{machine && isOpen(machine) && <StopButton />}</>}>
      <Loaded asked={asked} skeleton={<Skeleton className="h-64" />}>{(found) => <Shown machine={found} readAtMs={asked.dataUpdatedAt} />}</Loaded>
    </Page>
  );
}
