/** What a running job should tell of its money and its time, each once. */
import { SHARES, TOO_LONG } from '../rental/budget.ts';

export interface SpendingAlert {
  alert: 'budget' | 'run_time';
  severity: 'info' | 'warning' | 'critical';
  value: number;
  limit: number;
}

export interface Spending {
  /** USD; nothing is told of a limit of 0 on a machine without a price. */
  limitUsd: number;
  /** The most that was expected, in seconds; absent where that was not known. */
  expectedSeconds?: number | undefined;
}

/** @returns a function that is asked again and again and gives what is new */
export function spendingAlerts({ limitUsd, expectedSeconds }: Spending): (now: { usd: number; seconds: number }) => SpendingAlert[] {
  let share: number = 0;
  let late = false;
  return ({ usd, seconds }) => {
    const reached = usd > 0 ? SHARES.findLast((each) => usd >= each.share * limitUsd) : undefined;
    const alerts: SpendingAlert[] = [];
    if (reached && reached.share > share) {
      ({ share } = reached);
      alerts.push({ alert: 'budget', severity: reached.severity, value: usd, limit: limitUsd });
    }
    if (!late && expectedSeconds !== undefined && seconds > TOO_LONG * expectedSeconds) {
      late = true;
      alerts.push({ alert: 'run_time', severity: 'warning', value: Math.round(seconds), limit: Math.round(TOO_LONG * expectedSeconds) });
    }
    return alerts;
  };
}
