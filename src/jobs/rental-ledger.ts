/** The ledger of rented machines in the database. */
import {
  claimRental, committedMoney, insertRental, lockRentalMoney, openRentals, releaseAllRentalClaims, releaseRentalClaim, renewRentalClaim, rentalById, rentalsNamed, rentalsOfJob, unclaimedRentals, updateRental, wantRentalsEnded,
  type Access, type Database, type RentalRow, type Transaction, type WrittenRental,
} from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { EndReason, RentalFacts, RentalState, requireRoom, type Caps, type Committed, type Rental, type RentalLedger } from '../rental/index.ts';

const toRental = ({ facts, workspaceId, jobId, endWanted, state, ...row }: RentalRow): Rental => ({
  ...RentalFacts.parse(facts), ...row, state: RentalState.parse(state), workspaceId: workspaceId ?? undefined, jobId: jobId ?? undefined, endWanted: endWanted === null ? undefined : EndReason.parse(endWanted),
});

const toRow = ({ id, workspaceId, jobId, provider, name, state, version, reservedUsd, endWanted: _, ...facts }: Rental): WrittenRental => ({
  id, workspaceId: workspaceId ?? null, jobId: jobId ?? null, provider, name, state, version, reservedUsd, facts, goneMs: state === 'gone' ? facts.at.gone ?? 0 : undefined,
});

const given = (row: RentalRow | undefined): Rental | undefined => row && toRental(row);
const accessOf = ({ workspaceId }: Rental): Access => (workspaceId === undefined ? 'everything' : { workspaceId });

const sumsOf = (tx: Transaction, { workspaceId, jobId }: { workspaceId: string; jobId: string }, caps: Caps, exceptId?: string): Promise<Committed> =>
  committedMoney(tx, { workspaceId, jobId, daySinceMs: caps.day?.sinceMs ?? 0, workspaceSinceMs: caps.workspace?.sinceMs ?? 0, exceptId });

/** Whatever reserves money of one workspace does so one after the other. @throws AppError COST_LIMIT_TOO_LOW */
async function requireMoney(tx: Transaction, { id, workspaceId, jobId, reservedUsd }: Rental, caps: Caps | undefined): Promise<void> {
  if (!caps) return;
  if (workspaceId === undefined || jobId === undefined) throw new AppError('INTERNAL', 'Nobody can be asked to pay for this machine.');
  await lockRentalMoney(tx, workspaceId);
  requireRoom(reservedUsd, caps, await sumsOf(tx, { workspaceId, jobId }, caps, id));
}

/** What must be free before it is looked at: with the embedded database, which one process alone can have, all claims are of processes that are gone. */
export async function openRentalLedger(database: Database): Promise<RentalLedger> {
  if (database.kind === 'embedded') await database.transaction('everything', (tx) => releaseAllRentalClaims(tx));
  const reading = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => database.read('everything', work);
  const writing = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => database.transaction('everything', work);
  return {
    insert: (rental, caps, holder, leaseMs) => database.transaction(accessOf(rental), async (tx) => {
      await requireMoney(tx, rental, caps);
      const row = await insertRental(tx, toRow(rental), { holder, leaseMs });
      if (!row) throw new AppError('INTERNAL', 'The new rental was not returned.');
      return toRental(row);
    }),
    update: (rental, holder, leaseMs, caps) => database.transaction(accessOf(rental), async (tx) => {
      await requireMoney(tx, rental, caps);
      return given(await updateRental(tx, toRow(rental), { holder, leaseMs }));
    }),
    read: (id) => reading(async (tx) => given(await rentalById(tx, id))),
    open: () => reading(async (tx) => (await openRentals(tx)).map(toRental)),
    byNames: (names) => reading(async (tx) => (await rentalsNamed(tx, names)).map(toRental)),
    ofJob: (jobId) => reading(async (tx) => (await rentalsOfJob(tx, jobId)).map(toRental)),
    committed: (place, caps, exceptId) => reading((tx) => sumsOf(tx, place, caps, exceptId)),
    claim: (id, holder, leaseMs) => writing(async (tx) => given(await claimRental(tx, id, { holder, leaseMs }))),
    renew: (id, holder, leaseMs) => writing(async (tx) => given(await renewRentalClaim(tx, id, { holder, leaseMs }))),
    release: (id, holder) => writing((tx) => releaseRentalClaim(tx, id, holder)),
    unclaimed: () => reading((tx) => unclaimedRentals(tx)),
    wantEnd: (reason, ids) => writing((tx) => wantRentalsEnded(tx, reason, ids)),
  };
}
