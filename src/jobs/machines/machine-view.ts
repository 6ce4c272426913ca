/** A rented machine's row as the API shows it. Its keys never leave the row. */
import type { MachinePhase, MachineView } from '@aima/contract';
import type { MachineRow } from '../../db/index.ts';
import { paidUntil, paidUsd } from '../../rental/budget.ts';
import { EndReason, RentalFacts, RentalState, type Rental } from '../../rental/index.ts';

const PHASES: Readonly<Record<RentalState, MachinePhase>> = {
  intended: 'planned', requesting: 'starting', unknown: 'starting', booting: 'starting', provisioning: 'setting_up', ready: 'working', wiping: 'ending', terminating: 'ending', confirming: 'ending', gone: 'gone',
};

export const rentalOf = ({ facts, state, endWanted, createdAt: _, ...row }: MachineRow): Rental => ({
  ...RentalFacts.parse(facts), ...row, state: RentalState.parse(state), ...(endWanted === undefined ? {} : { endWanted: EndReason.parse(endWanted) }),
});

const iso = <Key extends string>(key: Key, ms: number | undefined): Partial<Record<Key, string>> => (ms === undefined ? {} : { [key]: new Date(ms).toISOString() } as Record<Key, string>); // a computed name

/** What it cost or has cost: once it is gone its reservation is its cost. */
export const spentUsd = (rental: Rental, nowMs: number): number => (rental.state === 'gone' ? rental.reservedUsd : paidUsd(rental, nowMs));

/** Seconds that are paid: from the call that made it until it was not there any more. */
export function paidSeconds(rental: Rental, nowMs: number): number {
  const { created, state, at: { requesting: from } } = rental;
  if (from === undefined || (!created && state === 'gone')) return 0;
  return Math.max(0, Math.round((paidUntil(rental, nowMs) - from) / 1000));
}

/** To a millionth. */
export const roundedUsd = (usd: number): number => Math.round(usd * 1e6) / 1e6;

const money = (usd: number): number => Math.max(0, roundedUsd(usd));

export function machineView(rental: Rental, nowMs: number): MachineView {
  const { offer, at, endWanted, endReason, failure, wipe } = rental;
  const usdPerHour = rental.usdPerHour ?? offer.usdPerHour;
  return {
    id: rental.id, jobId: rental.jobId ?? null, provider: rental.provider, name: rental.name, phase: PHASES[rental.state], state: rental.state, description: offer.description, interruptible: offer.interruptible, attempt: rental.attempt,
    usdPerHour, usdPerMinute: money(rental.state === 'gone' || !rental.created ? 0 : usdPerHour / 60), spentUsd: money(spentUsd(rental, nowMs)), reservedUsd: money(rental.reservedUsd), seconds: paidSeconds(rental, nowMs), alerts: rental.alerts,
    ...(offer.gpu === undefined ? {} : { gpu: offer.gpu }), ...(offer.region === undefined ? {} : { region: offer.region }),
    ...iso('startedAt', at.requesting), ...iso('readyAt', at.ready), ...iso('goneAt', at.gone), endsAt: new Date(rental.hardEndAt).toISOString(), ...iso('leaseUntil', rental.leaseUntil), ...iso('refusedSince', rental.refusedSince),
    ...(endWanted === undefined ? {} : { endWanted }), ...(endReason === undefined ? {} : { endReason }), ...(failure === undefined ? {} : { failure }),
    ...(wipe === undefined ? {} : { wipe: { ...(wipe.filesLeft === undefined ? {} : { filesLeft: wipe.filesLeft }), ...(wipe.skipped === undefined ? {} : { skipped: wipe.skipped }) } }),
  };
}
