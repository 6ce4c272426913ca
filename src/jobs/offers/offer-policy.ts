/** What the installation allows of machines that cost money, narrowed by who asks; what may be spent, and by whom. */
import type { AccountRole, OfferFilter } from '@aima/contract';
import type { ServerConfig } from '../../config/index.ts';
import type { Caps } from '../../rental/ledger.ts';
import type { OfferRules } from './left-out.ts';

export type MachinePolicy = Pick<ServerConfig['machines'], 'most' | 'limits' | 'choice'>;

/** As long as nobody says otherwise: what the configuration has by default. */
export const STANDARD_POLICY: MachinePolicy = {
  most: 5,
  limits: { usdPerJob: 50, usdPerDay: 25, usdPerWorkspaceMonth: 200, usdPerHour: 5, attempts: 3, paidBy: ['personal', 'enterprise', 'admin'] },
  choice: { leastLoad: 0.7, mostLoad: 0.9, secureOnly: true, interruptible: false, regions: [], leastReliability: 0.95, leastCuda: 12, hourIsWorthUsd: 0.2 },
};

const words = (text: string | undefined): string[] => (text ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');

/** @param limitUsd of the job */
export function offerRules({ choice, limits }: MachinePolicy, filter: OfferFilter, limitUsd: number, avoid: ReadonlySet<string>): OfferRules {
  return {
    secureOnly: choice.secureOnly || filter.secure === true, interruptible: choice.interruptible && filter.interruptible === true, regions: [choice.regions, words(filter.region)],
    leastReliability: choice.leastReliability, leastCuda: choice.leastCuda, mostUsdPerHour: Math.min(limits.usdPerHour, filter.mostUsdPerHour ?? Number.POSITIVE_INFINITY), limitUsd, avoid,
    ...(filter.gpu === undefined ? {} : { gpu: filter.gpu }),
  };
}

export const mayStartPaidWork = ({ limits }: MachinePolicy, role: AccountRole): boolean => limits.paidBy.includes(role);

/** The caps that hold now; asked anew whenever money is reserved. Days and months begin at midnight UTC. */
export function capsAt({ limits }: MachinePolicy, jobUsd: number, nowMs: number): Required<Caps> {
  const now = new Date(nowMs);
  return {
    jobUsd: Math.min(jobUsd, limits.usdPerJob),
    day: { usd: limits.usdPerDay, sinceMs: Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) },
    workspace: { usd: limits.usdPerWorkspaceMonth, sinceMs: Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1) },
  };
}
