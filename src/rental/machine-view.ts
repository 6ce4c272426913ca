/** How the provider shows one machine that is used, and whether that is what was ordered. */
import { AppError } from '../kernel/app-error.ts';
import type { InstanceView } from '../gpu/provider.ts';
import { bounded } from './bounded.ts';
import type { Driver } from './driver.ts';
import { checkPrice } from './request.ts';
import { lookAtList } from './sightings.ts';

/** As the provider shows it now: out of the list that all share, else by its id. */
export async function viewOf(driver: Driver): Promise<InstanceView | undefined> {
  const { provider, clock, timing } = driver;
  const { instanceId } = driver.rental();
  if (!provider || instanceId === undefined) return undefined;
  const sighting = await lookAtList(driver);
  const listed = sighting.kind === 'seen' ? sighting.views.find(({ id }) => id === instanceId) : undefined;
  if (listed) return listed;
  if (sighting.kind === 'absent_for_good') {
    driver.want('lost', new AppError('WORKER_FAILED', 'The provider does not show the machine any more.'));
    return undefined;
  }
  return bounded(clock, timing.callMs, (signal) => provider.inspect(instanceId, signal), driver.stopped).catch(() => undefined);
}

/** Whether it is what was ordered, at the price that was agreed. */
export async function checkMachine(driver: Driver, view: InstanceView): Promise<void> {
  const { offer, usdPerHour } = driver.rental();
  const told = view.usdPerHour;
  // What stands still is told to cost nothing, and does not.
  if (told !== undefined && told !== usdPerHour && (view.status === 'running' || told > (usdPerHour ?? offer.usdPerHour))) {
    await driver.reprice(told);
    checkPrice(driver, told);
  }
  const notAsOrdered = (what: string): void => { driver.want('not_as_ordered', new AppError('PROVIDER_REFUSED', what)); };
  if (view.status === 'running' && view.gpuCount !== undefined && offer.gpuCount !== undefined && view.gpuCount !== offer.gpuCount) notAsOrdered(`It has ${view.gpuCount} GPUs in place of ${offer.gpuCount}.`);
  if (view.region !== undefined && offer.region !== undefined && view.region !== offer.region) notAsOrdered(`It stands in ${view.region} in place of ${offer.region}.`);
}
