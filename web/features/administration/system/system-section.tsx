/** The server in numbers. */
import { CheckCircleIcon, ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useAsk } from '#lib/api.ts';
import { bytes, dateTime, duration, number, usd } from '#lib/format.ts';
import { classes } from '#ui/class-names.ts';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Card, Facts, Skeleton } from '#ui/surface.tsx';
import { Alerts } from './alerts.tsx';
import { HeldCounts } from './held-counts.tsx';
import { Metrics } from './metrics.tsx';
import { useWords } from './words.ts';

type Status = components['schemas']['SystemStatus'];

const EVERY_MS = 10_000;

function Health({ status: { health, alerts } }: { status: Status }) {
  const t = useWords();
  const well = health.status === 'ok';
  const Icon = well ? CheckCircleIcon : ExclamationTriangleIcon;
  return (
    <Card title={t('health')}>
      <p className="mb-3 flex items-center gap-2 font-medium"><Icon className={classes('size-6', well ? 'text-success-ink' : 'text-danger-ink')} aria-hidden />{t(`status_${health.status}`)}</p>
      <Facts rows={[[t('database'), t(`part_${health.database}`)], [t('storage'), t(`part_${health.storage}`)], [t('orchestrator'), t(`orchestrator_${health.orchestrator}`)]]} />
      <h3 className="mt-4">{t('alerts')}</h3>
      <Alerts alerts={alerts} />
    </Card>
  );
}

const STATES = ['preparing', 'ready', 'queued', 'analysing', 'paused', 'awaiting_review', 'failed', 'cancelled', 'held', 'wiping', 'archived', 'idle'] as const;

function Jobs({ queue }: { queue: Status['queue'] }) {
  const t = useWords();
  const there = Object.entries(queue).filter(([, count]) => count > 0);
  const nameOf = (state: string): string => {
    const known = STATES.find((each) => each === state);
    return known ? t(`state_${known}`) : state;
  };
  return <Card title={t('jobs')}>{there.length === 0 ? <p className="text-muted">{t('noJobs')}</p> : <Facts rows={there.map(([state, count]) => [nameOf(state), number(count)] as const)} />}</Card>;
}

function Numbers({ status: { versions, process, storage, api, machines, watchers, queue } }: { status: Status }) {
  const t = useWords();
  const ms = (value: number): string => t('ms', { value: number(value, 1) });
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title={t('versions')}><Facts rows={[[t('aima'), versions.aima], [t('node'), versions.node], [t('database'), versions.database]]} /></Card>
      <Card title={t('storage')}><Facts rows={[[t('kind'), <Badge key="kind">{t(`kind_${storage.kind}`)}</Badge>], [t('mediaCount'), number(storage.mediaCount)], [t('stored'), bytes(storage.storedBytes)], [t('uploads'), bytes(storage.uploadBytes)], ...(storage.freeBytes === undefined ? [] : [[t('free'), bytes(storage.freeBytes)] as const])]} /></Card>
      <Card title={t('process')}><Facts rows={[[t('started'), dateTime(process.startedAt)], [t('uptime'), duration(process.uptimeSeconds * 1000)], [t('memory'), bytes(process.memoryBytes)], [t('heap'), bytes(process.heapBytes)], [t('cpu'), duration(process.cpuSeconds * 1000)], [t('delay'), ms(process.eventLoopDelayMs)], [t('pid'), process.pid], [t('watchers'), number(watchers)]]} /></Card>
      <Card title={t('api')}><Facts rows={[[t('requests'), number(api.requests)], [t('p50'), ms(api.p50Ms)], [t('p95'), ms(api.p95Ms)], [t('p99'), ms(api.p99Ms)]]} /></Card>
      <Jobs queue={queue} />
      {machines && <Card title={t('machines')}><Facts rows={[[t('open'), number(machines.open)], [t('rate'), t('rateValue', { usd: usd(machines.usdPerMinute) })]]} /></Card>}
    </div>
  );
}

export function SystemSection() {
  const t = useWords();
  const asked = useAsk('getSystemStatus', {}, { everyMs: EVERY_MS });
  return (
    <>
      <Loaded asked={asked} skeleton={<Skeleton className="h-96" />}>{(status) => <><Health status={status} /><Numbers status={status} /></>}</Loaded>
      <HeldCounts />
      <Metrics />
      <p className="text-xs text-muted">{t('updated')}</p>
    </>
  );
}
