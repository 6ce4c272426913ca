/** Ends all machines of ours at once, on every provider, whether or not the ledger can be read: names say whose they are. */
import { toAppError } from '../kernel/app-error.ts';
import type { Provider } from '../gpu/provider.ts';
import { bounded } from './bounded.ts';
import { ownership } from './names.ts';
import { timingOf } from './order.ts';
import type { RentalParts } from './parts.ts';
import type { Rental } from './rental.ts';

export interface StoppedMachine {
  provider: string;
  name: string;
  id: string;
  /** `accepted`: the provider ends it. `absent`: it does not know it. `refused`: it goes on being asked by the reaper. */
  outcome: 'accepted' | 'absent' | 'refused';
  message?: string;
}

export interface StopReport {
  machines: StoppedMachine[];
  /** Providers that gave no complete list: something of ours may be there that nobody wrote down. */
  unlisted: string[];
  /** Absent where the ledger could not be read. */
  rentalsTold?: number;
}

/** So long a provider is asked again that does not answer; then the report comes, and drivers and reaper go on. */
const PATIENCE_MS = 45_000;
const AGAIN_MS = 3_000;

async function insist<T>({ clock, ...rest }: RentalParts, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const until = clock.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await bounded(clock, timingOf({ clock, ...rest }).callMs, work);
    } catch (error) {
      if (clock.now() >= until) throw error;
      await clock.sleep(AGAIN_MS);
    }
  }
}

async function stopAt(parts: RentalParts, provider: Provider, open: readonly Rental[]): Promise<{ machines: StoppedMachine[]; listed: boolean }> {
  // What is written down may be too new for the lists, so it is not waited for them.
  const written = new Map(open.flatMap(({ instanceId, duplicates, name }) => [...(instanceId === undefined ? [] : [instanceId]), ...duplicates].map((id): [string, string] => [id, name])));
  const end = async ([id, name]: [string, string]): Promise<StoppedMachine> => {
    try {
      return { provider: provider.name, name, id, outcome: await insist(parts, (signal) => provider.terminate(id, signal)) };
    } catch (error) {
      return { provider: provider.name, name, id, outcome: 'refused', message: toAppError(error).message };
    }
  };
  const ending = Promise.all([...written].map(end));
  const list = await insist(parts, (signal) => provider.list(signal)).catch(() => undefined);
  const others = (list ?? []).filter(({ id, name }) => ownership(name, parts.installation) === 'ours' && !written.has(id));
  return { machines: [...await ending, ...await Promise.all(others.map(({ id, name }) => end([id, name])))], listed: list !== undefined };
}

/**
 * Whoever drives a machine is told first, so that none is made in its place; jobs have to be paused by the caller before.
 * Ended machines are confirmed by their drivers and the reaper.
 */
export async function emergencyStop(parts: RentalParts): Promise<StopReport> {
  const { ledger, clock } = parts;
  const ask = <T>(work: () => Promise<T>): Promise<T | undefined> => bounded(clock, timingOf(parts).callMs, work).catch(() => undefined);
  const [rentalsTold, open] = await Promise.all([ask(() => ledger.wantEnd('emergency')), ask(() => ledger.open())]);
  const stops = await Promise.all(parts.providers.map(async (provider) => ({ provider: provider.name, ...await stopAt(parts, provider, (open ?? []).filter((rental) => rental.provider === provider.name)) })));
  return { machines: stops.flatMap(({ machines }) => machines), unlisted: stops.filter(({ listed }) => !listed).map(({ provider }) => provider), ...(rentalsTold !== undefined && { rentalsTold }) };
}
