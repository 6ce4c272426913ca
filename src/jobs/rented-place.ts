/** Rented machines of one job: those that an earlier process left, then as many as pay; all of them gone before the job is done. */
import type { Estimate } from '@aima/contract';
import type { Machine } from '../analysis/machine.ts';
import type { JobMediumRow, JobRow } from '../db/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { adopt, endRental, ENDING_STATES, STANDARD_TIMING, type EndReason, type MachineOrder, type Rental, type RentalParts, type RentedMachine } from '../rental/index.ts';
import { estimateOf, mediumToEstimate } from './estimate.ts';
import type { JobWork, StopReason } from './job-work.ts';
import { machineMeasures } from './machine-measures.ts';
import { machineSteps } from './machine-steps.ts';
import type { ChosenOffer } from './offers/chosen-offer.ts';
import { jobCaps, machineOrder } from './offers/machine-order.ts';
import { STANDARD_POLICY } from './offers/offer-policy.ts';
import { rentedMachine, type JobMachine } from './rented-machine.ts';
import type { RentedWork } from './rented-work.ts';
import { mediaSender } from './send-media.ts';
import { settleMachines } from './settle-machines.ts';
import type { WorkPlace } from './work-place.ts';

export interface RentedPlaceParts {
  work: JobWork;
  rented: RentedWork;
  job: JobRow;
  chosen: ChosenOffer;
  /** Those that are not ended. */
  media: readonly JobMediumRow[];
  stop(reason: StopReason): void;
}

/** Ends that are the machine's own fault: so many of them, and no other one is tried. */
const FAILURES: ReadonlySet<EndReason> = new Set(['failed', 'unreachable', 'provisioning_failed', 'price', 'not_as_ordered', 'lost', 'outbid']);
/** A process that stops has little time; the provider has said yes by then, or the next process goes on. */
const STOP_MS = 7_000;
const ADOPT_POLL_MS = 1_000;

const REASONS: Readonly<Record<StopReason, EndReason>> = { stopping: 'cancelled', paused: 'cancelled', cancelled: 'cancelled', lost: 'abandoned', cost_limit: 'limit', emergency: 'emergency' };

const expectedSeconds = (estimate: Estimate, mediaId: string): number => estimate.media.find((each) => each.mediaId === mediaId)?.seconds.likely ?? 0;

/** The longest first, so that nobody is left alone with one at the end; what was never measured goes by its length. */
const longestFirst = (media: readonly JobMediumRow[], seconds: (mediaId: string) => number): JobMediumRow[] =>
  [...media].sort((a, b) => seconds(b.mediaId) - seconds(a.mediaId) || (b.facts.durationMs ?? 0) - (a.facts.durationMs ?? 0));

/** Machines that failed since the job was started, resumed or tried again by a person. */
const failuresOf = (rentals: readonly Rental[], { queuedAt }: JobRow): number =>
  rentals.filter(({ created, endReason, at }) => created && endReason !== undefined && FAILURES.has(endReason) && (at.intended ?? 0) >= Date.parse(queuedAt ?? '')).length;

async function orderOf(given: RentedPlaceParts, machines: number): Promise<MachineOrder> {
  const { rented: { rental, estimate }, job, chosen, work, media } = given;
  const rentals = await rental.ledger.ofJob(job.id);
  const order = await machineOrder(estimate, { job, chosen, plan: work.plan, media: media.map(mediumToEstimate) });
  const attempts = order.maxAttempts - failuresOf(rentals, job);
  if (attempts <= 0) throw new AppError('MACHINE_UNREACHABLE', `${order.maxAttempts} machines failed; no other one is tried.`);
  const mine = rentals.flatMap(({ state, offer: { machineId } }) => (state === 'gone' || machineId === undefined ? [] : [machineId]));
  return { ...order, maxAttempts: attempts, expectedSeconds: order.expectedSeconds / machines, avoid: [...order.avoid, ...mine] };
}

