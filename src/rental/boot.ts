/** From a machine that exists to one that lets us in, proven by a real command. */
import { AppError } from '../kernel/app-error.ts';
import type { InstanceView } from '../gpu/provider.ts';
import { bounded, unlessAborted } from './bounded.ts';
import { moneyUsedUp } from './budget.ts';
import type { Driver } from './driver.ts';
import { endIt } from './ending.ts';
import { checkMachine, viewOf } from './machine-view.ts';
import { bootMsOf } from './parts.ts';

/** What its state says by itself, whatever else is known. */
function checkStatus(driver: Driver, { status, says }: InstanceView): void {
  const words = says ?? status;
  if (status === 'failed') driver.want('failed', new AppError('PROVISIONING_FAILED', `The machine could not be started: ${words}`));
  if (status === 'lost') driver.want('lost', new AppError('MACHINE_UNREACHABLE', `Its host does not answer: ${words}`));
  // One that was just made may be shown as stopped until it is allocated; whoever was up and stands still never came up.
  if (status === 'stopped' && driver.clock.now() - (driver.rental().at.booting ?? 0) > driver.timing.graceMs) driver.want('outbid', new AppError('WORKER_FAILED', `It was stopped: ${words}`));
}

/** Where a way in was just shown, its SSH server may be there any second; what the provider lists is asked for once in three seconds all the same. */
const KNOCK_MS = 1_000;
const KNOCKING_MS = 10_000;

async function tryLogin(driver: Driver, view: InstanceView): Promise<void> {
  const { clock, timing, parts } = driver;
  await driver.note({ logins: driver.rental().logins + 1 });
  const session = await bounded(clock, timing.loginMs, (signal) => parts.access.login(driver.rental(), view.access, signal), driver.unusable).catch(() => undefined);
  if (!session) return;
  driver.session = session;
  await driver.apply('let_in', { hostKey: session.hostKey, machineId: view.machineId ?? driver.rental().machineId });
}

/** Waits until a real command ran on it. */
export async function boot(driver: Driver): Promise<void> {
  const { clock, timing } = driver;
  const { provider, at } = driver.rental();
  const deadline = (at.booting ?? clock.now()) + bootMsOf(timing, provider);
  let shownAt: number | undefined;
  while (!driver.unusable.aborted) {
    const view = await unlessAborted(viewOf(driver), driver.unusable);
    if (view && !driver.cause()) {
      await checkMachine(driver, view);
      checkStatus(driver, view);
      if (!driver.cause() && view.status !== 'stopped' && view.access.length > 0) {
        shownAt ??= clock.now();
        await tryLogin(driver, view);
      }
      if (driver.rental().state !== 'booting') return;
    }
    if (moneyUsedUp(driver.rental(), clock.now(), timing.leadMs)) driver.want('limit', new AppError('COST_LIMIT_REACHED', 'It was not there before its money was used up.', { cap: 'job' }));
    if (clock.now() >= deadline) driver.want('unreachable', new AppError('MACHINE_UNREACHABLE', 'The machine did not let us in before its deadline.'));
    const isNew = shownAt !== undefined && clock.now() - shownAt < KNOCKING_MS;
    await clock.sleep(isNew ? Math.min(KNOCK_MS, timing.pollMs) : timing.pollMs, driver.unusable);
  }
  await endIt(driver);
}
