/** The two states in which nobody is sure that a machine exists: the call that makes it, and the search for what it made. */
import { toAppError, AppError } from '../kernel/app-error.ts';
import type { InstanceView, Launch, Offer, RentRequest } from '../gpu/provider.ts';
import { bounded } from './bounded.ts';
import { judgePrice } from './budget.ts';
import type { Driver } from './driver.ts';
import { lookAtList } from './sightings.ts';

/** Failures of which the contract says that nothing was made. */
const NOTHING_MADE = ['WORKER_FAILED', 'CANCELLED'];

async function launch({ provider, clock, timing, rental }: Driver, offer: Offer, rent: RentRequest): Promise<Launch> {
  if (!provider) return { outcome: 'refused', reason: 'invalid', message: `There is no provider ${rental().provider}.` };
  let timedOut = false;
  try {
    // Not cut off by a cancel: a call that is cut off may have made a machine, which takes minutes to be found.
    return await bounded(clock, timing.launchMs, (signal) => {
      signal.addEventListener('abort', () => { timedOut = true; });
      return provider.launch(offer, { name: rental().name, leaseSeconds: timing.leaseMs / 1000, rent, signal });
    });
  } catch (error) {
    const { code, message } = toAppError(error);
    return NOTHING_MADE.includes(code) && !timedOut ? { outcome: 'refused', reason: 'invalid', message } : { outcome: 'unknown', message };
  }
}

/** Ends it where it costs more than was agreed. */
export function checkPrice(driver: Driver, usdPerHour: number | undefined): void {
  const { offer } = driver.rental();
  if (usdPerHour === undefined) return;
  const verdict = judgePrice(usdPerHour, offer);
  if (verdict === 'as_offered') return;
  const message = `It costs ${usdPerHour} USD an hour and was offered for ${offer.usdPerHour}.`;
  if (verdict === 'jump' && driver.once('price_jump')) driver.alert('price_jump', 'critical', message, { value: usdPerHour, limit: offer.usdPerHour });
  driver.want('price', new AppError('PRICE_CHANGED', message, { usdPerHour, offeredUsdPerHour: offer.usdPerHour }));
}

const REFUSALS: Readonly<Record<Extract<Launch, { outcome: 'refused' }>['reason'], 'PROVIDER_REFUSED' | 'BALANCE_TOO_LOW' | 'PROVIDER_UNAUTHORIZED' | 'NO_OFFER'>> = {
  no_capacity: 'NO_OFFER', out_of_money: 'BALANCE_TOO_LOW', spend_limit: 'PROVIDER_REFUSED', unauthorized: 'PROVIDER_UNAUTHORIZED', forbidden: 'PROVIDER_UNAUTHORIZED', invalid: 'PROVIDER_REFUSED', rate_limited: 'PROVIDER_REFUSED',
};

/** From `intended` on: writes that it is called, calls, writes what came of it. */
export async function request(driver: Driver, offer: Offer, rent: RentRequest): Promise<void> {
  if (driver.cause()) return driver.apply('end', { endReason: driver.cause()?.reason });
  await driver.apply('request', { spentAt: driver.clock.now() });
  const answer = await launch(driver, offer, rent);
  if (answer.outcome === 'unknown') return driver.apply('no_answer');
  if (answer.outcome === 'created') {
    await driver.apply('created', { created: true, instanceId: answer.id, ...(answer.usdPerHour !== undefined && { usdPerHour: answer.usdPerHour }) });
    checkPrice(driver, answer.usdPerHour);
    return undefined;
  }
  const failure = { code: REFUSALS[answer.reason], message: answer.message };
  driver.want('refused', new AppError(failure.code, answer.message, { reason: answer.reason }));
  if (answer.leftoverId === undefined) return driver.apply('refused', { endReason: 'refused', failure });
  return driver.apply('leftover', { created: true, instanceId: answer.leftoverId, endReason: 'refused', failure });
}

/** Looks for it by its name until it is found, or is missing from complete lists for longer than new machines are. @returns others of the same name */
export async function search(driver: Driver): Promise<InstanceView[]> {
  const { clock, timing } = driver;
  while (!driver.stopped.aborted) {
    const sighting = await lookAtList(driver);
    if (sighting.kind === 'seen') {
      const [adopted, ...others] = sighting.views;
      if (!adopted) continue;
      await driver.apply('seen', { created: true, instanceId: adopted.id, seenAt: clock.now(), ...(adopted.usdPerHour !== undefined && adopted.status === 'running' && { usdPerHour: adopted.usdPerHour }) });
      if (adopted.status === 'running') checkPrice(driver, adopted.usdPerHour);
      return others;
    }
    if (sighting.kind === 'absent_for_good') {
      driver.want('lost', new AppError('PROVIDER_REFUSED', 'The machine was never made.'));
      await driver.apply('absent_for_good', { endReason: driver.cause()?.reason });
      return [];
    }
    await clock.sleep(timing.pollMs, driver.stopped);
  }
  return [];
}
