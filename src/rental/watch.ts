/** While a machine is used: its lease is renewed, its price and state are looked at, its money is counted. */
import { AppError } from '../kernel/app-error.ts';
import { bounded } from './bounded.ts';
import { accrued, moneyUsedUp, paidUsd, planReservation, SHARES, shareReached, TOO_LONG } from './budget.ts';
import type { Driver } from './driver.ts';
import type { Caps } from './ledger.ts';
import { checkMachine, viewOf } from './machine-view.ts';

/** @returns whether the machine heard of us */
async function beat(driver: Driver): Promise<boolean> {
  const { clock, timing, session } = driver;
  if (!session) return false;
  const { hardEndAt } = driver.rental();
  const sentAt = clock.now();
  try {
    await bounded(clock, timing.callMs, (signal) => session.heartbeat({ leaseSeconds: timing.leaseMs / 1000, hardEndSeconds: Math.max(0, Math.floor((hardEndAt - sentAt) / 1000)) }, signal), driver.unusable);
    await driver.note({ leaseUntil: sentAt + timing.leaseMs });
    return true;
  } catch {
    return false;
  }
}

/** One try to be let in again, and to the worker that should stand there still. */
async function reconnect(driver: Driver): Promise<void> {
  const { clock, timing, parts } = driver;
  const view = await viewOf(driver);
  if (!view || view.access.length === 0 || driver.rental().state !== 'ready') return;
  const before = driver.session;
  const session = await bounded(clock, timing.loginMs, (signal) => parts.access.login(driver.rental(), view.access, signal), driver.unusable).catch(() => undefined);
  if (!session) return;
  driver.session = session;
  void before?.close().catch(() => undefined);
  const worker = await bounded(clock, timing.loginMs, (signal) => session.provision({ signal }), driver.unusable).catch(() => undefined);
  if (worker) driver.worker = worker;
}

async function look(driver: Driver, heard: boolean): Promise<void> {
  const view = await viewOf(driver);
  if (!view) return;
  await checkMachine(driver, view);
  // What a machine that answers is said to be is an old view of it.
  if (heard || driver.cause()) return;
  const words = view.says ?? view.status;
  if (view.status === 'stopped') driver.want('outbid', new AppError('WORKER_FAILED', `The machine was stopped: ${words}`));
  if (view.status === 'lost' || view.status === 'failed') driver.want('lost', new AppError('WORKER_FAILED', `The machine is lost: ${words}`));
}

function tellShares(driver: Driver, limit: string, usd: number, limitUsd: number): void {
  const share = shareReached(usd, limitUsd);
  for (const { share: each, alert, severity } of SHARES) {
    if (each === share && driver.once(`${alert}_${limit}`)) driver.alert(alert, severity, `${Math.round(share * 100)} % of the limit of the ${limit} are used up.`, { value: usd, limit: limitUsd });
  }
}

/** Spent, alarms (of the day and the workspace also for what is reserved), more money where it is needed and allowed, the end where it is used up. */
async function money(driver: Driver, capsOf: () => Caps | Promise<Caps>): Promise<void> {
  const { clock, timing, parts } = driver;
  const now = clock.now();
  await driver.note(accrued(driver.rental(), now));
  const rental = driver.rental();
  const { workspaceId, jobId, offer, trafficUsd, hardEndAt } = rental;
  const usd = paidUsd(rental, now);
  driver.tell({ kind: 'spent', rental, usd, at: now });
  if (workspaceId === undefined || jobId === undefined) return;
  const caps = await capsOf();
  const others = await parts.ledger.committed({ workspaceId, jobId }, caps, rental.id);
  const ofJob = (await parts.ledger.ofJob(jobId)).filter(({ id }) => id !== rental.id);
  tellShares(driver, 'job', ofJob.reduce((sum, each) => sum + paidUsd(each, now), usd), caps.jobUsd);
  const sums = [['job', others.jobUsd + usd, caps.jobUsd], ['day', others.dayUsd + usd, caps.day?.usd], ['workspace', others.workspaceUsd + usd, caps.workspace?.usd]] as const;
  for (const [limit, spent, limitUsd] of sums) if (limitUsd !== undefined && limit !== 'job') tellShares(driver, limit, spent, limitUsd);
  const used = sums.find(([, spent, limitUsd]) => limitUsd !== undefined && spent >= limitUsd);
  if (used) driver.want('limit', new AppError('COST_LIMIT_REACHED', `The limit of the ${used[0]} is used up.`, { cap: used[0] }));
  if (driver.cause() || hardEndAt - now > timing.extendWithinMs) return;
  // At the price that was agreed, as before: it is ended where it costs more.
  const worst = { usdPerHour: offer.usdPerHour, trafficUsd, leaseMs: timing.leaseMs };
  try {
    const free = { jobUsd: others.jobUsd + usd, dayUsd: others.dayUsd + usd, workspaceUsd: others.workspaceUsd + usd };
    const plan = planReservation(worst, { caps, committed: free, nowMs: now, wishMs: hardEndAt - now + timing.extendByMs, usefulMs: hardEndAt - now + timing.leadMs });
    await driver.note({ hardEndAt: plan.hardEndAt, reservedUsd: usd + plan.reservedUsd }, caps);
  } catch {
    // No more than it has: it works until that is used up.
  }
}

function checkTime(driver: Driver, expectedSeconds: number | undefined): void {
  const { at } = driver.rental();
  const now = driver.clock.now();
  if (moneyUsedUp(driver.rental(), now, driver.timing.leadMs)) driver.want('limit', new AppError('COST_LIMIT_REACHED', 'The money that may be spent on this machine is used up.', { cap: 'job' }));
  const seconds = (now - (at.ready ?? now)) / 1000;
  if (expectedSeconds !== undefined && seconds > TOO_LONG * expectedSeconds && driver.once('run_time')) driver.alert('run_time', 'warning', `It works for ${Math.round(seconds)} s; ${Math.round(expectedSeconds)} s were expected.`, { value: seconds, limit: TOO_LONG * expectedSeconds });
}

/** Until `until` aborts or it is to end. */
export async function watch(driver: Driver, until: AbortSignal): Promise<void> {
  const { clock, timing, order } = driver;
  const over = AbortSignal.any([until, driver.unusable]);
  let heardAt = clock.now();
  while (!over.aborted) {
    const heard = await beat(driver);
    if (heard) heardAt = clock.now();
    else if (clock.now() - heardAt >= timing.silentMs) driver.want('lost', new AppError('WORKER_FAILED', 'The machine does not answer any more.'));
    await look(driver, heard);
    if (!heard && !over.aborted) await reconnect(driver);
    if (order) await money(driver, order.caps).catch(() => undefined); // without a ledger the hard end holds
    checkTime(driver, order?.expectedSeconds);
    const untilEnd = driver.rental().hardEndAt - timing.leadMs - clock.now();
    await clock.sleep(Math.max(1_000, Math.min(heard ? timing.heartbeatMs : timing.pollMs, untilEnd)), over);
  }
}
