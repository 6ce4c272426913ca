/** What happened to a machine, in order: states, steps of setting it up, alarms. */
import { BellAlertIcon, CheckCircleIcon, WrenchScrewdriverIcon } from '@heroicons/react/24/outline';
import { classes } from '#ui/class-names.ts';
import type { components } from '@aima/contract/client';
import { useAsk } from '#lib/api.ts';
import { language } from '#lib/words.ts';
import { isAlert, isEndReason, isState, isStepWord } from './known-word.ts';
import { usePageWords } from './page-words.ts';

type Entry = components['schemas']['MachineLogEntry'];

const timeOf = (at: string): string => new Intl.DateTimeFormat(language() === 'de' ? 'de-DE' : 'en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));

const ICONS = { state: CheckCircleIcon, step: WrenchScrewdriverIcon, alert: BellAlertIcon } as const;

function Line({ entry: { at, kind, what, detail } }: { entry: Entry }) {
  const t = usePageWords();
  const known = kind === 'state' || kind === 'alert' ? kind : 'step';
  const Icon = ICONS[known];
  const said = kind === 'state' && isState(what) ? t(`state_${what}`) : kind === 'alert' ? (isAlert(what) ? t(`alert_${what}`) : t('other', { what })) : what;
  const more = detail === undefined ? undefined : kind === 'step' && isStepWord(detail) ? t(`step_${detail}`) : kind === 'state' && isEndReason(detail) ? t(`end_${detail}`) : detail;
  return (
    <li className={classes('grid grid-cols-[auto_auto_1fr] gap-x-3 py-1', known === 'alert' && 'text-warning-ink', known === 'step' && 'text-muted')}>
      <time dateTime={at} className="numbers">{timeOf(at)}</time>
      <span><Icon className="size-5" aria-hidden /><span className="sr-only">{t(`kind_${known}`)}</span></span>
      <span className="min-w-0"><span className={classes(known === 'state' && 'font-medium text-ink')}>{said}</span>{more !== undefined && <span className="text-muted" dir="auto"> · {more}</span>}</span>
    </li>
  );
}

export function MachineLog({ log }: { log: readonly Entry[] }) {
  const t = usePageWords();
  if (log.length === 0) return <p className="text-muted">{t('noLog')}</p>;
  return <ol className="flex max-h-[32rem] flex-col overflow-y-auto" tabIndex={0} aria-label={t('log')}>{log.map((entry, i) => <Line key={`${entry.at} ${i}`} entry={entry} />)}</ol>;
}

const NEWEST = 5;

/** The last lines of a machine that is being set up or ended. */
export function MachineLines({ machineId }: { machineId: string }) {
  const t = usePageWords();
  const { data } = useAsk('getMachine', { path: { machineId } });
  if (!data) return null;
  return data.log.length === 0 ? <p className="text-muted">{t('noLog')}</p> : <ol aria-label={t('log')}>{data.log.slice(-NEWEST).map((entry, i) => <Line key={`${entry.at} ${i}`} entry={entry} />)}</ol>;
}
