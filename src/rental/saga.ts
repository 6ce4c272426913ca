/** The life of one rented machine, from intent to absence. */
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Offer, Provider } from '../gpu/provider.ts';
import { paidUsd } from './budget.ts';
import { drive, driveOut } from './drive.ts';
import { openDriver, type Driver, type DriverOrder } from './driver.ts';
import { intend, newHolder, timingOf } from './order.ts';
import type { MachineOrder, ReleasedMachine, RentalParts, RentedMachine } from './parts.ts';
import { findWorker } from './provision.ts';
import { request } from './request.ts';
import { ENDING_STATES, type EndReason, type Rental } from './rental.ts';

const MAX_ATTEMPTS = 3;
/** Offers that were gone before they could be taken cost nothing; so many are tried. */
const MAX_REFUSALS = 12;

const LOST: Readonly<Partial<Record<EndReason, 'COST_LIMIT_REACHED' | 'EMERGENCY_STOP' | 'CANCELLED'>>> = { limit: 'COST_LIMIT_REACHED', emergency: 'EMERGENCY_STOP', cancelled: 'CANCELLED' };

const failureOf = (driver: Driver): AppError => {
  const cause = driver.cause();
  return cause?.failure ?? new AppError(LOST[cause?.reason ?? 'failed'] ?? 'WORKER_FAILED', `The machine ended: ${cause?.reason ?? 'another process has it'}.`);
};

function inUse(driver: Driver): RentedMachine {
  const lost = new AbortController();
  const lose = (): void => { lost.abort(failureOf(driver)); };
  if (driver.unusable.aborted) lose();
  else driver.unusable.addEventListener('abort', lose, { once: true });
  const out = driveOut(driver);
  const place = driver.worker;
  if (!place) throw new AppError('INTERNAL', 'A machine is ready and has no worker.');
  return {
    rental: driver.rental,
    worker: () => driver.worker ?? place,
    lost: lost.signal,
    spentUsd: () => paidUsd(driver.rental(), driver.clock.now()),
    release(reason): ReleasedMachine {
      driver.want(reason);
      const accepted = driver.when(({ state }) => state === 'confirming' || state === 'gone');
      const gone = driver.when(({ state }) => state === 'gone');
      for (const promise of [accepted, gone]) promise.catch(() => undefined); // whoever waits hears of it
      return { accepted, gone };
    },
    async leave() {
      driver.stop();
      await out;
    },
  };
}

/** Drives until it can be used. Otherwise it is ended meanwhile, and why is thrown. */
async function untilUsable(driver: Driver, begin: () => Promise<void>, signal: AbortSignal): Promise<RentedMachine> {
  const cancel = (): void => { driver.want('cancelled', new AppError('CANCELLED', 'Cancelled.')); };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  let handed = false;
  try {
    const usable = begin().then(() => drive(driver, 'usable'));
    usable.catch(() => undefined);
    const cancelled = new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined);
      else signal.addEventListener('abort', () => { resolve(undefined); }, { once: true });
    });
    // Whoever cancels does not wait until an unknown machine is found: that goes on behind this.
    const reached = await Promise.race([usable, cancelled]);
    if (reached?.state === 'ready' && !driver.cause() && !driver.stopped.aborted) {
      handed = true;
      return inUse(driver);
    }
    if (!reached) {
      handed = true;
      void usable.catch(() => undefined).then(() => driveOut(driver));
    }
    throw failureOf(driver);
  } finally {
    signal.removeEventListener('abort', cancel);
    if (!handed) void driveOut(driver);
  }
}

/** Reasons for which no machine of this provider is asked for again. */
const PROVIDER_CLOSED = ['BALANCE_TOO_LOW', 'PROVIDER_UNAUTHORIZED', 'PROVIDER_UNREACHABLE'];
const GIVE_UP = ['CANCELLED', 'EMERGENCY_STOP'];

interface Attempts {
  machines: number;
  refusals: number;
  avoid: Set<string>;
  closed: Set<string>;
}

