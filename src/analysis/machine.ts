/** The machine of one job: rented when first needed, kept by a lease, replaced when lost, wiped and confirmed gone. */
import { randomBytes } from 'node:crypto';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Instance, Provider } from '../gpu/provider.ts';
import { workerClient, type WorkerClient } from '../worker/client.ts';

export interface Machine {
  /** A worker that answers; launches one where there is none. */
  worker(signal: AbortSignal): Promise<WorkerClient>;
  /** Ends a lost worker, so that the next call gets a new one. */
  discard(): Promise<void>;
  /** Wipes and ends it, and makes sure that it is gone. `quick` skips what a cancel has no time for. */
  release(quick: boolean): Promise<{ launched: boolean; gone: boolean; filesLeft: number; why?: string }>;
}

const LEASE_SECONDS = 300;
const HEARTBEAT_MS = 30_000;
const QUICK_WIPE_MS = 300;

export function openMachine(provider: Provider): Machine {
  let current: { instance: Instance; client: WorkerClient; heartbeat: NodeJS.Timeout } | undefined;
  let launching: Promise<WorkerClient> | undefined;
  const launched = new Set<string>();

  async function launch(signal: AbortSignal): Promise<WorkerClient> {
    const [offer] = await provider.offers(signal);
    if (!offer) throw new AppError('WORKER_FAILED', `The provider ${provider.name} offers nothing.`);
    const name = `aima-${randomBytes(4).toString('hex')}`;
    launched.add(name); // known before it exists: a launch that fails half way may have made something
    const instance = await provider.launch(offer, { name, leaseSeconds: LEASE_SECONDS, signal });
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
    await provider.terminate(instance.id);
  }

  return {
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
          const report = await current.client.wipe(quick ? AbortSignal.timeout(QUICK_WIPE_MS) : undefined).catch(() => undefined);
          filesLeft = report?.filesLeft ?? 0; // where the wipe got no answer, the provider removes the folder with the worker
        }
        await end();
        const left = (await provider.list()).filter(({ name }) => launched.has(name));
        return { launched: launched.size > 0, gone: left.length === 0, filesLeft };
      } catch (error) {
        return { launched: launched.size > 0, gone: false, filesLeft, why: toAppError(error).message };
      }
    },
  };
}
