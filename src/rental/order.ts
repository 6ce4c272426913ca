/** One attempt: its money reserved and its intent written down before anything is asked for. */
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Offer, Provider, RentRequest } from '../gpu/provider.ts';
import { bounded } from './bounded.ts';
import { affordableMs, planReservation, roomUnder, SHARES, shareReached, trafficUsd, worstCaseUsd, type Plan, type WorstCase } from './budget.ts';
import type { Caps, Committed } from './ledger.ts';
import { duplicateName, machineName } from './names.ts';
import { bootMsOf, STANDARD_TIMING, type MachineOrder, type RentalParts, type RentalTiming } from './parts.ts';
import { offerSnapshot, type OfferSnapshot, type Rental } from './rental.ts';

export const timingOf = (parts: RentalParts): RentalTiming => ({ ...STANDARD_TIMING, ...parts.timing });

const LEAST_WISH_MS = 30 * 60_000;
/** Between the sum and the writing another one may have reserved. */
const PLANS = 3;

const hex = (random: () => number, digits: number): string => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

/** A UUID of version 4 out of the randomness that is handed in. */
const newId = (random: () => number): string => `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${(8 + Math.floor(random() * 4)).toString(16)}${hex(random, 3)}-${hex(random, 12)}`;

const newName = ({ installation, random }: RentalParts, jobId: string, attempt: number): string => machineName({ installation, job: jobId, attempt, nonce: hex(random, 8) });

/** This holder, and which of its drivers. */
export const newHolder = ({ holder, random }: RentalParts): string => `${holder}#${hex(random, 8)}`;

/** @throws AppError BALANCE_TOO_LOW, PROVIDER_REFUSED (it may spend no faster), and where the balance cannot be read */
async function checkBalance(parts: RentalParts, provider: Provider, offer: Offer, neededUsd: number): Promise<void> {
  if (!provider.balance) return;
  const { balance } = provider;
  const { usd, usdPerHour = 0, limitUsdPerHour } = await bounded(parts.clock, timingOf(parts).callMs, (signal) => balance.call(provider, signal));
  if (usd < neededUsd) throw new AppError('BALANCE_TOO_LOW', `${provider.name} has ${usd.toFixed(2)} USD left; this machine may need ${neededUsd.toFixed(2)}.`, { provider: provider.name, balanceUsd: usd, neededUsd });
  if (limitUsdPerHour !== undefined && usdPerHour + offer.usdPerHour > limitUsdPerHour) throw new AppError('PROVIDER_REFUSED', `The account at ${provider.name} may spend ${limitUsdPerHour} USD an hour.`, { provider: provider.name });
}

/** What was reached before this machine was there was told by the machines before. */
function alreadyTold(caps: Caps, committed: Committed): string[] {
  const sums = [['job', committed.jobUsd, caps.jobUsd], ['day', committed.dayUsd, caps.day?.usd], ['workspace', committed.workspaceUsd, caps.workspace?.usd]] as const;
  return sums.flatMap(([limit, usd, limitUsd]) => {
    const reached = limitUsd === undefined ? 0 : shareReached(usd, limitUsd);
    return SHARES.flatMap(({ share, alert }) => (share <= reached ? [`${alert}_${limit}`] : []));
  });
}

/** A timer of the provider's own is set to so late at most. */
const LONGEST_TIMER_MS = 30 * 24 * 3_600_000;

/**
 * For providers with a timer of their own, which nobody can move later: when this machine alone would have used up all that the
 * limits leave. A reservation that grows stays within it, and what nobody ends, server and lease gone, ends then.
 */
const timerAt = (worst: WorstCase, caps: Caps, committed: Committed, nowMs: number): number =>
  nowMs + Math.min(LONGEST_TIMER_MS, Math.max(0, Math.floor(affordableMs(worst, roomUnder(caps, committed).usd))));

interface Attempt {
  provider: Provider;
  offer: Offer;
  attempt: number;
  holder: string;
}

const blank = (now: number) => ({
  spentUsd: 0, at: { intended: now }, created: false, absences: 0, logins: 0, wipes: 0, deletes: 0, refusedMs: 0, duplicates: [], version: 0,
});

