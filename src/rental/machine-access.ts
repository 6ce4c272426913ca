/** What is done on a rented machine. Over SSH in the world (src/provisioning), simulated where time is virtual. */
import type { Access, Offer } from '../gpu/provider.ts';
import type { Rental, WipeReport } from './rental.ts';

/** A worker that answers, through a tunnel. */
export type WorkerPlace = Extract<Access, { kind: 'worker' }>['address'];

/** In seconds from now, since its clock need not be ours. */
export interface MachineTerms {
  /** Without another word it wipes itself and ends then. */
  leaseSeconds: number;
  /** It wipes itself and ends then, whatever it hears. */
  hardEndSeconds: number;
}

export interface MachineSession {
  /** `SHA256:…`, to be kept and shown at the next login. */
  readonly hostKey: string;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  /**
   * Brings it to a worker that answers; where one stands already it is only looked at. Tells each step. Once `signal` aborts it
   * ends within three seconds and leaves nothing running there that writes: a wipe follows.
   * @throws AppError PROVISIONING_FAILED, MACHINE_UNREACHABLE, CANCELLED
   */
  provision(options: { signal: AbortSignal; onStep?(step: string, detail?: string): void }): Promise<WorkerPlace>;
  /** @throws AppError MACHINE_UNREACHABLE */
  heartbeat(terms: MachineTerms, signal: AbortSignal): Promise<void>;
  /** Stops all work and removes all that is ours, keys too. @throws AppError MACHINE_UNREACHABLE */
  wipe(signal: AbortSignal): Promise<WipeReport>;
  close(): Promise<void>;
}

export interface MachineAccess {
  /** Container image for this offer. */
  image(offer: Offer): string;
  /** A pair for one machine alone; `keyMaterial` is sealed, only `login` can read it. */
  makeKeys(): Promise<{ publicKey: string; keyMaterial: string }>;
  /**
   * The lease: runs at every start of the machine before anything else of ours. At most 3,000 characters. `terms` count from its
   * start, which may be much later than the order, so `hardEndAt` (ms since 1970, by our clock) holds as well: whatever is first.
   */
  bootScript(provider: string, terms: MachineTerms, hardEndAt: number): string;
  /**
   * One try over the ways in, proven by a real command. Uses `keyMaterial` and, once known, `hostKey` of the rental.
   * @throws AppError MACHINE_UNREACHABLE, CANCELLED
   */
  login(rental: Rental, access: readonly Access[], signal: AbortSignal): Promise<MachineSession>;
}
