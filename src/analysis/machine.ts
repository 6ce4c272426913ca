/** The machine of one job: rented when first needed, kept by a lease, replaced when lost, wiped and confirmed gone. */
import { randomBytes } from 'node:crypto';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { launchWorker, type WorkerInstance } from '../gpu/launch-worker.ts';
import type { Provider } from '../gpu/provider.ts';
import { workerClient, type WorkerClient } from '../worker/client.ts';

export type MachineStep = 'launch' | 'wipe' | 'terminate' | 'confirm_gone';
export type MachineFacts = Record<string, string | number | boolean>;

/** Is told of each step before it is taken, so that nothing that costs money exists without a trace. */
export interface MachineLog {
  /** @returns what is told once the step has ended */
  begin(step: MachineStep, facts: MachineFacts): Promise<(outcome: 'done' | 'failed', facts?: MachineFacts) => Promise<void>>;
}

export interface MachineOptions {
  /** By default the first that the provider has. */
  offerId?: string;
  log?: MachineLog;
}

export interface Machine {
  /** The worker that runs now. */
  current(): WorkerClient | undefined;
  /** A worker that answers; launches one where there is none. */
  worker(signal: AbortSignal): Promise<WorkerClient>;
  /**
   * After a connection broke: the same worker, as soon as there is a way to it again. Absent where no connection lies between.
   * @returns undefined where it is lost
   */
  regain?(signal: AbortSignal): Promise<WorkerClient | undefined>;
  /** Aborted when what runs now must not be used any more; the reason is an AppError, WORKER_LOST where another one may do. */
  lost?(): AbortSignal | undefined;
  /** Ends a lost worker, so that the next call gets a new one. */
  discard(): Promise<void>;
  /** Wipes and ends it, and makes sure that it is gone. `quick` skips what a cancel has no time for. */
  release(quick: boolean): Promise<{ launched: boolean; gone: boolean; filesLeft: number; why?: string }>;
}

const LEASE_SECONDS = 300;
const HEARTBEAT_MS = 30_000;
const QUICK_WIPE_MS = 300;

const silent: MachineLog = { begin: () => Promise.resolve(() => Promise.resolve()) };

/**
 * Takes the step between what the log is told before and after it. Nothing is launched that could not be written down; what
 * exists is ended, and kept hold of, whether or not that can be.
 */
async function logged<T>(log: MachineLog, step: MachineStep, facts: MachineFacts, work: () => Promise<T>, told: (result: T) => MachineFacts = () => ({})): Promise<T> {
  const begun = log.begin(step, facts);
  const end = await (step === 'launch' ? begun : begun.catch(() => undefined));
  const close = async (outcome: 'done' | 'failed', more: MachineFacts): Promise<void> => { await end?.(outcome, more).catch(() => undefined); };
  try {
    const result = await work();
    await close('done', told(result));
    return result;
  } catch (error) {
    await close('failed', { code: toAppError(error).code });
    throw error;
  }
}

export function openMachine(provider: Provider, { offerId, log = silent }: MachineOptions = {}): Machine {
  let current: { instance: WorkerInstance; client: WorkerClient; heartbeat: NodeJS.Timeout } | undefined;
  let launching: Promise<WorkerClient> | undefined;
  const launched = new Set<string>();

  async function launch(signal: AbortSignal): Promise<WorkerClient> {
    const offers = await provider.offers(undefined, signal);
    const offer = offerId === undefined ? offers[0] : offers.find(({ id }) => id === offerId);
    if (!offer) throw new AppError('WORKER_FAILED', `The provider ${provider.name} does not offer this any more.`);
    const name = `aima-${randomBytes(4).toString('hex')}`;
    launched.add(name); // known before it exists: a launch that fails half way may have made something
    const instance = await logged(log, 'launch', { provider: provider.name, name, usdPerHour: offer.usdPerHour }, () => launchWorker(provider, offer, { name, leaseSeconds: LEASE_SECONDS, signal }));
    const client = workerClient(instance.address);
    // A missed heartbeat is no event of its own: a dead worker shows in the task's stream.
    const heartbeat = setInterval(() => { client.renewLease(LEASE_SECONDS).catch(() => undefined); }, HEARTBEAT_MS);
    current = { instance, client, heartbeat };
    return client;
  }

  async function end(): Promise<void> {
    if (!current) return;
    const { instance, heartbeat } = current;
    clearInterval(heartbeat);
    current = undefined;
    await logged(log, 'terminate', { name: instance.name }, () => provider.terminate(instance.id));
  }

  return {
    current: () => current?.client,
    async worker(signal) {
      if (current) return current.client;
      launching ??= launch(signal).finally(() => { launching = undefined; });
      return launching;
    },
    discard: end,
    async release(quick) {
      await launching?.catch(() => undefined);
      let filesLeft = 0;
      try {
        if (current) {
          const { client, instance } = current;
          const wipe = () => client.wipe(quick ? AbortSignal.timeout(QUICK_WIPE_MS) : undefined).catch(() => undefined);
          const report = await logged(log, 'wipe', { name: instance.name }, wipe, (told) => ({ ...(told ?? { answered: false }) }));
          filesLeft = report?.filesLeft ?? 0; // where the wipe got no answer, the provider removes the folder with the worker
        }
        await end();
        const remaining = async () => (await provider.list()).filter(({ name }) => launched.has(name));
        const left = launched.size === 0 ? [] : await logged(log, 'confirm_gone', { launched: launched.size }, remaining, (names) => ({ left: names.length }));
        return { launched: launched.size > 0, gone: left.length === 0, filesLeft };
      } catch (error) {
        return { launched: launched.size > 0, gone: false, filesLeft, why: toAppError(error).message };
      }
    },
  };
}
