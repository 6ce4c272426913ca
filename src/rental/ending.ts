/** The way out: wipe, end, and look until it is gone. Repeated without end; nothing here gives up. */
import { toAppError } from '../kernel/app-error.ts';
import { bounded } from './bounded.ts';
import { accrued } from './budget.ts';
import type { Driver } from './driver.ts';
import { lookAtList } from './sightings.ts';
import type { EndReason, WipeReport } from './rental.ts';

/** Nobody answers there, so nobody is asked to wipe. */
const SILENT: readonly EndReason[] = ['lost', 'outbid', 'unreachable'];
/** A wipe that a killed server began is tried again by the next one, and not for ever. */
const MOST_WIPES = 2;

/** Writes down why it ends. Nothing where this driver only stops. */
export async function endIt(driver: Driver): Promise<void> {
  const cause = driver.cause();
  if (driver.stopped.aborted || !cause) return;
  await driver.apply('end', { endReason: cause.reason, ...(cause.failure && { failure: { code: cause.failure.code, message: cause.failure.message } }) });
}

/** How long is waited for work on the machine to notice that it is over. */
const SETTLE_MS = 3_000;

async function wipeNow(driver: Driver): Promise<WipeReport> {
  const { clock, timing, provider, parts } = driver;
  const { instanceId, endReason, wipes } = driver.rental();
  if (endReason !== undefined && SILENT.includes(endReason)) return { skipped: 'It did not answer.' };
  if (wipes > MOST_WIPES || !provider || instanceId === undefined) return { skipped: 'It could not be asked in time.' };
  try {
    return await bounded(clock, timing.wipeMs, async (signal) => {
      // What is still being written there would lie there after the wipe.
      await Promise.race([driver.working, clock.sleep(SETTLE_MS, signal)]);
      // Whoever took over has no connection yet.
      driver.session ??= await parts.access.login(driver.rental(), (await provider.inspect(instanceId, signal))?.access ?? [], signal);
      return driver.session.wipe(signal);
    }, driver.stopped);
  } catch (error) {
    return { skipped: toAppError(error).message };
  }
}

export async function wipe(driver: Driver): Promise<void> {
  await driver.note({ wipes: driver.rental().wipes + 1 });
  const report = await wipeNow(driver);
  const { session } = driver;
  driver.session = undefined;
  driver.worker = undefined;
  void session?.close().catch(() => undefined);
  await driver.apply('wiped', { wipe: report });
}

/** Between two alarms of one machine: doubled each time, up to an hour; a refusal after a yes is told anew. */
const AGAIN_MS = 45_000;
const MOST_MS = 3_600_000;

/** Tells in time, and again and again, that a machine goes on costing money. */
function alarm(driver: Driver): void {
  const { acceptedAt, absentAt, refusedMs, name, ...rental } = driver.rental();
  const now = driver.clock.now();
  // A yes that no list confirms is told as a no is: nobody knows that it ended. Lists from before it confirm nothing.
  const unconfirmedSince = (absentAt ?? 0) <= (acceptedAt ?? 0) ? acceptedAt : undefined;
  const refusedSince = Math.min(rental.refusedSince ?? Infinity, unconfirmedSince ?? Infinity);
  const before = rental.refusedSince === refusedSince ? refusedMs : 0;
  if (refusedSince === Infinity || before + now - refusedSince < driver.timing.refusedAlertMs) return;
  const { alarmed } = driver;
  const pauseMs = alarmed && refusedSince <= alarmed.at ? Math.min(MOST_MS, AGAIN_MS * 2 ** alarmed.times) : AGAIN_MS;
  if (alarmed && now - alarmed.at < pauseMs) return;
  driver.alarmed = { at: now, times: (alarmed?.times ?? 0) + 1 };
  driver.alert('not_ended', 'critical', `The provider does not end ${name}; it goes on costing money and AIMA goes on trying.`, { value: Math.round((before + now - refusedSince) / 1000) });
}

