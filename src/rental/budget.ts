/**
 * Money, pure. Reserved is the worst case: the machine runs at the highest price that we accept until it ends itself by the
 * cap, hears of nobody for as long as a lease lasts, and is killed a minute late. So a dead server spends no more either. Before
 * it is made: providers were seen to make two machines of one order, and then the server may be gone for ever, so that both run
 * until their leases end. Once lists showed one machine, that second one is no longer reserved for.
 */
import { AppError } from '../kernel/app-error.ts';
import type { Caps, Committed } from './ledger.ts';
import type { OfferSnapshot, Rental } from './rental.ts';

const HOUR_MS = 3_600_000;
/** A machine may cost so much more than it was offered for; above the second it is told as a jump. */
const PRICE_TOLERANCE = 1.05;
const PRICE_JUMP = 1.5;
/** How late a machine that ends itself may do so, and the minute that a provider may round up to. */
const KILL_MARGIN_MS = 60_000;
const ROUND_UP_MS = 60_000;
/** Sums of doubles. */
const ROUNDING_USD = 1e-9;

/** Of a limit; each is told once. */
export const SHARES = [
  { share: 0.5, alert: 'budget_50', severity: 'info' }, { share: 0.8, alert: 'budget_80', severity: 'warning' }, { share: 1, alert: 'budget_100', severity: 'critical' },
] as const;
/** So many times what was expected is no accident any more. */
export const TOO_LONG = 2;

export interface Plan {
  hardEndAt: number;
  reservedUsd: number;
}

export interface WorstCase {
  usdPerHour: number;
  trafficUsd: number;
  leaseMs: number;
  /** Before it is made: until its lease holds, at the latest. */
  bootMs?: number;
}

const LATE_MS = KILL_MARGIN_MS + ROUND_UP_MS;
const marginMs = (leaseMs: number): number => leaseMs + LATE_MS;
/** By the clock alone a machine ends itself so late, since clocks differ; one that begins late knows nothing else. */
const CLOCKS_DIFFER_MS = 5 * 60_000;
/** Two machines that nobody ever looks after, in all: each until its hard end by the clock or its lease's, whichever comes first. */
const twinsMs = ({ leaseMs, bootMs }: WorstCase, runMs: number): number => (bootMs === undefined ? 0 : 2 * (Math.min(runMs + CLOCKS_DIFFER_MS, bootMs + leaseMs) + LATE_MS));

export const trafficUsd = (offer: OfferSnapshot, { gbIn = 0, gbOut = 0 }: { gbIn?: number | undefined; gbOut?: number | undefined }): number => gbIn * offer.usdPerGbIn + gbOut * offer.usdPerGbOut;

/** @param runMs from when it costs money until its hard end */
export function worstCaseUsd(worst: WorstCase, runMs: number): number {
  const ms = Math.max(0, runMs);
  return (worst.usdPerHour * PRICE_TOLERANCE * Math.max(ms + marginMs(worst.leaseMs), twinsMs(worst, ms))) / HOUR_MS + worst.trafficUsd;
}

/** How long it may run until its hard end so that the worst case costs no more; below 0 where not even its end is affordable. */
export function affordableMs(worst: WorstCase, usd: number): number {
  const { usdPerHour, trafficUsd: traffic, leaseMs } = worst;
  if (usdPerHour <= 0) return Number.MAX_SAFE_INTEGER;
  const paidMs = ((usd - traffic) / (usdPerHour * PRICE_TOLERANCE)) * HOUR_MS;
  const alone = paidMs - marginMs(leaseMs);
  return twinsMs(worst, alone) <= paidMs ? alone : Math.min(alone, paidMs / 2 - LATE_MS - CLOCKS_DIFFER_MS);
}

/** What is left under each cap, and which of them leaves least. */
export function roomUnder(caps: Caps, committed: Committed): { usd: number; cap: 'job' | 'day' | 'workspace' } {
  const rooms = [
    { cap: 'job' as const, usd: caps.jobUsd - committed.jobUsd },
    ...(caps.day ? [{ cap: 'day' as const, usd: caps.day.usd - committed.dayUsd }] : []),
    ...(caps.workspace ? [{ cap: 'workspace' as const, usd: caps.workspace.usd - committed.workspaceUsd }] : []),
  ];
  return rooms.reduce((least, room) => (room.usd < least.usd ? room : least));
}

