/**
 * Reconciles what is written down with what each provider lists. What nobody drives is driven to its end, what nobody wrote
 * down is ended, whatever comes back is ended again. Lists that are not complete prove nothing; foreign machines are not touched.
 */
import { toAppError } from '../kernel/app-error.ts';
import type { InstanceView, Provider } from '../gpu/provider.ts';
import { driveOut, endUnwritten } from './drive.ts';
import { openDriver } from './driver.ts';
import { listOf, type Listing } from './listing.ts';
import { duplicateName, ownership } from './names.ts';
import { newHolder, timingOf } from './order.ts';
import type { RentalNotice, RentalParts } from './parts.ts';
import type { Rental } from './rental.ts';
import { endRental } from './saga.ts';

export interface ReaperOptions {
  /**
   * Asked of a machine that could still be used and that nobody drives: true leaves it for its job, which will adopt it. For
   * no longer than a lease; then it is ended.
   */
  adoptable?(rental: Rental): boolean | Promise<boolean>;
}

export interface Reaper {
  /** One round over all providers. Resolves when each was looked at, or was waited for in vain. */
  round(): Promise<void>;
  /** Ends the rounds; what is being ended goes on. */
  stop(): Promise<void>;
}

/** No complete list for so long while something is open is told. */
const SILENT_MS = 60_000;
const USABLE = ['booting', 'provisioning', 'ready'];

interface Watch {
  parts: RentalParts;
  options: ReaperOptions;
  /** Since when a machine is left for its job. */
  leftSince: Map<string, number>;
}

const alarm = ({ parts }: Watch, notice: Omit<Extract<RentalNotice, { kind: 'alert' }>, 'kind' | 'at' | 'severity'>): void => {
  try {
    parts.tell?.({ kind: 'alert', severity: 'critical', at: parts.clock.now(), ...notice });
  } catch {
    // Telling never stops ending.
  }
};

async function isLeft({ parts, options, leftSince }: Watch, rental: Rental): Promise<boolean> {
  if (!options.adoptable || rental.endWanted !== undefined || !USABLE.includes(rental.state)) return false;
  const now = parts.clock.now();
  const since = leftSince.get(rental.id) ?? now;
  leftSince.set(rental.id, since);
  return now - since < timingOf(parts).leaseMs && await options.adoptable(rental);
}

/** What is open and has no driver that lives. */
async function driveOn(watch: Watch, provider: string, open: readonly Rental[]): Promise<void> {
  const unclaimed = new Set(await watch.parts.ledger.unclaimed());
  for (const rental of open) {
    if (rental.provider !== provider || !unclaimed.has(rental.id) || await isLeft(watch, rental)) continue;
    watch.leftSince.delete(rental.id);
    await endRental(watch.parts, rental.id, rental.endWanted ?? 'abandoned');
  }
}

async function endAgain(watch: Watch, rental: Rental, view: InstanceView): Promise<void> {
  const { parts } = watch;
  const holder = newHolder(parts);
  const claimed = await parts.ledger.claim(rental.id, holder, timingOf(parts).claimMs);
  if (!claimed) return;
  const driver = openDriver(parts, claimed, holder);
  if (claimed.state === 'gone') {
    alarm(watch, { alert: 'returned', provider: rental.provider, rental, message: `${view.name} was gone and is there again; it is ended again.` });
    const now = parts.clock.now();
    await driver.apply('seen', { created: true, instanceId: view.id, seenAt: now, spentAt: claimed.created ? claimed.at.gone : claimed.at.requesting, absences: 0, absentSince: undefined, absentAt: undefined, acceptedAt: undefined }).catch(() => undefined);
  }
  void driveOut(driver);
}

async function settle(watch: Watch, provider: Provider, { askedAt, views }: Listing): Promise<void> {
  const { parts } = watch;
  const ours = views.filter(({ name }) => ownership(name, parts.installation) === 'ours');
  if (ours.length === 0) return;
  // Read after the list: whatever is in the list was written down before it was made.
  const names = ours.flatMap(({ id, name }) => [name, duplicateName(name, id)]);
  const known = (await parts.ledger.byNames(names)).filter((rental) => rental.provider === provider.name);
  const rowOf = (name: string): Rental | undefined => known.find((rental) => rental.name === name);
  const once = new Set<string>();
  async function settleOne(view: InstanceView): Promise<void> {
    const rental = rowOf(view.name);
    const isFirst = rental === undefined || rental.instanceId === undefined || rental.instanceId === view.id || rental.state === 'gone';
    const own = isFirst ? rental : rowOf(duplicateName(view.name, view.id));
    // Whoever ends a name that nobody uses ends all machines of that name.
    if (isFirst && (!rental || rental.state === 'gone') && once.has(view.name)) return;
    once.add(view.name);
    if (!own) await endUnwritten(parts, provider.name, view, isFirst ? undefined : rental);
    else if (own.state === 'gone' && askedAt > (own.at.gone ?? 0)) await endAgain(watch, own, view);
  }
  // Where one fails, such as because another process was quicker, the others go on, and the next round looks again.
  await Promise.all(ours.map((view) => settleOne(view).catch(() => undefined)));
}

function rounds(watch: Watch, provider: Provider): () => Promise<boolean> {
  const { parts } = watch;
  const timing = timingOf(parts);
  let heardAt = parts.clock.now();
  let busyAt = Number.NEGATIVE_INFINITY;
  let told = false;
  return async () => {
    const open = (await parts.ledger.open()).filter((rental) => rental.provider === provider.name);
    await driveOn(watch, provider.name, open);
    const listing = await listOf(provider, parts.clock, { limitMs: timing.callMs, maxAgeMs: 0 });
    if (listing) {
      heardAt = parts.clock.now();
      told = false;
      await settle(watch, provider, listing);
    } else if (open.length > 0 && !told && parts.clock.now() - heardAt >= SILENT_MS) {
      told = true;
      alarm(watch, { alert: 'provider_silent', provider: provider.name, message: `${provider.name} has given no complete list for ${Math.round((parts.clock.now() - heardAt) / 1000)} s while ${open.length} machines are open.` });
    }
    if (open.length > 0) busyAt = parts.clock.now();
    return parts.clock.now() - busyAt < timing.calmAfterMs;
  };
}

/** Begins at once and never gives up. Each provider has rounds of its own: one that hangs holds nobody up. */
export function startReaper(parts: RentalParts, options: ReaperOptions = {}): Reaper {
  const { clock } = parts;
  const timing = timingOf(parts);
  const stopped = new AbortController();
  const watch: Watch = { parts, options, leftSince: new Map() };
  const each = parts.providers.map((provider) => {
    const round = rounds(watch, provider);
    // Without a ledger nobody knows what is open, so it is looked again soon.
    return () => round().catch((error: unknown) => {
      alarm(watch, { alert: 'provider_silent', provider: provider.name, message: `A round failed: ${toAppError(error).message}` });
      return true;
    });
  });
  async function loop(round: () => Promise<boolean>): Promise<void> {
    while (!stopped.signal.aborted) {
      const busy = await round();
      await clock.sleep(busy ? timing.busyRoundMs : timing.idleRoundMs, stopped.signal);
    }
  }
  const loops = each.map(loop);
  return {
    async round() { await Promise.all(each.map((round) => round())); },
    async stop() {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}
