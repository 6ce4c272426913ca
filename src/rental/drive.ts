/** What each state asks for, until the rental is where it should be. */
import type { InstanceView } from '../gpu/provider.ts';
import { boot } from './boot.ts';
import { unlessAborted } from './bounded.ts';
import { openDriver, type Driver } from './driver.ts';
import { confirm, endIt, terminate, wipe } from './ending.ts';
import { newHolder, orphanRental, timingOf } from './order.ts';
import type { RentalParts } from './parts.ts';
import { provision } from './provision.ts';
import { search } from './request.ts';
import { ENDING_STATES, type Rental, type RentalState } from './rental.ts';
import { watch } from './watch.ts';

async function use(driver: Driver): Promise<void> {
  // Whatever is being looked at, ending it waits for nothing.
  await unlessAborted(watch(driver, driver.stopped), driver.unusable);
  await endIt(driver);
}

const effects: Readonly<Record<Exclude<RentalState, 'gone'>, (driver: Driver) => Promise<void>>> = {
  // Whoever asked for it is gone: `request` writes both states itself and drives on from the answer.
  intended: (driver) => driver.apply('taken_over', { endReason: 'abandoned' }),
  requesting: (driver) => driver.apply('taken_over'),
  unknown: searchAndEndOthers, booting: boot, provisioning: provision, ready: use, wiping: wipe, terminating: terminate, confirming: confirm,
};

/**
 * Drives until it is gone; or, `usable`, until it is ready or on its way out. Where that fails or another one drives, this one
 * stops: whoever finds it without a driver goes on.
 */
export async function drive(driver: Driver, until: 'usable' | 'gone'): Promise<Rental> {
  try {
    for (;;) {
      const rental = driver.rental();
      const { state } = rental;
      if (state === 'gone' || (until === 'usable' && (state === 'ready' || ENDING_STATES.includes(state)))) return rental;
      if (driver.stopped.aborted) return rental;
      await effects[state](driver);
    }
  } catch (error) {
    driver.stop();
    if (driver.rental().state !== 'gone') throw error;
    return driver.rental();
  }
}

/** Writes a machine of ours down that nobody had, and drives it to its end in the background. @throws what the ledger throws */
export async function endUnwritten(parts: RentalParts, provider: string, view: InstanceView, of?: Rental): Promise<void> {
  const holder = newHolder(parts);
  const rental = await parts.ledger.insert(orphanRental(parts, provider, view, of), undefined, holder, timingOf(parts).claimMs);
  const driver = openDriver(parts, rental, holder);
  if (of) driver.alert('duplicate', 'critical', `A second machine has the name ${of.name}; it is ended.`);
  else driver.alert('orphan', 'critical', `${view.name} is ours and nobody wrote it down; it is ended.`);
  void driveOut(driver);
}

/** Of several machines of one name one is used; where another cannot be written down now, the reaper finds it again. */
async function searchAndEndOthers(driver: Driver): Promise<void> {
  const others = await search(driver);
  for (const view of others) await endUnwritten(driver.parts, driver.rental().provider, view, driver.rental()).catch(() => undefined);
}

/** The same to the end with nobody waiting for it. */
export async function driveOut(driver: Driver): Promise<void> {
  await drive(driver, 'gone').catch(() => undefined);
  driver.stop();
  void driver.session?.close().catch(() => undefined);
  await driver.release();
}
