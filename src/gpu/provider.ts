/** What every kind of machine can do for AIMA: this machine, an own server, a rented one. */
import type { WorkerAddress } from '../worker/client.ts';

/** What a job needs of a machine. */
export interface OfferQuery {
  /** Memory of one GPU, in GB (10^9 bytes); 0 where no GPU is needed. */
  gpuMemoryGb: number;
  diskGb: number;
  /** Machines that the provider may take away at any time, for a bid, are offered as well. */
  interruptible: boolean;
}

/** A machine that is offered, as far as its provider says it. */
export interface OfferedMachine {
  /** Short name as of the trade: `RTX 4090`, `A100 PCIE`, `H100 SXM`. */
  gpu: string;
  gpuCount: number;
  /** Of one GPU, in GB (10^9 bytes). */
  gpuMemoryGb: number;
  /** The highest that its driver supports, such as 12.8. */
  cudaVersion?: number;
  /** Country (`FR`) or data centre (`EU-RO-1`). */
  region?: string;
  /** In a data centre that answers for it; else at somebody's home. */
  secure: boolean;
  /** 0..1: how much of the time it was there. */
  reliability?: number;
  /** The physical machine, so that one that failed can be avoided. */
  machineId?: string;
  downMbps?: number;
  upMbps?: number;
  usdPerGbIn: number;
  usdPerGbOut: number;
  /** May be taken away; `usdPerHour` is then the bid. */
  interruptible: boolean;
  /** Milliseconds since 1970. */
  endsAt?: number;
}

export interface Offer {
  /** Of this provider; good for as long as the market stands. */
  id: string;
  provider: string;
  description: string;
  /** All that is paid by time while it runs: GPU and the disk that was asked for. */
  usdPerHour: number;
  /** Absent for this machine. */
  machine?: OfferedMachine;
}

/** How a machine is made that does not know us yet. */
export interface RentRequest {
  /** An OpenSSH public key that root of the new machine accepts. */
  publicKey: string;
  /** Container image with an SSH server. */
  image: string;
  diskGb: number;
  /** POSIX shell, run at every start of the machine before anything else of ours: the lease. At most 3,000 characters. */
  bootScript: string;
  /** Readable by whoever can list the account: no secrets. */
  env: Readonly<Record<string, string>>;
  /** Milliseconds since 1970: it must not exist longer in any case. Only a provider with a timer of its own can keep to it. */
  endsAt?: number;
}

export interface LaunchRequest {
  /** Unique, chosen by us and written down before, so that a machine of unknown outcome can be found again. */
  name: string;
  /** It ends itself when nobody renewed its lease for this long. */
  leaseSeconds: number;
  /** What rented machines need; others ignore it. */
  rent?: RentRequest;
  signal?: AbortSignal;
}

/** `invalid`: the request itself is at fault. `spend_limit`: the account may not spend faster. */
export type Refusal = 'no_capacity' | 'out_of_money' | 'spend_limit' | 'unauthorized' | 'forbidden' | 'invalid' | 'rate_limited';

export type Launch =
  /** It exists, and from now on may cost money, whether or not it ever works. `usdPerHour` where the answer says what is really paid. */
  | { outcome: 'created'; id: string; usdPerHour?: number }
  /** Nothing exists; where `leftoverId` is told, something does all the same and must be ended. */
  | { outcome: 'refused'; reason: Refusal; message: string; leftoverId?: string }
  /** Nobody knows: the call may have made a machine. It must be looked for by name and never be repeated blindly. */
  | { outcome: 'unknown'; message: string };

/** A way in. `worker`: a worker answers there already. */
export type Access =
  | { kind: 'worker'; address: WorkerAddress }
  | { kind: 'ssh'; way: 'direct' | 'proxy'; host: string; port: number; user: string };

/**
 * As the provider shows it, which may lag behind what is. `starting`: made, allocated, pulling its image. `stopped`: no GPU,
 * still costs. `lost`: its host does not answer. `unknown`: a word that we do not know.
 */
export type InstanceStatus = 'starting' | 'running' | 'stopped' | 'failed' | 'lost' | 'unknown';

export interface InstanceView {
  id: string;
  /** As given at launch; of others in the same account whatever they chose. */
  name: string;
  status: InstanceStatus;
  /** What is paid now by time, where it is told. */
  usdPerHour?: number;
  /** In the order in which they are to be tried; empty until there is one. */
  access: Access[];
  gpuCount?: number;
  region?: string;
  machineId?: string;
  /** Milliseconds since 1970. */
  createdAt?: number;
  /** The provider's own words on its state. */
  says?: string;
  /** 0..1 and °C, each where told; what is not told is unknown and never 'idle'. */
  telemetry?: { gpuLoad?: number; gpuMemory?: number; gpuTemperature?: number };
}

export interface Balance {
  usd: number;
  /** What everything in the account costs now. */
  usdPerHour?: number;
  /** The most that the provider lets the account spend an hour. */
  limitUsdPerHour?: number;
}

/**
 * Failures that no answer of a call tells are AppErrors: PROVIDER_UNREACHABLE (transient; reading and ending may be repeated),
 * PROVIDER_UNAUTHORIZED (the key), PROVIDER_ANSWER_INVALID, CANCELLED.
 */
export interface Provider {
  readonly name: string;
  /** Its machines are reached over SSH and know nothing of us at first; else a worker answers as soon as they exist. */
  readonly remote: boolean;
  /** Without a query: whatever there is. */
  offers(query?: OfferQuery, signal?: AbortSignal): Promise<Offer[]>;
  /** Makes one machine. Never repeated by the implementation. Throws only where nothing was made: @throws AppError WORKER_FAILED, CANCELLED */
  launch(offer: Offer, request: LaunchRequest): Promise<Launch>;
  /** @returns undefined where the provider does not show it, which proves nothing while it may lag */
  inspect(id: string, signal?: AbortSignal): Promise<InstanceView | undefined>;
  /**
   * Ends it at once and for good. `accepted` is no proof that it is gone, nor is `absent`; only complete listings are.
   * @throws AppError where the provider refused
   */
  terminate(id: string, signal?: AbortSignal): Promise<'accepted' | 'absent'>;
  /** Everything in the account, ours or not, complete or an error. @throws AppError */
  list(signal?: AbortSignal): Promise<InstanceView[]>;
  balance?(signal?: AbortSignal): Promise<Balance>;
  /** USD that it has booked for one machine so far, which lags, by up to a day; undefined before the first booking. */
  charged?(id: string, signal?: AbortSignal): Promise<number | undefined>;
  /** Removes what processes that are gone have left behind. */
  sweep?(): Promise<void>;
}