async function attempt(parts: RentalParts, order: MachineOrder, offer: Offer, provider: Provider, attempts: Attempts, signal: AbortSignal): Promise<RentedMachine> {
  const holder = newHolder(parts);
  const { rental, rent: wanted } = await intend(parts, order, { provider, offer, attempt: attempts.machines + attempts.refusals + 1, holder });
  const driver = openDriver(parts, rental, holder, order);
  driver.tell({ kind: 'state', rental, from: 'intended', at: parts.clock.now() });
  try {
    return await untilUsable(driver, () => request(driver, offer, wanted), signal);
  } catch (error) {
    const { created, machineId } = driver.rental();
    const failed = machineId ?? offer.machine?.machineId;
    if (created && failed !== undefined) attempts.avoid.add(failed);
    if (created) attempts.machines += 1;
    else attempts.refusals += 1;
    throw error;
  }
}

const rank = ({ code }: AppError): number => ['NO_OFFER', 'COST_LIMIT_TOO_LOW'].indexOf(code);

/**
 * Rents a machine on which a worker answers; goes on to the next offer where one fails. What failed is ended meanwhile.
 *
 * @throws AppError NO_OFFER, COST_LIMIT_TOO_LOW, BALANCE_TOO_LOW, PRICE_CHANGED, MACHINE_UNREACHABLE, PROVISIONING_FAILED,
 *   PROVIDER_REFUSED, PROVIDER_UNAUTHORIZED, EMERGENCY_STOP, CANCELLED
 */
export async function rent(parts: RentalParts, order: MachineOrder, signal: AbortSignal): Promise<RentedMachine> {
  const attempts: Attempts = { machines: 0, refusals: 0, avoid: new Set(order.avoid), closed: new Set() };
  let failure = new AppError('NO_OFFER', 'No offer could be taken.');
  for (const offer of order.offers) {
    if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
    if (attempts.machines >= (order.maxAttempts ?? MAX_ATTEMPTS) || attempts.refusals >= MAX_REFUSALS) break;
    const provider = parts.providers.find(({ name }) => name === offer.provider);
    if (!provider || attempts.closed.has(offer.provider) || attempts.avoid.has(offer.machine?.machineId ?? '')) continue;
    try {
      return await attempt(parts, order, offer, provider, attempts, signal);
    } catch (error) {
      const why = toAppError(error);
      if (GIVE_UP.includes(why.code)) throw why;
      if (PROVIDER_CLOSED.includes(why.code)) attempts.closed.add(offer.provider);
      // What happened to a machine says more than that another one was taken already.
      if (rank(why) <= rank(failure) || rank(failure) === 0) failure = why;
    }
  }
  throw failure;
}

/** One that nobody drives, as this process found it. */
async function take(parts: RentalParts, rentalId: string, order?: DriverOrder): Promise<Driver | undefined> {
  const holder = newHolder(parts);
  const rental = await parts.ledger.claim(rentalId, holder, timingOf(parts).claimMs);
  return rental && openDriver(parts, rental, holder, order);
}

/**
 * Goes on with a machine of this job that a process left. @returns undefined where none can be used; what is left of it is ended
 * @throws AppError CANCELLED
 */
export async function adopt(parts: RentalParts, rentalId: string, order: DriverOrder, signal: AbortSignal): Promise<RentedMachine | undefined> {
  const driver = await take(parts, rentalId, order);
  if (!driver) return undefined;
  if (ENDING_STATES.includes(driver.rental().state)) {
    void driveOut(driver);
    return undefined;
  }
  try {
    return await untilUsable(driver, () => (driver.rental().state === 'ready' ? findWorker(driver) : driver.apply('taken_over')), signal);
  } catch (error) {
    if (toAppError(error).code === 'CANCELLED' && signal.aborted) throw error;
    return undefined;
  }
}

/** Drives one that nobody drives to its end, in the background. @returns undefined where somebody does */
export async function endRental(parts: RentalParts, rentalId: string, reason: EndReason): Promise<{ gone: Promise<Rental> } | undefined> {
  const driver = await take(parts, rentalId);
  if (!driver) return undefined;
  driver.want(reason);
  const gone = driver.when(({ state }) => state === 'gone');
  gone.catch(() => undefined);
  void driveOut(driver);
  return { gone };
}
