/** What machines cost: of a job to the second (expected, the provider's, ours), of a workspace by day. */
import type { JobCosts, MachineCost, WorkspaceCosts } from '@aima/contract';
import { requirePermission, type Principal } from '../../auth/principal.ts';
import { committedMoney, listMachines, machinesOfJob, openMachines, type Database } from '../../db/index.ts';
import type { Provider } from '../../gpu/provider.ts';
import type { Rental } from '../../rental/index.ts';
import { findJob } from '../manage.ts';
import { ChosenOffer } from '../offers/chosen-offer.ts';
import { capsAt, STANDARD_POLICY, type MachinePolicy } from '../offers/offer-policy.ts';
import { machineView, paidSeconds, rentalOf, roundedUsd, spentUsd } from './machine-view.ts';

export interface CostParts {
  database: Database;
  /** Asked for what they have booked. */
  charging: readonly Provider[];
  policy?: MachinePolicy;
}

const PROVIDER_LIMIT_MS = 5_000;
const DAY_MS = 86_400_000;
const PAGE = 500;
const NO_JOB = '00000000-0000-0000-0000-000000000000';

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

/** As the provider has booked it; null where it does not say, does not answer, or has no record of it. */
async function bookedUsd(providers: readonly Provider[], { provider: name, instanceId, created }: Rental): Promise<number | null> {
  if (!created) return 0;
  const provider = providers.find((each) => each.name === name);
  if (!provider?.charged || instanceId === undefined) return null;
  return await provider.charged(instanceId, AbortSignal.timeout(PROVIDER_LIMIT_MS)).catch(() => undefined) ?? null;
}

const costOf = async (providers: readonly Provider[], rental: Rental, nowMs: number): Promise<MachineCost> => {
  const { description, usdPerHour, goneAt, endReason } = machineView(rental, nowMs);
  return {
    machineId: rental.id, provider: rental.provider, description, attempt: rental.attempt, usdPerHour, seconds: paidSeconds(rental, nowMs), ourUsd: roundedUsd(spentUsd(rental, nowMs)),
    providerUsd: await bookedUsd(providers, rental), confirmedGone: rental.state === 'gone', ...(goneAt === undefined ? {} : { goneAt }), ...(endReason === undefined ? {} : { endReason }),
  };
};

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function jobCosts({ database, charging }: CostParts, principal: Principal, jobId: string): Promise<JobCosts> {
  requirePermission(principal, 'jobs:read');
  const nowMs = Date.now();
  const { job, rentals } = await database.read({ workspaceId: principal.workspaceId }, async (tx) => ({ job: await findJob(tx, jobId), rentals: (await machinesOfJob(tx, jobId)).map(rentalOf) }));
  const machines = await Promise.all(rentals.map((rental) => costOf(charging, rental, nowMs)));
  const expected = ChosenOffer.safeParse(job.offer).data?.expected;
  const booked = machines.map(({ providerUsd }) => providerUsd);
  return {
    jobId, limitUsd: job.costLimitUsd ?? null, estimatedUsd: expected?.machines?.usd ?? expected?.usd ?? null, estimatedSeconds: expected?.machines?.seconds ?? expected?.seconds ?? null,
    ourUsd: roundedUsd(sum(machines.map(({ ourUsd }) => ourUsd))), providerUsd: booked.every((usd) => usd !== null) ? roundedUsd(sum(booked)) : null,
    reservedUsd: roundedUsd(sum(rentals.map(({ reservedUsd }) => reservedUsd))), seconds: sum(machines.map(({ seconds }) => seconds)), machines, confirmedGone: rentals.every(({ state }) => state === 'gone'),
  };
}

/** All that were asked for since then, newest first. */
async function rentalsSince(database: Database, workspaceId: string, sinceMs: number): Promise<Rental[]> {
  const found: Rental[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, next } = await database.read({ workspaceId }, (tx) => listMachines(tx, { limit: PAGE, cursor }));
    const recent = items.filter(({ createdAt }) => Date.parse(createdAt) >= sinceMs);
    found.push(...recent.map(rentalOf));
    if (next === undefined || recent.length < items.length) return found;
    cursor = next;
  }
}

const dayOf = ({ at }: Rental): string => new Date(at.intended ?? at.requesting ?? 0).toISOString().slice(0, 10);

/** @throws AppError FORBIDDEN */
export async function workspaceCosts({ database, policy = STANDARD_POLICY }: CostParts, principal: Principal, days: number): Promise<WorkspaceCosts> {
  requirePermission(principal, 'jobs:read');
  const { workspaceId } = principal;
  const nowMs = Date.now();
  const caps = capsAt(policy, 0, nowMs);
  const rentals = await rentalsSince(database, workspaceId, caps.day.sinceMs - (days - 1) * DAY_MS);
  const { open, committed } = await database.read({ workspaceId }, async (tx) => ({
    open: (await openMachines(tx)).map((row) => machineView(rentalOf(row), nowMs)),
    committed: await committedMoney(tx, { workspaceId, jobId: NO_JOB, daySinceMs: caps.day.sinceMs, workspaceSinceMs: caps.workspace.sinceMs }),
  }));
  const byDay = Map.groupBy(rentals, (rental) => `${dayOf(rental)} ${rental.provider}`);
  const told = [...byDay].map(([key, members]) => ({
    day: key.slice(0, 10), provider: key.slice(11), machines: members.length, seconds: sum(members.map((each) => paidSeconds(each, nowMs))), usd: roundedUsd(sum(members.map((each) => spentUsd(each, nowMs)))),
  })).sort((a, b) => (a.day === b.day ? (a.provider < b.provider ? -1 : 1) : a.day < b.day ? 1 : -1));
  const cap = ({ usd, sinceMs }: { usd: number; sinceMs: number }, spent: number) => ({ usd, spentUsd: roundedUsd(spent), since: new Date(sinceMs).toISOString() });
  return {
    days: told, usd: roundedUsd(sum(told.map(({ usd }) => usd))), today: cap(caps.day, committed.dayUsd), month: cap(caps.workspace, committed.workspaceUsd), usdPerMinute: roundedUsd(sum(open.map(({ usdPerMinute }) => usdPerMinute))),
  };
}
