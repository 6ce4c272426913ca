/** What each state asks for, until the rental is where it should be. */
import { boot } from './boot.ts';
import { unlessAborted } from './bounded.ts';
import type { Driver } from './driver.ts';
import { confirm, endIt, terminate, wipe } from './ending.ts';
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
  unknown: search, booting: boot, provisioning: provision, ready: use, wiping: wipe, terminating: terminate, confirming: confirm,
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

/** The same to the end with nobody waiting for it. */
export async function driveOut(driver: Driver): Promise<void> {
  await drive(driver, 'gone').catch(() => undefined);
  driver.stop();
  void driver.session?.close().catch(() => undefined);
  await driver.release();
}
