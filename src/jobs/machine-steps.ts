/** What happens to a job's rented machines as steps of the job, each written when it begins. */
import { beginStep, endStep, type JobStepRow } from '../db/index.ts';
import { toAppError } from '../kernel/app-error.ts';
import type { Rental, RentalNotice } from '../rental/index.ts';
import type { JobWork } from './job-work.ts';
import { paidSeconds, spentUsd } from './machines/machine-view.ts';

const STEPS: Readonly<Partial<Record<Rental['state'], JobStepRow['kind']>>> = { requesting: 'launch', provisioning: 'provision', wiping: 'wipe', terminating: 'terminate', confirming: 'confirm_gone' };
/** States that begin no step and end none: the launch goes on. */
const WITHIN: ReadonlySet<Rental['state']> = new Set(['intended', 'unknown', 'booting']);

type Detail = JobStepRow['detail'];

const beginning = ({ provider, name, offer, usdPerHour, attempt, endReason }: Rental): Detail =>
  ({ provider, name, attempt, usdPerHour: usdPerHour ?? offer.usdPerHour, ...(endReason === undefined ? {} : { reason: endReason }) });

const ending = (rental: Rental, at: number): Detail => ({
  ...(rental.state === 'terminating' && rental.wipe ? { ...(rental.wipe.filesLeft === undefined ? {} : { filesLeft: rental.wipe.filesLeft }), ...(rental.wipe.skipped === undefined ? {} : { skipped: rental.wipe.skipped }) } : {}),
  ...(rental.state === 'gone' ? { usd: spentUsd(rental, at), seconds: paidSeconds(rental, at) } : {}),
});

/** From states that stand for use to those that end it, the step before has failed. */
const failedOn = (kind: JobStepRow['kind'], { state }: Rental): boolean => (kind === 'launch' && state !== 'provisioning') || (kind === 'provision' && state !== 'ready');

export interface MachineSteps {
  tell(notice: RentalNotice): void;
  settled(): Promise<void>;
}

export function machineSteps({ within, claim, parts }: Pick<JobWork, 'within' | 'claim' | 'parts'>): MachineSteps {
  const open = new Map<string, { seq: string; kind: JobStepRow['kind'] }>();
  let last: Promise<void> = Promise.resolve();

  async function write(rental: Rental, at: number): Promise<void> {
    if (WITHIN.has(rental.state)) return;
    const before = open.get(rental.id);
    open.delete(rental.id);
    const kind = STEPS[rental.state];
    await within(async (tx) => {
      if (before) await endStep(tx, before.seq, failedOn(before.kind, rental) ? 'failed' : 'done', { detail: ending(rental, at), ...(rental.failure ? { code: rental.failure.code } : {}) });
      if (kind) open.set(rental.id, { kind, seq: await beginStep(tx, { jobId: claim.id, claimId: claim.claimId, kind, detail: beginning(rental) }) });
    });
  }

  return {
    tell(notice) {
      if (notice.kind !== 'state') return;
      const rental = structuredClone(notice.rental);
      last = last.then(() => write(rental, notice.at)).catch((error: unknown) => { parts.onFailure?.(toAppError(error), 'steps of a machine'); });
    },
    settled: () => last,
  };
}
