import { ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { Link } from 'react-router';
import { number } from '#lib/format.ts';
import { classes } from '#ui/class-names.ts';
import { useWords } from './words.ts';

type Alert = components['schemas']['SystemAlert'];

const KNOWN = ['api_slow', 'database_unreachable', 'storage_unreachable', 'provider_unusable', 'machine_not_ended', 'disk_nearly_full', 'storage_capacity', 'provider_silent', 'machine_still_there', 'sign_ins_locked', 'session_reused'] as const;

/** Where more is to be learned about an alarm, by how its name begins. */
const PLACES = [
  [/^provider/, '/settings/providers', 'toProviders'], [/^machine/, '/machines', 'toMachines'], [/^(?:sign_ins|session)_/, '/administration/audit', 'toAudit'],
] as const;

function AlertRow({ alert: { alert, object, severity, value, limit } }: { alert: Alert }) {
  const t = useWords();
  const known = KNOWN.find((each) => each === alert);
  const place = PLACES.find(([pattern]) => pattern.test(alert));
  return (
    <li className="flex items-start gap-2">
      <ExclamationTriangleIcon className={classes('size-5 shrink-0', severity === 'critical' ? 'text-danger-ink' : 'text-warning-ink')} aria-hidden />
      <p>
        {known ? t(`alert_${known}`, { count: value ?? 1 }) : alert}{object !== undefined && `: ${object}`}{value !== undefined && limit !== undefined && ` (${t('alertValue', { value: number(value, 2), limit: number(limit, 2) })})`}
        {place && <>{' '}<Link to={place[1]} className="text-link underline">{t(place[2])}</Link></>}
      </p>
    </li>
  );
}

export function Alerts({ alerts }: { alerts: readonly Alert[] }) {
  const t = useWords();
  if (alerts.length === 0) return <p className="text-muted">{t('noAlerts')}</p>;
  return <ul role="status" className="flex flex-col gap-1">{alerts.map((alert) => <AlertRow key={`${alert.alert} ${alert.object ?? ''}`} alert={alert} />)}</ul>;
}
