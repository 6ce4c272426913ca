/** Where rentals are written down before anything is done. One of memory, one of the database, one set of cases for both. */
import type { EndReason, Rental } from './rental.ts';

/** Limits in USD; what is absent is not limited. A rental counts for a day while it lasts into it, and wholly. */
export interface Caps {
  jobUsd: number;
  day?: { usd: number; sinceMs: number };
  workspace?: { usd: number; sinceMs: number };
}

/** What counts against the caps now: what is reserved for machines that are not gone, what the others cost. */
export interface Committed {
  jobUsd: number;
  dayUsd: number;
  workspaceUsd: number;
}

export interface RentalLedger {
  /**
   * Writes a new one, claimed by `holder`, if what it reserves fits under the caps; two at the same time never fit where one
   * would. @throws AppError COST_LIMIT_TOO_LOW (`details.cap`: job, day, workspace)
   */
  insert(rental: Rental, caps: Caps | undefined, holder: string, leaseMs: number): Promise<Rental>;
  /**
   * Writes what it has become, version + 1, and renews the claim. With `caps` a higher reservation has to fit.
   *
   * @returns as it stands now with what others wished; undefined where another driver has it or wrote in between
   * @throws AppError COST_LIMIT_TOO_LOW
   */
  update(rental: Rental, holder: string, leaseMs: number, caps?: Caps): Promise<Rental | undefined>;
  read(id: string): Promise<Rental | undefined>;
  /** All that are not gone, of all workspaces. */
  open(): Promise<Rental[]>;
  /** Open or gone. */
  byNames(names: readonly string[]): Promise<Rental[]>;
  ofJob(jobId: string): Promise<Rental[]>;
  committed(place: { workspaceId: string; jobId: string }, caps: Caps, exceptId?: string): Promise<Committed>;
  /** One drives at a time. @returns undefined where somebody else does */
  claim(id: string, holder: string, leaseMs: number): Promise<Rental | undefined>;
  /** @returns how it stands, with what others wished; undefined where it is another's now */
  renew(id: string, holder: string, leaseMs: number): Promise<Rental | undefined>;
  release(id: string, holder: string): Promise<void>;
  /** Ids without a driver that lives. */
  unclaimed(): Promise<string[]>;
  /** Tells whoever drives them to end them. Without ids: all that are not gone. @returns how many */
  wantEnd(reason: EndReason, ids?: readonly string[]): Promise<number>;
}
