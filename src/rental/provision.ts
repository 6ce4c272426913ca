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

/** The next attempt logs in anew. */
function forget(driver: Driver): void {
  void driver.session?.close().catch(() => undefined);
  driver.session = undefined;
}

/** How a login can fail that no later one mends. */
const FINAL_KINDS: ReadonlySet<unknown> = new Set(['denied', 'host_key']);

/** Whether a failure means no more than that the connection is gone, or could not be made yet. */
async function isOnlyBroken({ code, details }: AppError, { session, clock, timing, unusable }: Driver): Promise<boolean> {
  if (code !== 'MACHINE_UNREACHABLE' || FINAL_KINDS.has(details['kind'])) return false;
  let broken = session === undefined;
  void session?.closed.then(() => { broken = true; });
  await clock.sleep(timing.pollMs, unusable);
  return broken;
}

/** Where only the connection broke, what was done stays, and goes on over a new one; the watch ends what stays silent. */
async function setUpBy(driver: Driver, deadline: number): Promise<AppError | undefined> {
  for (;;) {
    const failure = await setUp(driver, deadline - driver.clock.now());
    if (!failure || !await isOnlyBroken(failure, driver) || driver.unusable.aborted || driver.clock.now() >= deadline) return failure;
    forget(driver);
  }
}

/** Brings a worker up on it, under watch: its lease runs already. */
export async function provision(driver: Driver): Promise<void> {
  const { clock, timing } = driver;
  if (driver.unusable.aborted) return endIt(driver);
  const done = new AbortController();
  const watching = watch(driver, done.signal);
  const deadline = (driver.rental().at.provisioning ?? clock.now()) + timing.provisionMs;
  const failure = await setUpBy(driver, deadline);
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
    forget(driver);
    if (clock.now() >= deadline) driver.want('lost', failure);
    await clock.sleep(timing.pollMs, driver.unusable);
  }
}
