/** Takes jobs from the queue and works on them. Any number of processes may do so; what one leaves behind another takes over. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { claimJob, jobsWaiting, releaseAllJobClaims, releaseJobClaim, type ClaimedWork, type JobClaim } from '../db/index.ts';
import { toAppError } from '../kernel/app-error.ts';
import { STANDARD_ORCHESTRATOR, type OrchestratorOptions, type OrchestratorParts } from './job-work.ts';
import { runJob, type RunningJob } from './run-job.ts';
import { wipeJob } from './wipe-job.ts';

export interface Orchestrator {
  /** There may be something to do. */
  wake(): void;
  /** Jobs that this process works on. */
  running(): string[];
  /** Ends what runs, keeps what is finished, gives the jobs back. */
  stop(): Promise<void>;
}

const TO_DO = ['queued', 'analysing', 'wiping'] as const;

const wiping = (parts: OrchestratorParts, claim: JobClaim): RunningJob => ({
  ended: wipeJob({ parts, claim, within: (work) => parts.database.transaction({ workspaceId: claim.workspaceId }, work) }),
  stop: () => undefined, // short, and safe to be cut off
});

/** A timer that can be cut short. */
function alarm(): { wait(ms: number): Promise<void>; ring(): void } {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    wait: (ms) => new Promise((resolve) => {
      const timer = setTimeout(() => { wake?.(); }, ms);
      wake = () => {
        clearTimeout(timer);
        wake = undefined;
        rung = false;
        resolve();
      };
      if (rung) wake();
    }),
    ring() {
      rung = true;
      wake?.();
    },
  };
}

/**
 * Begins at once. Jobs of processes that are gone are taken up where they were; with the embedded database, which one
 * process alone can have, without waiting for their claims to run out.
 */
export async function startOrchestrator(parts: OrchestratorParts): Promise<Orchestrator> {
  const options: OrchestratorOptions = { ...STANDARD_ORCHESTRATOR, ...parts.options };
  const { database } = parts;
  const holder = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const bell = alarm();
  const running = new Map<string, RunningJob & { rented: boolean }>();
  let stopping = false;

  // Whoever rents is asked from time to time: nobody waits for other computers here.
  for (const provider of parts.providers) if (!provider.remote) await provider.sweep?.();
  if (database.kind === 'embedded') await database.transaction('everything', (tx) => releaseAllJobClaims(tx));

  async function work(claim: JobClaim): Promise<void> {
    const job = claim.state === 'wiping' ? wiping(parts, claim) : runJob(parts, options, claim);
    running.set(claim.claimId, { ...job, rented: claim.rented === true });
    try {
      await job.ended;
      await database.transaction('everything', (tx) => releaseJobClaim(tx, claim));
    } catch (error) {
      // The claim stays until it runs out, so that what fails at once is not tried again at once.
      parts.onFailure?.(toAppError(error), 'a job');
    } finally {
      running.delete(claim.claimId);
      bell.ring();
    }
  }

  /** What there is room for. */
  function room(): { work: ClaimedWork } | undefined {
    const rented = [...running.values()].filter((job) => job.rented).length;
    const own = running.size - rented < options.parallelJobs;
    if (rented < options.parallelRentedJobs) return { work: own ? undefined : 'rented' };
    return own ? { work: 'own' } : undefined;
  }

  async function next(): Promise<boolean> {
    const free = room();
    if (!free || !await database.read('everything', (tx) => jobsWaiting(tx, TO_DO, free.work))) return false;
    const claim = await database.transaction('everything', (tx) => claimJob(tx, { holder, leaseMs: options.leaseMs }, TO_DO, free.work));
    if (!claim) return false;
    void work(claim);
    return true;
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      const took = await next().catch((error: unknown) => {
        parts.onFailure?.(toAppError(error), 'the queue');
        return false;
      });
      if (!took && !stopping) await bell.wait(options.pollMs);
    }
  }

  const looping = loop();
  return {
    wake: bell.ring,
    running: () => [...running.keys()],
    async stop() {
      stopping = true;
      bell.ring();
      await looping;
      for (const job of running.values()) job.stop();
      await Promise.allSettled([...running.values()].map(({ ended }) => ended));
      // Their claims are released behind that.
      while (running.size > 0) await new Promise((resolve) => { setTimeout(resolve, 10); });
    },
  };
}
