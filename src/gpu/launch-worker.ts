/** A machine on which a worker answers by itself as soon as it exists. */
import { AppError } from '../kernel/app-error.ts';
import type { WorkerAddress } from '../worker/client.ts';
import type { LaunchRequest, Offer, Provider } from './provider.ts';

export interface WorkerInstance {
  id: string;
  name: string;
  address: WorkerAddress;
}

/** @throws AppError WORKER_FAILED, CANCELLED */
export async function launchWorker(provider: Pick<Provider, 'name' | 'launch' | 'inspect'>, offer: Offer, request: LaunchRequest): Promise<WorkerInstance> {
  const launch = await provider.launch(offer, request);
  if (launch.outcome !== 'created') throw new AppError('WORKER_FAILED', launch.message);
  const access = (await provider.inspect(launch.id))?.access.find(({ kind }) => kind === 'worker');
  if (access?.kind !== 'worker') throw new AppError('WORKER_FAILED', `No worker answers on the machine of ${provider.name}.`);
  return { id: launch.id, name: request.name, address: access.address };
}