/** Plans and writes it down. @throws AppError COST_LIMIT_TOO_LOW, BALANCE_TOO_LOW */
export async function intend(parts: RentalParts, order: MachineOrder, { provider, offer, attempt, holder }: Attempt): Promise<{ rental: Rental; rent: RentRequest }> {
  const { ledger, clock, access } = parts;
  const timing = timingOf(parts);
  const snapshot = offerSnapshot(offer);
  const bootMs = bootMsOf(timing, offer.provider);
  const alone = { usdPerHour: offer.usdPerHour, trafficUsd: trafficUsd(snapshot, order), leaseMs: timing.leaseMs };
  const worst = { ...alone, bootMs };
  const expectedMs = (order.expectedSeconds ?? 0) * 1000;
  const wishMs = bootMs + Math.max(2 * expectedMs, LEAST_WISH_MS);
  const { publicKey, keyMaterial } = await access.makeKeys();
  for (let tries = 1; ; tries += 1) {
    const caps = await order.caps();
    const committed = await ledger.committed(order, caps);
    const nowMs = clock.now();
    const plan: Plan = planReservation(worst, { caps, committed, nowMs, wishMs, usefulMs: timing.usefulMs });
    if (tries === 1) await checkBalance(parts, provider, offer, Math.min(plan.reservedUsd, worstCaseUsd(worst, Math.max(expectedMs, timing.usefulMs))));
    try {
      const rental = await ledger.insert({
        ...blank(nowMs), id: newId(parts.random), workspaceId: order.workspaceId, jobId: order.jobId, provider: offer.provider, name: newName(parts, order.jobId, attempt), state: 'intended',
        attempt, offer: snapshot, keyMaterial, trafficUsd: worst.trafficUsd, hardEndAt: plan.hardEndAt, reservedUsd: plan.reservedUsd, alerts: alreadyTold(caps, committed),
      }, caps, holder, timing.claimMs);
      const terms = { leaseSeconds: timing.leaseMs / 1000, hardEndSeconds: Math.floor((plan.hardEndAt - nowMs) / 1000) };
      return { rental, rent: { publicKey, image: access.image(offer), diskGb: order.diskGb, bootScript: access.bootScript(offer.provider, terms, plan.hardEndAt), env: order.env ?? {}, endsAt: timerAt(alone, caps, committed, nowMs) } };
    } catch (error) {
      if (toAppError(error).code !== 'COST_LIMIT_TOO_LOW' || tries >= PLANS) throw error;
    }
  }
}

const NOT_AN_OFFER: OfferSnapshot = { id: '', description: '', usdPerHour: 0, interruptible: false, usdPerGbIn: 0, usdPerGbOut: 0 };

/**
 * A row for a machine of ours that nobody wrote down, so that it can be ended like any other.
 * @param of whose name it has too: then it is a second one, and paid by the same job
 */
export function orphanRental(parts: RentalParts, provider: string, view: { id: string; name: string; usdPerHour?: number; createdAt?: number }, of?: Rental): Rental {
  const now = parts.clock.now();
  const usdPerHour = view.usdPerHour ?? of?.offer.usdPerHour ?? 0;
  const spentAt = Math.min(now, view.createdAt ?? now);
  return {
    ...blank(now), at: { intended: now, terminating: now }, id: newId(parts.random), provider, name: of ? duplicateName(of.name, view.id) : view.name, workspaceId: of?.workspaceId, jobId: of?.jobId, state: 'terminating', attempt: of?.attempt ?? 1, created: true, instanceId: view.id, offer: of?.offer ?? { ...NOT_AN_OFFER, usdPerHour },
    keyMaterial: '', trafficUsd: 0, hardEndAt: now, reservedUsd: worstCaseUsd({ usdPerHour, trafficUsd: 0, leaseMs: timingOf(parts).leaseMs }, now - spentAt), spentAt, seenAt: now, endReason: of ? 'duplicate' : 'orphan', alerts: [],
  };
}
