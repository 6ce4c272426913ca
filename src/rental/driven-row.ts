/** The row of a rental in the hand of the one who drives it: written in turn, each time only if nobody else did. */
import type { RentalParts } from './parts.ts';
import type { Caps } from './ledger.ts';
import type { Rental } from './rental.ts';

export interface DrivenRow {
  rental(): Rental;
  /** @returns false where another one has it. @throws what the ledger throws, before anything exists or where `caps` are asked */
  write(change: (now: Rental) => Rental, caps?: Caps): Promise<boolean>;
  /** Renews the claim where nothing was written for a while. */
  renew(): Promise<boolean>;
  /** Whether this was not noted yet; kept with the next writing. */
  once(key: string): boolean;
}

/** Before that nothing exists, so what cannot be written down is not done; later what exists is ended, written down or not. */
const STRICT = ['intended', 'requesting'];

/** @param heed is told of every answer of the ledger: it carries what others wish */
export function openRow({ ledger, clock }: RentalParts, first: Rental, holder: string, claimMs: number, heed: (stored: Rental) => void): DrivenRow {
  let rental = first;
  let writtenAt = clock.now();
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other, since each needs the version that the one before left. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function writeNow(change: (now: Rental) => Rental, caps?: Caps): Promise<boolean> {
    const next = change(rental);
    let stored: Rental | undefined;
    try {
      stored = await ledger.update(next, holder, claimMs, caps);
    } catch (error) {
      if (caps || STRICT.includes(next.state)) throw error;
      rental = next; // its version is as it was, so the next writing carries this too
      return true;
    }
    if (!stored) return false;
    // What was alarmed while this was being written is not in it.
    rental = { ...stored, alerts: [...new Set([...stored.alerts, ...rental.alerts])] };
    writtenAt = clock.now();
    heed(stored);
    return true;
  }

  return {
    rental: () => rental,
    write: (change, caps) => inTurn(() => writeNow(change, caps)),
    renew: () => inTurn(async () => {
      if (clock.now() - writtenAt < claimMs / 3) return true;
      try {
        const stored = await ledger.renew(rental.id, holder, claimMs);
        if (stored) heed(stored);
        return stored !== undefined;
      } catch {
        return true; // a ledger that is away is asked again
      }
    }),
    once(key) {
      if (rental.alerts.includes(key)) return false;
      rental = { ...rental, alerts: [...rental.alerts, key] };
      return true;
    },
  };
}
