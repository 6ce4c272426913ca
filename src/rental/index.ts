/** The room's door: machines that are rented, and whoever ends them whatever happens. */
export { emergencyStop } from './emergency-stop.ts';
export type { Caps, Committed, RentalLedger } from './ledger.ts';
export type { MachineAccess, MachineSession } from './machine-access.ts';
export { memoryLedger } from './memory-ledger.ts';
export { machineName, ownership, parseMachineName } from './names.ts';
export { STANDARD_TIMING, type MachineOrder, type RentalNotice, type RentalParts, type RentalTiming, type RentedMachine } from './parts.ts';
export { startReaper, type Reaper } from './reaper.ts';
export { EndReason, ENDING_STATES, RentalFacts, RentalState, type Rental } from './rental.ts';
export { adopt, endRental, rent } from './saga.ts';
export { requireRoom } from './budget.ts';
