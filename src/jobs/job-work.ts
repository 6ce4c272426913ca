/** What the parts of an orchestrator share while they work on one job. */
import type { Database, JobClaim, Transaction } from '../db/index.ts';
import type { Provider } from '../gpu/provider.ts';
import type { AppError } from '../kernel/app-error.ts';
import type { Library } from '../library/index.ts';
import type { KeyframeParts } from '../results/index.ts';
import type { JobPlan } from './plan.ts';
import type { RentedWork } from './rented-work.ts';

export interface OrchestratorOptions {
  /** Jobs of this process at one time on this machine; on rented ones, where only looking after them is done here. */
  parallelJobs: number;
  parallelRentedJobs: number;
  /** A process that does not speak for so long is taken for dead, and its jobs are taken over. */
  leaseMs: number;
  /** How often the queue is looked at when nobody calls. */
  pollMs: number;
  /** Results of other jobs of the workspace are taken over for so long. */
  reuseSeconds: number;
  /** How often the machine of a job is measured. */
  metricsMs: number;
}

export const STANDARD_ORCHESTRATOR: OrchestratorOptions = { parallelJobs: 1, parallelRentedJobs: 50, leaseMs: 30_000, pollMs: 2_000, reuseSeconds: 3_600, metricsMs: 5_000 };

export interface OrchestratorParts {
  database: Database;
  library: Library;
  keyframes: KeyframeParts;
  /** Of this machine. */
  providers: readonly Provider[];
  /** Machines that cost; absent where there are none. */
  rented?: RentedWork;
  /** The data folder: models and measured speeds. */
  data: string;
  options?: Partial<OrchestratorOptions>;
  /** A shot was found that nobody knew to be held: pictures made earlier must go. */
  onHolds?(held: { workspaceId: string; mediaId: string }): Promise<void>;
  /** Failures that no request waits for. Nothing secret stands in `about`. */
  onFailure?(error: AppError, about: string): void;
}

/** Why work on a job ends before it is done. */
export type StopReason = 'stopping' | 'paused' | 'cancelled' | 'lost' | 'cost_limit' | 'emergency';

export interface JobWork {
  parts: OrchestratorParts;
  options: OrchestratorOptions;
  claim: JobClaim;
  plan: JobPlan;
  /** Aborted with a `StopReason`. */
  signal: AbortSignal;
  /** This process has to go, or another one has the job: nothing more is waited for. */
  leaving: AbortSignal;
  within<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
