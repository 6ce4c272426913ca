/** One machine in compact cards (UID-05, UIP-33): load, memory, temperature, what it costs; anew every five seconds. */
import { ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import { bytes, fromNow, number, percent, usd } from '#lib/format.ts';
import { CRITICAL, criticalOf, gpuMemoryShare, type Figures } from './figures.ts';
import { useFigureWords } from './figure-words.ts';
import { Gauge } from './gauge.tsx';
import { HistoryChart } from './history-chart.tsx';
import { spentNow, type Machine } from './live-cost.ts';
import { useHistory } from './measured.ts';
import { useNow } from './use-now.ts';

/** Beyond it something is wrong with the machine or the connection. */
const SILENT_MS = 20_000;
const HOTTEST = 100;

function Gauges({ figures }: { figures: Figures }) {
  const t = useFigureWords();
  const { gpuLoad, gpuTemperature, gpuMemoryTotalBytes, cpu, cores, memoryBytes } = figures;
  const memory = gpuMemoryShare(figures);
  const critical = criticalOf(figures);
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-3">
      {gpuLoad !== undefined && <Gauge name={t('gpuLoad')} value={percent(gpuLoad)} share={gpuLoad} look="gauge" />}
      {memory !== undefined && <Gauge name={t('gpuMemory')} value={percent(memory)} detail={t('ofMemory', { total: bytes(gpuMemoryTotalBytes ?? 0) })} share={memory} look="gauge" alarmed={critical.includes('gpuMemory')} />}
      {gpuTemperature !== undefined && <Gauge name={t('temperature')} value={t('degrees', { value: number(gpuTemperature) })} share={gpuTemperature / HOTTEST} look="temperature" alarmed={critical.includes('gpuTemperature')} />}
      {cpu !== undefined && <Gauge name={t('cpu')} value={percent(cpu)} {...(cores !== undefined && { detail: t('cores', { count: cores, shown: number(cores) }) })} share={cpu} look="gauge" />}
      {memoryBytes !== undefined && (
        <div className="flex min-w-28 flex-col items-center justify-end"><span className="numbers text-lg font-semibold">{bytes(memoryBytes)}</span><span className="text-xs text-muted">{t('memory')}</span></div>
      )}
    </div>
  );
}

function Critical({ figures }: { figures: Figures }) {
  const t = useFigureWords();
  const shown = { gpuMemory: [percent(gpuMemoryShare(figures) ?? 0), percent(CRITICAL.gpuMemory)], gpuTemperature: [t('degrees', { value: number(figures.gpuTemperature ?? 0) }), t('degrees', { value: CRITICAL.gpuTemperature })] } as const;
  return criticalOf(figures).map((each) => (
    <p key={each} role="alert" className="flex gap-2 text-danger-ink"><ExclamationTriangleIcon className="size-5 shrink-0" aria-hidden />{t(`critical_${each}`, { value: shown[each][0], limit: shown[each][1] })}</p>
  ));
}

/** Counts up each second by the rate of the machine. */
export function CostCounter({ machine, readAtMs }: { machine: Machine; readAtMs: number }) {
  const t = useFigureWords();
  const now = useNow(1_000);
  return (
    <div className="flex min-w-28 flex-col">
      <span className="text-xs text-muted">{t('cost')}</span>
      <span className="numbers text-2xl font-bold text-cost">{usd(spentNow(machine, readAtMs, now), 4)}</span>
      <span className="numbers text-xs text-muted">{t('perMinute', { usd: usd(machine.usdPerMinute, 4) })} · {t('reserved', { usd: usd(machine.reservedUsd) })}</span>
    </div>
  );
}

/** @param source id of the machine, or of the job where it works on this machine */
export function MachineGauges({ source }: { source: string }) {
  const t = useFigureWords();
  const history = useHistory(source);
  const now = useNow(5_000);
  const figures = history.at(-1);
  if (!figures) return <p className="text-muted">{t('waiting')}</p>;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-4"><Gauges figures={figures} /><HistoryChart history={history} /></div>
      <Critical figures={figures} />
      {now - figures.atMs > SILENT_MS && <p className="text-muted">{t('silent', { ago: fromNow(figures.atMs, now) })}</p>}
    </div>
  );
}