/** @throws AppError COST_LIMIT_TOO_LOW */
export function requireRoom(reservedUsd: number, caps: Caps, committed: Committed): void {
  const { usd, cap } = roomUnder(caps, committed);
  if (reservedUsd > usd + ROUNDING_USD) throw tooLow(cap, usd, reservedUsd);
}

const tooLow = (cap: string, roomUsd: number, neededUsd: number): AppError =>
  new AppError('COST_LIMIT_TOO_LOW', `The limit of the ${cap} leaves ${Math.max(0, roomUsd).toFixed(4)} USD; this machine may need ${neededUsd.toFixed(4)} USD.`, { cap, roomUsd: Math.max(0, roomUsd), neededUsd });

/**
 * How long a machine may be promised now, and what is reserved for that: as long as wished, or as the caps allow.
 * @throws AppError COST_LIMIT_TOO_LOW where that is less than what is of use
 */
export function planReservation(worst: WorstCase, { caps, committed, nowMs, wishMs, usefulMs }: { caps: Caps; committed: Committed; nowMs: number; wishMs: number; usefulMs: number }): Plan {
  const { usd, cap } = roomUnder(caps, committed);
  const runMs = Math.floor(Math.min(wishMs, affordableMs(worst, usd)));
  if (runMs < usefulMs) throw tooLow(cap, usd, worstCaseUsd(worst, usefulMs));
  return { hardEndAt: nowMs + runMs, reservedUsd: worstCaseUsd(worst, runMs) };
}

const rateOf = (rental: Pick<Rental, 'usdPerHour' | 'offer'>): number => rental.usdPerHour ?? rental.offer.usdPerHour;

/** It is paid until a list does not show it; a machine so new that lists do not know it yet, until the provider agreed to end it. */
export const paidUntil = ({ absentSince, acceptedAt }: Pick<Rental, 'absentSince' | 'acceptedAt'>, nowMs: number): number => (absentSince === undefined ? nowMs : Math.min(nowMs, Math.max(absentSince, acceptedAt ?? absentSince)));

/** What it has cost by time until `nowMs`, as we count it: from the call that made it. */
export const paidUsd = (rental: Rental, nowMs: number): number =>
  !rental.created || rental.spentAt === undefined ? rental.spentUsd : rental.spentUsd + (rateOf(rental) * Math.max(0, paidUntil(rental, nowMs) - rental.spentAt)) / HOUR_MS;

/** The same written down; what was paid at another price stays paid at that. */
export function accrued(rental: Rental, nowMs: number): Partial<Rental> {
  const spentUsd = paidUsd(rental, nowMs);
  const spentAt = rental.spentAt === undefined ? undefined : Math.max(rental.spentAt, paidUntil(rental, nowMs));
  return { spentUsd, ...(spentAt !== undefined && { spentAt }), reservedUsd: Math.max(rental.reservedUsd, spentUsd + rental.trafficUsd) };
}

/** From now on it only has to end: what else was reserved is free for the next machine. */
export function endingReservation(rental: Rental, nowMs: number, leaseMs: number): number {
  const usdPerHour = Math.max(rateOf(rental), rental.offer.usdPerHour);
  return Math.min(rental.reservedUsd, paidUsd(rental, nowMs) + worstCaseUsd({ usdPerHour, trafficUsd: rental.trafficUsd, leaseMs }, 0));
}

/** So near to the moment at which the machine ends itself that its work has to end. */
export const moneyUsedUp = ({ hardEndAt }: Rental, nowMs: number, leadMs: number): boolean => nowMs >= hardEndAt - leadMs;

export type PriceVerdict = 'as_offered' | 'above' | 'jump';

export function judgePrice(usdPerHour: number, offer: OfferSnapshot): PriceVerdict {
  if (usdPerHour > offer.usdPerHour * PRICE_JUMP) return 'jump';
  return usdPerHour > offer.usdPerHour * PRICE_TOLERANCE + ROUNDING_USD ? 'above' : 'as_offered';
}

/** The highest share of the limit that was reached, or 0. */
export const shareReached = (usd: number, limitUsd: number): number => (usd > 0 && limitUsd > 0 ? SHARES.findLast(({ share }) => usd >= share * limitUsd)?.share ?? 0 : 0);
