/** What a saga is made of. Nothing here reaches for a clock, a network or a database by itself. */
import type { Clock } from '../kernel/clock.ts';
import type { Offer, Provider } from '../gpu/provider.ts';
import type { Caps, RentalLedger } from './ledger.ts';
import type { MachineAccess, WorkerPlace } from './machine-access.ts';
import type { EndReason, Rental, RentalState } from './rental.ts';

export type AlertKind =
  /** So many percent of a limit are used up. */
  | 'budget_50' | 'budget_80' | 'budget_100'
  /** Costs above 1.5 times what it was offered for; runs twice as long as expected. */
  | 'price_jump' | 'run_time'
  /** The provider does not end it; it is gone and shows up again. */
  | 'not_ended' | 'returned'
  /** A machine of ours that nobody wrote down; a second one of one name. */
  | 'orphan' | 'duplicate'
  /** No complete list for a minute; the key is refused. */
  | 'provider_silent' | 'unauthorized';

export type RentalNotice =
  | { kind: 'state'; rental: Rental; from: RentalState; at: number }
  /** A step of setting up, in its own words. */
  | { kind: 'step'; rental: Rental; step: string; detail?: string | undefined; at: number }
  | { kind: 'spent'; rental: Rental; usd: number; at: number }
  | { kind: 'alert'; alert: AlertKind; severity: 'info' | 'warning' | 'critical'; provider: string; rental?: Rental | undefined; message: string; value?: number; limit?: number; at: number };

/** Milliseconds, each with what is usual in `STANDARD_TIMING`. */
export interface RentalTiming {
  claimMs: number;
  /** How long a call may take that makes a machine; any other call. */
  launchMs: number;
  callMs: number;
  /** How often is looked while something is awaited. */
  pollMs: number;
  /** Until it must let us in: by provider, `*` for all others. */
  bootMs: Readonly<Record<string, number>>;
  loginMs: number;
  provisionMs: number;
  wipeMs: number;
  heartbeatMs: number;
  leaseMs: number;
  /** It is lost when no heartbeat reached it for so long. */
  silentMs: number;
  /** A machine that was just made may be missing from lists. */
  graceMs: number;
  /** Between two lists that do not show it. */
  absenceMs: number;
  /** How often ending it is asked for again. */
  deleteMs: number;
  /** Still listed so long after the provider said yes, it is asked again; so long after the first yes, it counts as refused. */
  lingerMs: number;
  naturalMs: number;
  /** From then on a refusal is alarmed. */
  refusedAlertMs: number;
  /** Work ends so long before the machine would end itself; so long before, and by so much, is more money reserved. */
  leadMs: number;
  extendWithinMs: number;
  extendByMs: number;
  /** No machine is rented that could not work for so long. */
  usefulMs: number;
  /** The reaper's rounds: while anything is open or was a short time ago, else. */
  busyRoundMs: number;
  calmAfterMs: number;
  idleRoundMs: number;
}

export const STANDARD_TIMING: RentalTiming = {
  claimMs: 20_000, launchMs: 120_000, callMs: 20_000, pollMs: 5_000,
  bootMs: { runpod: 20 * 60_000, vastai: 10 * 60_000, '*': 15 * 60_000 }, loginMs: 30_000, provisionMs: 20 * 60_000, wipeMs: 10_000,
  heartbeatMs: 30_000, leaseMs: 5 * 60_000, silentMs: 3 * 60_000, graceMs: 3 * 60_000, absenceMs: 10_000, deleteMs: 4_000, lingerMs: 5_000, naturalMs: 20_000, refusedAlertMs: 30_000,
  leadMs: 60_000, extendWithinMs: 10 * 60_000, extendByMs: 30 * 60_000, usefulMs: 5 * 60_000, busyRoundMs: 15_000, calmAfterMs: 15 * 60_000, idleRoundMs: 45_000,
};

export const bootMsOf = ({ bootMs }: RentalTiming, provider: string): number => bootMs[provider] ?? bootMs['*'] ?? 0;

export interface RentalParts {
  ledger: RentalLedger;
  /** Those that rent: `remote` ones. */
  providers: readonly Provider[];
  access: MachineAccess;
  clock: Clock;
  /** 0..1, as Math.random. */
  random(): number;
  /** Of this installation: the first six letters and digits count. */
  installation: string;
  /** This process, unlike any other and unlike its own earlier lives; each of its drivers has a number behind it. */
  holder: string;
  /** Events, alarms and the audit trail. What it throws is dropped: telling never stops ending. */
  tell?(notice: RentalNotice): void;
  timing?: Partial<RentalTiming>;
}

/** What a job wants. */
export interface MachineOrder {
  workspaceId: string;
  jobId: string;
  /** In the order in which they are to be tried. */
  offers: readonly Offer[];
  /** Asked for anew whenever money is reserved, so that a limit that changes holds at once. */
  caps(): Caps | Promise<Caps>;
  diskGb: number;
  /** How long it is expected to work, in seconds: reserved is twice that (at least half an hour), and more when it is needed. */
  expectedSeconds?: number;
  /** Traffic at most, in GB, for providers that charge for it. */
  gbIn?: number;
  gbOut?: number;
  env?: Readonly<Record<string, string>>;
  /** Machines tried until one works; by default 3. */
  maxAttempts?: number;
  /** Physical machines that failed already. */
  avoid?: readonly string[];
}

/** A machine that works, and is ended by `release` alone. */
export interface RentedMachine {
  /** As last written down. */
  rental(): Rental;
  /** Where the worker answers now: another place after the connection was made anew. */
  worker(): WorkerPlace;
  /** Aborted when it must not be used any more; the reason is an AppError (WORKER_FAILED: take another; COST_LIMIT_REACHED, EMERGENCY_STOP: stop). */
  readonly lost: AbortSignal;
  /** What it has cost until now, in USD. */
  spentUsd(): number;
  /** Wipes and ends it. Resolves when two complete lists do not show it any more, or never. */
  release(reason: EndReason): ReleasedMachine;
  /** Stops driving it without ending it, so that the next process can adopt it. */
  leave(): Promise<void>;
}

export interface ReleasedMachine {
  /** The provider said yes to ending it for the first time. */
  accepted: Promise<Rental>;
  /** It is gone, confirmed. Pending for as long as the provider refuses. */
  gone: Promise<Rental>;
}
