/** A ledger that lives as long as its process: for proofs and for the command line, which has no database. */
import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { requireRoom } from './budget.ts';
import type { Caps, Committed, RentalLedger } from './ledger.ts';
import type { Rental } from './rental.ts';

interface Entry {
  rental: Rental;
  claimedBy?: string | undefined;
  claimedUntil: number;
}

export function memoryLedger(clock: Pick<Clock, 'now'>): RentalLedger {
  const entries = new Map<string, Entry>();
  const copy = (rental: Rental): Rental => structuredClone(rental);
  const all = (): Rental[] => [...entries.values()].map(({ rental }) => rental);

  function sums({ workspaceId, jobId }: { workspaceId?: string | undefined; jobId?: string | undefined }, caps: Caps, exceptId?: string): Committed {
    const sum = (rentals: readonly Rental[]): number => rentals.reduce((total, { reservedUsd }) => total + reservedUsd, 0);
    const others = all().filter((each) => each.id !== exceptId && each.workspaceId === workspaceId);
    const lasting = (sinceMs: number | undefined): Rental[] => others.filter(({ state, at }) => state !== 'gone' || (at.gone ?? 0) >= (sinceMs ?? 0));
    return { jobUsd: sum(others.filter((each) => each.jobId === jobId)), dayUsd: sum(lasting(caps.day?.sinceMs)), workspaceUsd: sum(lasting(caps.workspace?.sinceMs)) };
  }

  const take = (entry: Entry, holder: string, leaseMs: number): Rental => {
    entry.claimedBy = holder;
    entry.claimedUntil = clock.now() + leaseMs;
    return copy(entry.rental);
  };
  const free = ({ claimedBy, claimedUntil }: Entry): boolean => claimedBy === undefined || claimedUntil <= clock.now();

  // Each method is one step of the event loop, so no two reserve the same dollar.
  return {
    async insert(rental, caps, holder, leaseMs) {
      if (caps) requireRoom(rental.reservedUsd, caps, sums(rental, caps));
      if (all().some(({ provider, name }) => provider === rental.provider && name === rental.name)) throw new AppError('CONFLICT', `There is a rental ${rental.name} already.`);
      const entry: Entry = { rental: copy({ ...rental, version: 1 }), claimedUntil: 0 };
      entries.set(rental.id, entry);
      return take(entry, holder, leaseMs);
    },
    async update(rental, holder, leaseMs, caps) {
      const entry = entries.get(rental.id);
      if (entry?.claimedBy !== holder || entry.rental.version !== rental.version) return undefined;
      if (caps && rental.reservedUsd > entry.rental.reservedUsd) requireRoom(rental.reservedUsd, caps, sums(rental, caps, rental.id));
      entry.rental = copy({ ...rental, version: rental.version + 1, endWanted: entry.rental.endWanted });
      return take(entry, holder, leaseMs);
    },
    async read(id) {
      const entry = entries.get(id);
      return entry && copy(entry.rental);
    },
    async open() { return all().filter(({ state }) => state !== 'gone').map(copy); },
    async byNames(names) { return all().filter(({ name }) => names.includes(name)).map(copy); },
    async ofJob(jobId) { return all().filter((each) => each.jobId === jobId).map(copy); },
    async committed(place, caps, exceptId) { return sums(place, caps, exceptId); },
    async claim(id, holder, leaseMs) {
      const entry = entries.get(id);
      return entry && free(entry) ? take(entry, holder, leaseMs) : undefined;
    },
    async renew(id, holder, leaseMs) {
      const entry = entries.get(id);
      return entry?.claimedBy === holder ? take(entry, holder, leaseMs) : undefined;
    },
    async release(id, holder) {
      const entry = entries.get(id);
      if (entry?.claimedBy === holder) entry.claimedBy = undefined;
    },
    async unclaimed() { return [...entries.values()].filter((entry) => entry.rental.state !== 'gone' && free(entry)).map(({ rental }) => rental.id); },
    async wantEnd(reason, ids) {
      const wanted = [...entries.values()].filter(({ rental }) => rental.state !== 'gone' && (ids?.includes(rental.id) ?? true));
      for (const { rental } of wanted) rental.endWanted ??= reason;
      return wanted.length;
    },
  };
}
