/** Machines as rows: what each is, does, and costs. */
import { Link } from 'react-router';
import { clock, dateTime, usd } from '#lib/format.ts';
import { Table, type Column } from '#ui/table.tsx';
import { isOpen, spentNow, type Machine } from './live-cost.ts';
import { usePageWords } from './page-words.ts';
import { PhaseBadge, providerName } from './phase.tsx';
import { useNow } from './use-now.ts';

const SECOND_MS = 1_000;

/** Of one that runs both count on. */
function Counting({ machine, readAtMs, what }: { machine: Machine; readAtMs: number; what: 'time' | 'spent' }) {
  const now = useNow(SECOND_MS);
  if (what === 'spent') return <span className="text-cost-ink">{usd(spentNow(machine, readAtMs, now), 4)}</span>;
  return clock(machine.seconds * 1000 + (machine.usdPerMinute > 0 ? Math.max(0, now - readAtMs) : 0));
}

const running = ({ usdPerMinute }: Machine): boolean => usdPerMinute > 0;

export function MachineTable({ machines, readAtMs, caption }: { machines: readonly Machine[]; readAtMs: number; caption: string }) {
  const t = usePageWords();
  const columns: readonly Column<Machine>[] = [
    { id: 'machine', title: t('machine'), cell: ({ id, provider, description }) => <Link className="text-link underline" dir="auto" to={`/machines/${id}`}>{providerName(provider)} · {description}</Link> },
    { id: 'phase', title: t('phase'), cell: (machine) => <PhaseBadge machine={machine} /> },
    { id: 'job', title: t('job'), cell: ({ jobId }) => (jobId === null ? <span className="text-muted">{t('noJob')}</span> : <Link className="text-link underline" to={`/jobs/${jobId}`}>{t('toJob')}</Link>) },
    { id: 'begun', title: t('begun'), cell: ({ startedAt }) => (startedAt === undefined ? '–' : dateTime(startedAt)) },
    { id: 'time', title: t('time'), number: true, cell: (machine) => (running(machine) ? <Counting machine={machine} readAtMs={readAtMs} what="time" /> : clock(machine.seconds * 1000)) },
    { id: 'rate', title: t('rate'), number: true, cell: ({ usdPerHour }) => usd(usdPerHour / 60, 4) },
    { id: 'spent', title: t('spent'), number: true, cell: (machine) => (running(machine) ? <Counting machine={machine} readAtMs={readAtMs} what="spent" /> : usd(machine.spentUsd, 4)) },
    { id: 'reserved', title: t('reserved'), number: true, cell: (machine) => (isOpen(machine) ? usd(machine.reservedUsd) : '–') },
  ];
  return <Table caption={caption} columns={columns} rows={machines} keyOf={({ id }) => id} />;
}
