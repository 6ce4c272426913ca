/** What every kind of machine can do for AIMA: this machine, an own server, a rented one. */
import type { WorkerAddress } from '../worker/client.ts';

export interface Offer {
  id: string;
  provider: string;
  description: string;
  usdPerHour: number;
}

export interface Instance {
  id: string;
  name: string;
  address: WorkerAddress;
}

export interface LaunchRequest {
  /** Unique, chosen by us, so that an instance of unknown outcome can be found again. */
  name: string;
  /** The worker ends itself when nobody renewed its lease for this long. */
  leaseSeconds: number;
  signal?: AbortSignal;
}

export interface Provider {
  readonly name: string;
  offers(signal?: AbortSignal): Promise<Offer[]>;
  /** Resolves once a worker answers on the instance. @throws AppError WORKER_FAILED, CANCELLED */
  launch(offer: Offer, request: LaunchRequest): Promise<Instance>;
  /** Ends it at once; an instance that is already gone counts as success. */
  terminate(id: string): Promise<void>;
  /** Everything of ours that still exists. */
  list(): Promise<{ id: string; name: string }[]>;
  /** Removes what processes that are gone have left behind. */
  sweep?(): Promise<void>;
}