async function endAll(driver: Driver): Promise<void> {
  const { clock, timing, provider } = driver;
  const { instanceId, duplicates } = driver.rental();
  const ids = [...new Set([...(instanceId === undefined ? [] : [instanceId]), ...duplicates])];
  if (!provider) throw toAppError(new Error('There is no such provider any more.'));
  const answers = await Promise.allSettled(ids.map((id) => bounded(clock, timing.callMs, (signal) => provider.terminate(id, signal), driver.stopped)));
  const failed = answers.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw toAppError(failed.reason);
}

/** A call that waits for its turn, or for an answer, does not keep an alarm back. */
async function alarmingWhile<T>(driver: Driver, work: Promise<T>): Promise<T> {
  const { clock, timing } = driver;
  const done = new AbortController();
  void (async () => {
    for (;;) {
      await clock.sleep(timing.deleteMs, done.signal);
      if (done.signal.aborted) return;
      alarm(driver);
    }
  })();
  try {
    return await work;
  } finally {
    done.abort();
  }
}

/** Asks the provider to end it until it says yes or no list shows it. */
export async function terminate(driver: Driver): Promise<void> {
  const { clock, timing } = driver;
  let lookedAt = clock.now();
  while (!driver.stopped.aborted) {
    const askedAt = clock.now();
    try {
      await alarmingWhile(driver, endAll(driver));
      const { refusedSince, refusedMs, acceptedAt, deletes } = driver.rental();
      alarm(driver);
      return await driver.apply('accepted', {
        deletedAt: askedAt, acceptedAt: acceptedAt ?? clock.now(), deletes: deletes + 1,
        ...(refusedSince !== undefined && { refusedMs: refusedMs + clock.now() - refusedSince, refusedSince: undefined }),
      });
    } catch (error) {
      if (driver.stopped.aborted) return;
      const { refusedSince, deletes } = driver.rental();
      await driver.apply('not_ended', { refusedSince: refusedSince ?? askedAt, deletes: deletes + 1 });
      const { code, message } = toAppError(error);
      if (code === 'PROVIDER_UNAUTHORIZED' && driver.once('unauthorized')) driver.alert('unauthorized', 'critical', `The key of ${driver.rental().provider} is refused while a machine runs: ${message}`);
    }
    alarm(driver);
    await clock.sleep(timing.deleteMs, driver.stopped);
    alarm(driver);
    // A call that fails may have worked.
    if (clock.now() - lookedAt < timing.absenceMs) continue;
    lookedAt = clock.now();
    if ((await lookAtList(driver)).kind === 'absent_for_good') return driver.apply('absent_for_good');
  }
}

/** Until two complete lists do not show it; whatever is shown is ended again. */
export async function confirm(driver: Driver): Promise<void> {
  const { clock, timing } = driver;
  while (!driver.stopped.aborted) {
    const sighting = await lookAtList(driver);
    const { acceptedAt, deletedAt, duplicates, instanceId, refusedMs } = driver.rental();
    if (sighting.kind === 'absent_for_good') return driver.apply('absent_for_good');
    alarm(driver);
    // Without a list nobody knows whether the yes was one, and asking again costs nothing.
    if (sighting.kind === 'unknown' && clock.now() - (deletedAt ?? 0) >= timing.absenceMs) return driver.apply('still_there');
    if (sighting.kind === 'seen' && sighting.at - (deletedAt ?? 0) >= timing.lingerMs) {
      const refused = sighting.at - (acceptedAt ?? sighting.at) >= timing.naturalMs;
      const others = sighting.views.map(({ id }) => id).filter((id) => id !== instanceId);
      return driver.apply('still_there', {
        ...accrued(driver.rental(), clock.now()), duplicates: [...new Set([...duplicates, ...others])],
        // A yes that nothing follows is a no, from the first one on.
        ...(refused && { refusedSince: refusedMs > 0 ? deletedAt : acceptedAt }),
      });
    }
    await clock.sleep(timing.pollMs, driver.stopped);
  }
}
