/** What every provider must do; each implementation's test file calls this. For those with an emulator rented-provider.cases.ts goes on. */
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { Emulator } from '../../tests/emulators/core/emulator.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { InstanceView, LaunchRequest, Offer, Provider } from './provider.ts';

export interface ProviderStage {
  provider: Provider;
  /** On which waits are slept. */
  clock: Clock;
  /** What is launched; the name is to be put in. */
  request: Omit<LaunchRequest, 'name'>;
  /** Runs what waits on a virtual clock; without one it is just awaited. */
  run?<T>(work: () => Promise<T>): Promise<T>;
  /** How often something is looked at; default 5 s. */
  pollMs?: number;
  /** Of those that rent out. */
  rented?: RentedStage;
}

export interface RentedStage {
  emulator: Emulator;
  /** The key of `provider`, and that of another account. */
  key: string;
  foreignKey: string;
  /** The same provider with another key. */
  as(key: string): Provider;
}

type Open = () => Promise<ProviderStage>;

const POLL_MS = 5_000;
/** Pulling an image may take long; emulated time costs nothing. */
const LIMIT_MS = 3_600_000;

let names = 0;
export const newName = (): string => `aima-cases-job-1-${names += 1}`;

export const runIn = ({ run }: ProviderStage): (<T>(work: () => Promise<T>) => Promise<T>) => run ?? ((work) => work());

export async function firstOffer({ provider }: ProviderStage): Promise<Offer> {
  const [offer] = await provider.offers({ gpuMemoryGb: 0, diskGb: 20, interruptible: false });
  if (!offer) throw new Error(`${provider.name} offers nothing.`);
  return offer;
}

export async function launched(stage: ProviderStage, name = newName()): Promise<{ id: string; name: string }> {
  const launch = await stage.provider.launch(await firstOffer(stage), { ...stage.request, name });
  if (launch.outcome !== 'created') throw new Error(`not launched: ${inspect(launch)}`);
  return { id: launch.id, name };
}

export async function until<T>({ clock, pollMs = POLL_MS }: ProviderStage, look: () => Promise<T | undefined>): Promise<T> {
  const endMs = clock.now() + LIMIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (clock.now() > endMs) throw new Error('It did not come about in an hour.');
    await clock.sleep(pollMs);
  }
}

export const listed = (stage: ProviderStage, name: string): Promise<InstanceView> =>
  until(stage, async () => (await stage.provider.list()).find((view) => view.name === name));

/** Ends it, again and again, until two complete listings do not show it. */
export async function ended(stage: ProviderStage, id: string): Promise<void> {
  let absent = 0;
  await until(stage, async () => {
    absent = (await stage.provider.list()).some((view) => view.id === id) ? 0 : absent + 1;
    if (absent === 0) await stage.provider.terminate(id);
    return absent === 2 ? true : undefined;
  });
}

export const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
};

export const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : inspect(error));

export function providerCases(open: Open): void {
  lifeCases(open);
  emptyLifeCases(open);
}

function lifeCases(open: Open): void {
  test('offers are well-formed, and keep to what was asked for', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      for (const query of [undefined, { gpuMemoryGb: 30, diskGb: 10, interruptible: false }, { gpuMemoryGb: 0, diskGb: 20, interruptible: true }]) {
        const offers = await stage.provider.offers(query);
        expect(offers.length).toBeGreaterThan(0);
        expect(new Set(offers.map(({ id }) => id)).size).toBe(offers.length);
        for (const { id, provider, description, usdPerHour, machine } of offers) {
          expect({ id, provider, description: description.trim() }).toEqual({ id: expect.stringMatching(/^\S+$/) as string, provider: stage.provider.name, description });
          expect(description).not.toBe('');
          expect(usdPerHour).toBeGreaterThanOrEqual(0);
          expect(usdPerHour).toBeLessThan(1000);
          if (!machine) continue;
          expect(machine.gpuCount).toBeGreaterThan(0);
          expect(machine.gpuMemoryGb).toBeGreaterThanOrEqual(query?.gpuMemoryGb ?? 0);
          if (!query?.interruptible) expect(machine.interruptible).toBe(false);
          if (machine.reliability !== undefined) expect(machine.reliability).toBeLessThanOrEqual(1);
        }
      }
    });
  });

  test('a disk costs, and is part of the price', async () => {
    const stage = await open();
    if (!stage.rented) return;
    await runIn(stage)(async () => {
      const priceOf = async (diskGb: number): Promise<number> => (await stage.provider.offers({ gpuMemoryGb: 0, diskGb, interruptible: false }))[0]?.usdPerHour ?? NaN;
      expect(await priceOf(500)).toBeGreaterThan(await priceOf(20));
    });
  });

  test('from launch to gone: found by name, reachable, ended for good, and ending it again is no error', async () => {
    const stage = await open();
    const { provider } = stage;
    await runIn(stage)(async () => {
      const before = (await provider.list()).map(({ id }) => id);
      const { id, name } = await launched(stage);
      expect(before).not.toContain(id);
      expect(await listed(stage, name)).toMatchObject({ id, name });
      const running = await until(stage, async () => {
        const view = await provider.inspect(id);
        return view?.status === 'running' && view.access.length > 0 ? view : undefined;
      });
      expect(running).toMatchObject({ id, name });
      for (const access of running.access) expect(provider.remote ? access.kind : 'worker').toBe(access.kind);
      expect(await provider.terminate(id)).toBe('accepted');
      await ended(stage, id);
      expect(['accepted', 'absent']).toContain(await provider.terminate(id));
      expect((await provider.list()).map((view) => view.id).toSorted()).toEqual(before.toSorted());
    });
  });
}

function emptyLifeCases(open: Open): void {
  test('what never was is neither shown nor ended', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      // A number, as Vast.ai's ids are.
      expect(await stage.provider.inspect('999999999')).toBeUndefined();
      expect(await stage.provider.terminate('999999999')).toBe('absent');
    });
  });

  test('a launch that was cancelled before it began makes nothing', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      const offer = await firstOffer(stage);
      const before = (await stage.provider.list()).length;
      expect(codeOf(await failure(stage.provider.launch(offer, { ...stage.request, name: newName(), signal: AbortSignal.abort() })))).toBe('CANCELLED');
      expect(await stage.provider.list()).toHaveLength(before);
    });
  });
}

