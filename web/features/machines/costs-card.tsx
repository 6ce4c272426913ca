/** What machines of the workspace cost, by day and provider, and what its limits leave (CST-09). */
import { useState } from 'react';
import { useAsk } from '#lib/api.ts';
import { clock, date, number, percent, usd } from '#lib/format.ts';
import { SelectField } from '#ui/fields.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Card, Progress } from '#ui/surface.tsx';
import { Table, type Column } from '#ui/table.tsx';
import { shareOf, toneOfShare } from './live-cost.ts';
import { usePageWords } from './page-words.ts';
import { providerName } from './phase.tsx';
import type { components } from '@aima/contract/client';

type Costs = components['schemas']['WorkspaceCosts'];
type Day = Costs['days'][number];

const PERIODS = [7, 30, 90, 366] as const;
const ANEW_MS = 30_000;

function Cap({ title, label, cap }: { title: string; label: string; cap: Costs['today'] }) {
  const t = usePageWords();
  const share = shareOf(cap.spentUsd, cap.usd);
  return (
    <div className="min-w-48 grow">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3"><span className="font-medium">{title}</span><span className="numbers text-muted">{t('capOf', { spent: usd(cap.spentUsd), limit: usd(cap.usd) })}{share !== undefined && ` · ${percent(share)}`}</span></p>
      <div className="mt-1"><Progress value={share ?? 0} tone={toneOfShare(share)} label={label} /></div>
    </div>
  );
}

/** The longest bar is the dearest day. */
function Bar({ day, most }: { day: Day; most: number }) {
  return <span aria-hidden className="block h-2 rounded-full bg-cost" style={{ width: `${most > 0 ? Math.max(2, (day.usd / most) * 100) : 0}%` }} />;
}

function Days({ days, caption }: { days: readonly Day[]; caption: string }) {
  const t = usePageWords();
  const most = Math.max(0, ...days.map((day) => day.usd));
  const columns: readonly Column<Day>[] = [
    { id: 'day', title: t('day'), cell: ({ day }) => date(`${day}T12:00:00Z`) },
    { id: 'provider', title: t('provider'), cell: ({ provider }) => providerName(provider) },
    { id: 'count', title: t('count'), number: true, cell: ({ machines }) => number(machines) },
    { id: 'time', title: t('time'), number: true, cell: ({ seconds }) => clock(seconds * 1000) },
    { id: 'usd', title: t('usd'), number: true, cell: (day) => usd(day.usd) },
    { id: 'bar', title: '', cell: (day) => <span className="block w-24 sm:w-40"><Bar day={day} most={most} /></span> },
  ];
  return <Table caption={caption} columns={columns} rows={days} keyOf={({ day, provider }) => `${day} ${provider}`} />;
}

export function CostsCard() {
  const t = usePageWords();
  const [days, setDays] = useState<number>(PERIODS[1]);
  const asked = useAsk('getCosts', { query: { days } }, { everyMs: ANEW_MS, keep: true });
  return (
    <Card title={t('costs')} actions={<SelectField className="flex-row! items-center whitespace-nowrap" label={t('days')} value={String(days)} onChange={(event) => { setDays(Number(event.target.value)); }} options={PERIODS.map((each) => ({ value: String(each), label: t('lastDays', { days: number(each) }) }))} />}>
      <Loaded asked={asked}>{(costs) => (
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap gap-6"><Cap title={t('today')} label={t('capToday')} cap={costs.today} /><Cap title={t('month')} label={t('capMonth')} cap={costs.month} /></div>
          <p className="text-xs text-muted">{t('spentIncludes')} · {t('perMinute', { usd: usd(costs.usdPerMinute, 4) })}</p>
          {costs.days.length === 0 ? <p className="text-muted">{t('noCosts')}</p> : <><p className="font-medium">{t('total', { days: number(days) })}: <span className="numbers text-cost-ink">{usd(costs.usd)}</span></p><Days days={costs.days} caption={t('costs')} /></>}
        </div>
      )}</Loaded>
    </Card>
  );
}
