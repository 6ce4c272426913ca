/** The life of one rented machine, from intent to absence. */
import { AppError } from '../kernel/app-error.ts';
import type { Caps } from './ledger.ts';
import type { MachineOrder, RentalParts, RentedMachine } from './parts.ts';
import type { EndReason, Rental } from './rental.ts';

const notYet = (): never => { throw new AppError('INTERNAL', 'Not built yet.'); };

/**
 * Rents a machine on which a worker answers; goes on to the next offer where one fails. What failed is ended meanwhile.
 *
 * @throws AppError NO_OFFER, COST_LIMIT_TOO_LOW, BALANCE_TOO_LOW, PRICE_CHANGED, MACHINE_UNREACHABLE, PROVISIONING_FAILED,
 *   PROVIDER_REFUSED, PROVIDER_UNAUTHORIZED, EMERGENCY_STOP, CANCELLED
 */
export const rent = (_parts: RentalParts, _order: MachineOrder, _signal: AbortSignal): Promise<RentedMachine> => notYet();

/** Goes on with a machine of this job that a process left. @returns undefined where none can be used; it is ended then */
export const adopt = (_parts: RentalParts, _rentalId: string, _order: { caps(): Caps | Promise<Caps> }, _signal: AbortSignal): Promise<RentedMachine | undefined> => notYet();

/** Drives one that nobody drives to its end. @returns undefined where somebody does */
export const endRental = (_parts: RentalParts, _rentalId: string, _reason: EndReason): Promise<Rental | undefined> => notYet();
