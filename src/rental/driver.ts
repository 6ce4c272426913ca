/** Whoever drives one rental: holds its claim, writes each step down before the next, and hears when it is to end. */
import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Provider } from '../gpu/provider.ts';
import { accrued, endingReservation, paidUsd } from './budget.ts';
import { openRow, type DrivenRow } from './driven-row.ts';
import type { Caps } from './ledger.ts';
import type { MachineSession, WorkerPlace } from './machine-access.ts';
import { namedByProvider } from './names.ts';
import { STANDARD_TIMING, type AlertKind, type RentalNotice, type RentalParts, type RentalTiming } from './parts.ts';
import { ENDING_STATES, type EndReason, type Rental } from './rental.ts';
import { afterEvent, type RentalEvent } from './transitions.ts';
import { waiters } from './waiters.ts';

export interface EndCause {
  reason: EndReason;
  failure?: AppError | undefined;
}

export interface DriverOrder {
  caps(): Caps | Promise<Caps>;
  expectedSeconds?: number | undefined;
}

export interface Driver {
  readonly parts: RentalParts;
  readonly clock: Clock;
  readonly timing: RentalTiming;
  readonly provider: Provider | undefined;
  /** Whose money it is and how long it should work; absent where it is only ended. */
  readonly order: DriverOrder | undefined;
  rental(): Rental;
  /** The connection, once there is one. */
  session: MachineSession | undefined;
  worker: WorkerPlace | undefined;
  /** What is being done on it; settles soon after it is to end. */
  working: Promise<unknown> | undefined;
  /** When, and how often, it was told that the provider does not end it. */
  alarmed: { at: number; times: number } | undefined;
  /** Why it is to end, once somebody said so; the first one counts. */
  cause(): EndCause | undefined;
  want(reason: EndReason, failure?: AppError): void;
  /** Aborted when it is to end, or this driver is to stop. */
  readonly unusable: AbortSignal;
  /** Aborted when this driver is to stop, because it leaves or another one drives. */
  readonly stopped: AbortSignal;
  stop(): void;
  /** Gives the claim back, so that another one can go on at once. */
  release(): Promise<void>;
  /** Writes down what an event made of it. @throws AppError CANCELLED where another one drives; what the ledger throws, before anything exists */
  apply(event: RentalEvent, patch?: Partial<Rental>): Promise<void>;
  /** Writes down facts alone; with `caps` only if what is reserved fits. */
  note(patch: Partial<Rental>, caps?: Caps): Promise<void>;
  /** From now on it costs that; what it cost until now stays. */
  reprice(usdPerHour: number): Promise<void>;
  alert(alert: AlertKind, severity: 'info' | 'warning' | 'critical', message: string, figures?: { value?: number; limit?: number }): void;
  tell(notice: RentalNotice): void;
  /** Resolves when what is written down is so. @throws AppError CANCELLED once this driver stopped */
  when(test: (rental: Rental) => boolean): Promise<Rental>;
  /** Once per rental: `key` is kept with it. */
  once(key: string): boolean;
}

/** What follows from having entered a state, beside the state. */
function entering(rental: Rental, event: RentalEvent, patch: Partial<Rental>, now: number, leaseMs: number): Rental {
  const state = afterEvent(rental.state, event);
  const changed: Rental = { ...rental, ...patch, state };
  if (state === rental.state) return changed;
  changed.at = { ...changed.at, [state]: now };
  if (state === 'gone') {
    changed.spentUsd = paidUsd(changed, now);
    changed.spentAt = undefined;
    changed.reservedUsd = changed.created ? changed.spentUsd + changed.trafficUsd : 0;
    if (changed.refusedSince !== undefined) Object.assign(changed, { refusedMs: changed.refusedMs + now - changed.refusedSince, refusedSince: undefined });
  } else if (ENDING_STATES.includes(state) && !ENDING_STATES.includes(rental.state)) changed.reservedUsd = endingReservation(changed, now, leaseMs);
  return changed;
}

/** What ends a driver, and what ends the use of its machine. */
function endings() {
  const unusable = new AbortController();
  const stopped = new AbortController();
  let cause: EndCause | undefined;
  return {
    unusable: unusable.signal,
    stopped: stopped.signal,
    cause: () => cause,
    want(reason: EndReason, failure?: AppError): void {
      if (cause) return;
      cause = { reason, failure };
      unusable.abort();
    },
    stop(): void {
      stopped.abort();
      unusable.abort();
    },
  };
}

async function keepClaim(clock: Clock, claimMs: number, row: DrivenRow, stopped: AbortSignal, stop: () => void): Promise<void> {
  while (!stopped.aborted) {
    await clock.sleep(claimMs / 3, stopped);
    if (!stopped.aborted && !await row.renew()) stop();
  }
}

export function openDriver(parts: RentalParts, first: Rental, holder: string, order?: DriverOrder): Driver {
  const { ledger, clock } = parts;
  const timing: RentalTiming = { ...STANDARD_TIMING, ...parts.timing };
  const { stop: end, ...ends } = endings();
  const heed = ({ endWanted }: Rental): void => {
    if (endWanted !== undefined) ends.want(endWanted, endWanted === 'emergency' ? new AppError('EMERGENCY_STOP', 'A person stopped all machines.') : undefined);
  };
  const row = openRow(parts, first, holder, timing.claimMs, heed);
  const { rental, once } = row;
  const { when, wake } = waiters(rental, ends.stopped);
  const stop = (): void => {
    end();
    wake();
  };
  const tell = (notice: RentalNotice): void => {
    try {
      parts.tell?.(notice);
    } catch {
      // Telling never stops ending.
    }
  };
  async function write(change: (now: Rental) => Rental, caps?: Caps): Promise<void> {
    if (!ends.stopped.aborted && await row.write(change, caps)) return;
    stop();
    throw new AppError('CANCELLED', 'Another process drives this machine.');
  }
  async function apply(event: RentalEvent, patch: Partial<Rental> = {}): Promise<void> {
    const { state: from } = rental();
    await write((now) => entering(now, event, patch, clock.now(), timing.leaseMs));
    if (rental().state === from) return;
    tell({ kind: 'state', rental: rental(), from, at: clock.now() });
    wake();
  }
  heed(first);
  void keepClaim(clock, timing.claimMs, row, ends.stopped, stop);
  return {
    parts, clock, timing, order, rental, once, when, tell, stop, apply, ...ends,
    provider: parts.providers.find(({ name }) => name === first.provider),
    session: undefined,
    worker: undefined,
    working: undefined,
    alarmed: undefined,
    release: () => ledger.release(first.id, holder).catch(() => undefined), // else it runs out
    note: (patch, caps) => write((now) => ({ ...now, ...patch }), caps),
    // Nobody knows since when, so the dearer of both counts for the time between two looks.
    reprice: (usdPerHour) => write((now) => ({ ...now, ...accrued({ ...now, usdPerHour: Math.max(usdPerHour, now.usdPerHour ?? 0) }, clock.now()), usdPerHour })),
    alert: (alert, severity, message, figures = {}) => { tell({ kind: 'alert', alert, severity, provider: first.provider, rental: { ...rental(), name: namedByProvider(first.name) }, message, at: clock.now(), ...figures }); },
  };
}
