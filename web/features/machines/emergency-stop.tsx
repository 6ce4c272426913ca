/** The red button: what it will do, and what it did. */
import { PowerIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAct, useAsk } from '#lib/api.ts';
import { number } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Confirm, Dialog } from '#ui/dialog.tsx';
import { Checkbox } from '#ui/fields.tsx';
import { PhaseBadge, providerName } from './phase.tsx';
import { askToStop, dropReport, dropStop, needsALook, showReport, useStopping } from './stopping.ts';
import { useWords } from './words.ts';

/** The API wants this word; here a second button says it. */
const STOP = 'STOP';

/** @param narrow on phones only its symbol is shown; it is read aloud all the same */
export function StopButton({ narrow = false }: { narrow?: boolean }) {
  const t = useWords();
  const may = useMe()?.permissions.includes('jobs:write');
  if (!may) return null;
  return <Button look="danger" icon={PowerIcon} aria-label={t('stopAll')} title={t('stopAll')} onClick={askToStop}><span className={classes('whitespace-nowrap', narrow && 'max-lg:hidden')}>{t('stopAll')}</span></Button>;
}

function Affected() {
  const t = useWords();
  const { data } = useAsk('listMachines', { query: { open: true, limit: 100 } });
  if (!data) return null;
  if (data.items.length === 0) return <p>{t('stopNone')}</p>;
  return (
    <div>
      <p className="font-medium">{t('stopThese')}</p>
      <ul className="mt-1 flex flex-col gap-1">
        {data.items.map((machine) => <li key={machine.id} className="flex flex-wrap items-center gap-2"><span dir="auto">{providerName(machine.provider)} · {machine.description}</span><PhaseBadge machine={machine} /></li>)}
      </ul>
    </div>
  );
}

function Asking() {
  const t = useWords();
  const [everywhere, setEverywhere] = useState(false);
  const open = useStopping(({ asking }) => asking);
  const administrates = useMe()?.permissions.includes('system:manage') ?? false;
  const stop = useAct('stopAllMachines', ['listMachines', 'getMachine', 'listJobs', 'getJob', 'getCosts']);
  return (
    <Confirm open={open} onClose={dropStop} title={t('stopTitle')} action={t('stopYes')} danger onConfirm={async () => { showReport(await stop.mutateAsync({ body: { confirm: STOP, scope: everywhere ? 'installation' : 'workspace' } })); }}>
      <p>{t('stopText')}</p>
      <Affected />
      {administrates && <Checkbox label={t('stopEverywhere')} hint={t('stopEverywhereHint')} checked={everywhere} onChange={(event) => { setEverywhere(event.target.checked); }} />}
    </Confirm>
  );
}

function Report() {
  const t = useWords();
  const report = useStopping((state) => state.report);
  if (!report) return null;
  const { jobs, machines, told, unlisted } = report;
  return (
    <Dialog open onClose={dropReport} title={t('reportTitle')} footer={<Button look="primary" onClick={dropReport}>{t('close')}</Button>}>
      <div role="status" className="flex flex-col gap-2">
        <p>{t('reportJobs', { count: jobs.length, shown: number(jobs.length) })} {told === null ? t('reportUntold') : t('reportTold', { count: told, shown: number(told) })}</p>
        {machines.length > 0 && (
          <ul className="flex flex-col gap-1">
            {machines.map(({ provider, name, id, outcome, message }) => (
              <li key={`${provider} ${id}`} className="rounded-md border border-line p-2">
                <p className="font-mono text-xs" dir="auto">{providerName(provider)} · {name}</p>
                <p className={classes(outcome === 'refused' && 'font-medium text-danger-ink')}>{outcome === 'accepted' || outcome === 'absent' || outcome === 'refused' ? t(`outcome_${outcome}`) : outcome}{message !== undefined && `: ${message}`}</p>
              </li>
            ))}
          </ul>
        )}
        {needsALook(report) && machines.some(({ outcome }) => outcome === 'refused') && <p className="font-medium text-danger-ink">{t('reportRefused')}</p>}
        {unlisted.length > 0 && <p className="font-medium text-danger-ink">{t('reportUnlisted', { names: unlisted.map(providerName).join(', ') })}</p>}
        <p><Link className="text-link underline" to="/machines" onClick={dropReport}>{t('toMachines')}</Link></p>
      </div>
    </Dialog>
  );
}

export function StopDialogs() {
  return <><Asking /><Report /></>;
}