/** A process that is gone holds its machine for as long as its claim lasts, which may be longer than that of the job. */
async function adoptOne(given: RentedPlaceParts, parts: RentalParts, id: string): Promise<RentedMachine | undefined> {
  const { clock, ledger, timing } = parts;
  const until = clock.now() + ({ ...STANDARD_TIMING, ...timing }).claimMs + ADOPT_POLL_MS;
  for (;;) {
    const machine = await adopt(parts, id, { caps: jobCaps(given.rented.estimate, given.job) }, given.work.signal);
    if (machine || given.work.signal.aborted) return machine;
    const left = await ledger.read(id);
    if (!left || ENDING_STATES.includes(left.state) || clock.now() >= until) return undefined;
    await clock.sleep(ADOPT_POLL_MS, given.work.signal);
  }
}

/** What an earlier process left: used where it can be, ended where not. */
async function adoptMachines(given: RentedPlaceParts, parts: RentalParts, most: number): Promise<RentedMachine[]> {
  const { work, media } = given;
  const left = (await parts.ledger.ofJob(work.claim.id)).filter(({ state }) => !ENDING_STATES.includes(state));
  const adopted = await Promise.all(left.map(async ({ id, endWanted }, i) => {
    try {
      if (endWanted === undefined && media.length > 0 && i < most) return await adoptOne(given, parts, id);
      await endRental(parts, id, endWanted ?? 'abandoned');
    } catch (error) {
      work.parts.onFailure?.(toAppError(error), 'a machine of an earlier process');
    }
    return undefined;
  }));
  return adopted.filter((each) => each !== undefined);
}

export async function rentedPlace(given: RentedPlaceParts): Promise<WorkPlace> {
  const { work, rented, chosen, media, stop } = given;
  const { policy = STANDARD_POLICY } = rented.estimate;
  const steps = machineSteps(work);
  const parts: RentalParts = {
    ...rented.rental,
    tell(notice) {
      rented.rental.tell?.(notice);
      steps.tell(notice);
    },
  };
  const most = Math.max(1, Math.min(chosen.expected?.machines?.machines ?? 1, chosen.wish.mostMachines ?? policy.most, policy.most, media.length));
  const adopted = await adoptMachines(given, parts, most);
  const estimate = await estimateOf({ data: work.parts.data, providers: [] }, work.plan, media.map(mediumToEstimate));
  const sender = mediaSender(work);
  const machines: JobMachine[] = Array.from({ length: most }, (_, i) => rentedMachine({
    rental: parts, order: () => orderOf(given, most), adopted: adopted[i],
    onStop: ({ code }) => { stop(code === 'EMERGENCY_STOP' ? 'emergency' : 'cost_limit'); },
  }));
  const byMachine = new Map<Machine, JobMachine>(machines.map((machine) => [machine, machine]));

  const measures = machineMeasures({ database: rented.estimate.database, data: work.parts.data, onFailure: work.parts.onFailure });
  function idle(machine: Machine, quick = false): void {
    const rental = byMachine.get(machine)?.rented()?.rental();
    if (rental) void measures.note(rental, sender.mbps());
    void machine.release(quick); // how it goes is seen in the ledger
  }

  return {
    machines, sent: sender.source, idle, runningUsd: () => 0, // the saga counts, alarms and ends
    inOrder: (all) => longestFirst(all.filter(({ ended }) => !ended), (mediaId) => expectedSeconds(estimate, mediaId)),
    figures(machine) {
      const now = byMachine.get(machine)?.rented();
      const rental = now?.rental();
      return now && rental ? { machineId: rental.id, usdPerMinute: (rental.usdPerHour ?? rental.offer.usdPerHour) / 60, spentUsd: now.spentUsd() } : {};
    },
    async worked(machine, times) {
      const rental = byMachine.get(machine)?.rented()?.rental();
      if (rental) await measures.worked(rental, times);
    },
    async end(stopped) {
      if (stopped === 'lost') {
        await Promise.all(machines.map((machine) => machine.leave()));
        return false;
      }
      for (const machine of machines) idle(machine, stopped !== undefined);
      const gone = await settleMachines({
        work, rental: parts, reason: stopped === undefined ? 'finished' : REASONS[stopped],
        isOver: (open, waitedMs) => work.leaving.aborted && (waitedMs > STOP_MS || open.every(({ state }) => state === 'confirming')),
      });
      await steps.settled();
      return gone;
    },
  };
}
