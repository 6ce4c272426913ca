/** What a running job should tell of its money and its time, each once. */
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

const BUDGET_SHARES = [0.5, 0.8, 1] as const;
/** So many times what was expected at most is no accident any more. */
const TOO_LONG = 2;

/** @returns a function that is asked again and again and gives what is new */
export function spendingAlerts({ limitUsd, expectedSeconds }: Spending): (now: { usd: number; seconds: number }) => SpendingAlert[] {
  let share = 0;
  let late = false;
  return ({ usd, seconds }) => {
    const reached = usd > 0 ? BUDGET_SHARES.findLast((each) => usd >= each * limitUsd) ?? 0 : 0;
    const alerts: SpendingAlert[] = [];
    if (reached > share) {
      share = reached;
      alerts.push({ alert: 'budget', severity: reached === 1 ? 'critical' : reached > 0.5 ? 'warning' : 'info', value: usd, limit: limitUsd });
    }
    if (!late && expectedSeconds !== undefined && seconds > TOO_LONG * expectedSeconds) {
      late = true;
      alerts.push({ alert: 'run_time', severity: 'warning', value: Math.round(seconds), limit: Math.round(TOO_LONG * expectedSeconds) });
    }
    return alerts;
  };
}
