/** Machines of the workspace: what is rented now, what was, what it cost, and the red button. */
import { CpuChipIcon } from '@heroicons/react/24/outline';
import { useAsk, useList } from '#lib/api.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Empty, Loaded } from '#ui/notes.tsx';
import { Card, Page, Skeleton } from '#ui/surface.tsx';
import { CostsCard } from './costs-card.tsx';
import { StopButton } from './emergency-stop.tsx';
import { CostCounter, MachineGauges } from './machine-gauges.tsx';
import { MachineTable } from './machine-table.tsx';
import { usePageWords } from './page-words.ts';
import type { Machine } from './live-cost.ts';

const PAGE = 25;
const ANEW_MS = 15_000;

function Now({ machines, readAtMs }: { machines: readonly Machine[]; readAtMs: number }) {
  const t = usePageWords();
  if (machines.length === 0) return <Empty icon={CpuChipIcon} title={t('none')} action={<ButtonLink to="/jobs">{t('toJobs')}</ButtonLink>}>{t('noneText')}</Empty>;
  return (
    <div className="flex flex-col gap-4">
      <MachineTable machines={machines} readAtMs={readAtMs} caption={t('rented')} />
      {machines.filter(({ phase }) => phase === 'working').map((machine) => (
        <div key={machine.id} className="flex flex-wrap items-start gap-x-8 gap-y-3 border-t border-line pt-3"><CostCounter machine={machine} readAtMs={readAtMs} /><div className="min-w-0 grow basis-80"><MachineGauges source={machine.id} /></div></div>
      ))}
    </div>
  );
}

function Before() {
  const t = usePageWords();
  const list = useList('listMachines', { query: { open: false, limit: PAGE } });
  return (
    <Card title={t('before')}>
      <Loaded asked={{ data: list.data, error: list.error, isPending: list.isPending, refetch: list.refetch }}>{() => (list.items.length === 0 ? <p className="text-muted">{t('noBefore')}</p> : (
        <div className="flex flex-col gap-3">
          <MachineTable machines={list.items} readAtMs={list.dataUpdatedAt} caption={t('before')} />
          {list.hasNextPage && <div><Button busy={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage(); }}>{t('more')}</Button></div>}
        </div>
      ))}</Loaded>
    </Card>
  );
}

export function Component() {
  const t = usePageWords();
  const asked = useAsk('listMachines', { query: { open: true, limit: 100 } }, { everyMs: ANEW_MS });
  return (
    <Page title={t('title')} actions={<StopButton />}>
      <Card title={t('now')}><Loaded asked={asked} skeleton={<Skeleton className="h-40" />}>{({ items }) => <Now machines={items} readAtMs={asked.dataUpdatedAt} />}</Loaded></Card>
      <CostsCard />
      <Before />
    </Page>
  );
}
