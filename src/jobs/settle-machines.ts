/** The end of a job's rented machines: none is left, or it is said that one is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { noteRentedCost, type Database } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { toAppError } from '../kernel/app-error.ts';
import { endRental, STANDARD_TIMING, type EndReason, type Rental, type RentalLedger, type RentalParts } from '../rental/index.ts';
import type { JobWork } from './job-work.ts';
import { paidSeconds, spentUsd } from './machines/machine-view.ts';

const POLL_MS = 500;
/** Whoever drives it is asked so seldom whether it still does. */
const TAKE_MS = 5_000;
/** Beyond what a machine needs that ends as it should. */
const STILL_THERE_MS = 60_000;

export interface Settling {
  work: Pick<JobWork, 'within' | 'claim' | 'parts'>;
  rental: RentalParts;
  reason: EndReason;
  /** Who has to go does not wait on; what is left is ended by the next process. */
  isOver(open: readonly Rental[], waitedMs: number): boolean;
}

const costOfRentals = (rentals: readonly Rental[], nowMs: number): { usd: number; seconds: number } =>
  ({ usd: rentals.reduce((sum, rental) => sum + spentUsd(rental, nowMs), 0), seconds: rentals.reduce((sum, rental) => sum + paidSeconds(rental, nowMs), 0) });

/** Counted anew from all its rentals, whoever ended them. */
export async function noteCost({ database, ledger }: { database: Database; ledger: RentalLedger }, { workspaceId, jobId }: Pick<Rental, 'workspaceId' | 'jobId'>): Promise<void> {
  if (workspaceId === undefined || jobId === undefined) return;
  const cost = costOfRentals(await ledger.ofJob(jobId), Date.now());
  await database.transaction({ workspaceId }, (tx) => noteRentedCost(tx, jobId, cost));
}

async function tellLeft({ within, claim, parts }: Settling['work'], left: readonly Rental[]): Promise<void> {
  for (const { id, provider } of left) {
    await within((tx) => publish(tx, claim.workspaceId, { kind: 'alert', body: { alert: 'machine_still_there', severity: 'critical', jobId: claim.id, machineId: id, provider, code: 'MACHINE_STILL_THERE' } }))
      .catch((error: unknown) => { parts.onFailure?.(toAppError(error), 'alert of a machine that is still there'); });
  }
}

/** Its provider does not end it, or it takes far longer than it should. */
function isStuck({ rental: { timing, clock } }: Settling, { refusedSince, refusedMs }: Rental, waitedMs: number): boolean {
  const { refusedAlertMs } = { ...STANDARD_TIMING, ...timing };
  return waitedMs > STILL_THERE_MS || (refusedSince !== undefined && refusedMs + clock.now() - refusedSince >= refusedAlertMs);
}

/** Ends whatever this job still has and waits until two complete lists do not show it. @returns false where that was not waited for */
export async function settleMachines(settling: Settling): Promise<boolean> {
  const { work, rental: parts, reason, isOver } = settling;
  const from = performance.now();
  let [takenAt, told] = [Number.NEGATIVE_INFINITY, false];
  for (;;) {
    const all = await parts.ledger.ofJob(work.claim.id).catch(() => undefined); // a database that is away ends no machine, and hides none
    const open = all?.filter(({ state }) => state !== 'gone') ?? [];
    const waitedMs = performance.now() - from;
    if (all && open.length === 0) {
      if (all.length > 0) await work.within((tx) => noteRentedCost(tx, work.claim.id, costOfRentals(all, parts.clock.now())));
      return true;
    }
    if (isOver(open, waitedMs)) return false;
    if (performance.now() - takenAt >= TAKE_MS) {
      takenAt = performance.now();
      for (const { id } of open) await endRental(parts, id, reason).catch(() => undefined); // who drives it does so already
    }
    const stuck = open.filter((rental) => isStuck(settling, rental, waitedMs));
    if (!told && stuck.length > 0) {
      told = true;
      await tellLeft(work, stuck);
    }
    await sleep(POLL_MS);
  }
}
