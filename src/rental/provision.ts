/** From a machine that lets us in to one on which a worker answers. */
import { AppError, toAppError } from '../kernel/app-error.ts';
import { bounded, unlessAborted } from './bounded.ts';
import type { Driver } from './driver.ts';
import { endIt } from './ending.ts';
import { viewOf } from './machine-view.ts';
import { watch } from './watch.ts';

/** @returns why there is no worker */
async function setUp(driver: Driver, limitMs: number): Promise<AppError | undefined> {
  const { clock, parts } = driver;
  try {
    driver.worker = await bounded(clock, Math.max(0, limitMs), (signal) => {
      const work = (async () => {
        driver.session ??= await parts.access.login(driver.rental(), (await viewOf(driver))?.access ?? [], signal);
        if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
        return driver.session.provision({ signal, onStep: (step, detail) => { driver.tell({ kind: 'step', rental: driver.rental(), step, detail, at: clock.now() }); } });
      })();
      driver.working = work.catch(() => undefined);
      return work;
    }, driver.unusable);
    return undefined;
  } catch (error) {
    const failure = toAppError(error);
    return failure.code === 'PROVIDER_UNREACHABLE' ? new AppError('PROVISIONING_FAILED', 'It was not set up in time.') : failure;
  }
}

/** Brings a worker up on it, under watch: its lease runs already. */
export async function provision(driver: Driver): Promise<void> {
  const { clock, timing } = driver;
  if (driver.unusable.aborted) return endIt(driver);
  const done = new AbortController();
  const watching = watch(driver, done.signal);
  const deadline = (driver.rental().at.provisioning ?? clock.now()) + timing.provisionMs;
  const failure = await setUp(driver, deadline - clock.now());
  if (failure) driver.want('provisioning_failed', failure);
  done.abort();
  await unlessAborted(watching, driver.unusable);
  if (driver.unusable.aborted) return endIt(driver);
  return driver.apply('provisioned');
}

/** A machine that was ready for the process before: its worker is found again, or it is lost. */
export async function findWorker(driver: Driver): Promise<void> {
  const { clock, timing } = driver;
  const deadline = clock.now() + timing.silentMs;
  while (!driver.unusable.aborted) {
    const failure = await setUp(driver, timing.loginMs);
    if (!failure) return;
    const { session } = driver;
    driver.session = undefined;
    void session?.close().catch(() => undefined);
    if (clock.now() >= deadline) driver.want('lost', failure);
    await clock.sleep(timing.pollMs, driver.unusable);
  }
}
