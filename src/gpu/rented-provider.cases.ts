/** What a provider must do that rents out over HTTP, whatever happens to its calls: run against its emulator. */
import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';
import type { ArmedFault } from '../../tests/emulators/core/faults.ts';
import { codeOf, ended, failure, firstOffer, launched, listed, newName, providerCases, runIn, until, type ProviderStage, type RentedStage } from './provider.cases.ts';
import type { Launch } from './provider.ts';

type OpenRented = () => Promise<ProviderStage & { rented: RentedStage }>;

/** All cases of the contract, and those of faults. */
export function rentedProviderCases(open: OpenRented): void {
  providerCases(open);
  unknownCases(open);
  refusalCases(open);
  keyCases(open);
  listCases(open);
  endCases(open);
  abortCases(open);
}

/** Of our account, in truth, whatever is shown. */
const existing = ({ rented: { emulator } }: { rented: RentedStage }, name: string): string[] =>
  emulator.instances().filter((truth) => truth.name === name && truth.goneMs === undefined).map(({ id }) => id);

async function launchUnder(stage: ProviderStage & { rented: RentedStage }, fault: ArmedFault | undefined, name: string): Promise<Launch> {
  const offer = await firstOffer(stage);
  if (fault) stage.rented.emulator.faults.arm(fault);
  return stage.provider.launch(offer, { ...stage.request, name });
}

function unknownCases(open: OpenRented): void {
  test.each(['create-reply-lost', 'create-then-500'] as const)('a launch that ended with %s is unknown, made one machine, and that is found by its name', async (fault) => {
    const stage = await open();
    await runIn(stage)(async () => {
      const name = newName();
      expect(await launchUnder(stage, { fault }, name)).toMatchObject({ outcome: 'unknown' });
      expect(existing(stage, name)).toHaveLength(1);
      const view = await listed(stage, name);
      expect([view.id]).toEqual(existing(stage, name));
      await ended(stage, view.id);
      expect(existing(stage, name)).toEqual([]);
    });
  });

  test('a launch that is cancelled under way is unknown or was never sent, and never claimed not to be', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      const offer = await firstOffer(stage);
      const name = newName();
      const controller = new AbortController();
      const launch = stage.provider.launch(offer, { ...stage.request, name, signal: controller.signal }).catch((error: unknown) => codeOf(error));
      await stage.clock.sleep(100);
      controller.abort();
      const outcome = await launch;
      if (outcome === 'CANCELLED') expect(existing(stage, name)).toEqual([]);
      else expect(outcome).toMatchObject({ outcome: 'unknown' });
    });
  });
}

function refusalCases(open: OpenRented): void {
  test.each([
    ['no-capacity', ['no_capacity']], ['rate-limited', ['rate_limited']], ['out-of-money', ['out_of_money']], ['spend-limit', ['spend_limit']],
    ['key-read-only', ['forbidden', 'unauthorized']], ['key-revoked', ['unauthorized']],
  ] as const)('a launch is refused: %s', async (fault, reasons) => {
    const stage = await open();
    await runIn(stage)(async () => {
      const name = newName();
      // Its other shape lets this one through and runs dry afterwards.
      const launch = await launchUnder(stage, { fault, ...(fault === 'out-of-money' && { variant: 'refused' }) }, name);
      expect(launch).toMatchObject({ outcome: 'refused' });
      if (launch.outcome !== 'refused') return;
      expect(reasons).toContain(launch.reason);
      expect(launch.message.length).toBeGreaterThan(10);
      expect(existing(stage, name)).toEqual([]);
    });
  });

  test('an offer that nobody makes is refused', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      const offer = { ...await firstOffer(stage), id: 'nonsense' };
      expect(await stage.provider.launch(offer, { ...stage.request, name: newName() })).toMatchObject({ outcome: 'refused' });
    });
  });
}

function keyCases(open: OpenRented): void {
  test('a wrong key is told as such everywhere, ending included, and stands in no error and no log', async () => {
    const stage = await open();
    const told: string[] = [];
    const keep = (text: unknown): boolean => { told.push(inspect(text)); return true; };
    const spies = [vi.spyOn(process.stdout, 'write').mockImplementation(keep), vi.spyOn(process.stderr, 'write').mockImplementation(keep), ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name).mockImplementation(keep))];
    const key = 'wrong-key-4711+/=%"';
    try {
      await runIn(stage)(async () => {
        const offer = await firstOffer(stage);
        const wrong = stage.rented.as(key);
        const calls: Record<string, () => Promise<unknown>> = {
          offers: () => wrong.offers(), list: () => wrong.list(), inspect: () => wrong.inspect('999999999'), terminate: () => wrong.terminate('999999999'),
          ...(wrong.balance ? { balance: () => wrong.balance?.() ?? Promise.resolve() } : {}),
        };
        for (const [call, work] of Object.entries(calls)) {
          const error = await failure(work());
          told.push(inspect(error, { depth: 10, showHidden: true }));
          expect(`${call}: ${codeOf(error)}`).toBe(`${call}: PROVIDER_UNAUTHORIZED`);
        }
        const launch = await wrong.launch(offer, { ...stage.request, name: newName() });
        told.push(inspect(launch, { depth: 10 }));
        expect(launch).toMatchObject({ outcome: 'refused', reason: 'unauthorized' });
      });
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    expect(told.length).toBeGreaterThan(4);
    for (const form of [key, encodeURIComponent(key), 'wrong-key-4711', Buffer.from(key).toString('base64')]) expect(told.join('\n')).not.toContain(form);
  });

  test('others in the same account are shown with their names, other accounts not at all', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      const { emulator, foreignKey, as } = stage.rented;
      const neighbour = await launched(stage, 'somebody-elses-training');
      const stranger = await launched({ ...stage, provider: as(foreignKey) }, 'in-another-account');
      const view = await listed(stage, 'somebody-elses-training');
      expect(view.id).toBe(neighbour.id);
      await stage.clock.sleep(120_000);
      expect((await stage.provider.list()).map(({ id }) => id)).not.toContain(stranger.id);
      expect(emulator.instances().some(({ id }) => id === stranger.id)).toBe(true);
      expect(await failure(stage.provider.inspect(stranger.id).then((found) => { expect(found).toBeUndefined(); }))).toBeUndefined();
    });
  });
}

const PROVIDER_ERRORS = ['PROVIDER_UNREACHABLE', 'PROVIDER_ANSWER_INVALID', 'PROVIDER_REFUSED'];

function listCases(open: OpenRented): void {
  test.each(['list-fails', 'pages-move', 'odd-values', 'telemetry-missing'] as const)('under %s a listing is complete or an error', async (fault) => {
    const stage = await open();
    await runIn(stage)(async () => {
      const machines = [await launched(stage), await launched(stage)];
      for (const { name } of machines) await listed(stage, name);
      for (const mode of [{ next: 1 }, { rate: 1 }, { rate: 0.3 }]) {
        stage.rented.emulator.faults.arm({ fault, ...mode });
        for (let round = 0; round < 10; round += 1) {
          const error = await failure(stage.provider.list().then((views) => {
            for (const { id, name } of machines) expect(views).toContainEqual(expect.objectContaining({ id, name }));
          }));
          if (error !== undefined) expect(PROVIDER_ERRORS).toContain(codeOf(error));
          await stage.clock.sleep(15_000);
        }
        stage.rented.emulator.faults.disarm(fault);
      }
    });
  });

  test('every page of a long list is read', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      const ids: string[] = [];
      for (let i = 0; i < 30; i += 1) {
        ids.push((await launched(stage)).id);
        await stage.clock.sleep(20_000);
      }
      await stage.clock.sleep(60_000);
      const shown = (await stage.provider.list()).map(({ id }) => id);
      expect(ids.filter((id) => !shown.includes(id))).toEqual([]);
    });
  }, 60_000);

  test('strange values, missing telemetry and too many questions are survived, and nothing is made up', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      const { id, name } = await launched(stage);
      await until(stage, () => stage.provider.inspect(id));
      for (const fault of ['odd-values', 'telemetry-missing'] as const) stage.rented.emulator.faults.arm({ fault, rate: 0.5 });
      stage.rented.emulator.faults.arm({ fault: 'rate-limited', rate: 0.2 });
      for (let round = 0; round < 40; round += 1) {
        const error = await failure(stage.provider.inspect(id).then((view) => {
          expect(view).toMatchObject({ id, name });
          for (const value of Object.values(view?.telemetry ?? {})) expect(value).toSatisfy(Number.isFinite);
        }));
        if (error !== undefined) expect(codeOf(error)).toBe('PROVIDER_UNREACHABLE');
        const offers = await failure(stage.provider.offers());
        if (offers !== undefined) expect(codeOf(offers)).toBe('PROVIDER_UNREACHABLE');
        await stage.clock.sleep(15_000);
      }
    });
  });

  test('the balance is told in dollars', async () => {
    const stage = await open();
    if (!stage.provider.balance) return;
    expect((await runIn(stage)(async () => stage.provider.balance?.()))?.usd).toBeGreaterThan(0);
  });
}

function endCases(open: OpenRented): void {
  test.each(['delete-fails', 'delete-ignored', 'delete-not-found', 'rate-limited', 'locked'] as const)('under %s ending says what the provider said, and repeated it ends', async (fault) => {
    const stage = await open();
    const { emulator } = stage.rented;
    await runIn(stage)(async () => {
      const name = newName();
      // This one strikes a machine some time after it was made; the others strike calls.
      if (fault === 'locked') emulator.faults.arm({ fault });
      const { id } = await launched(stage, name);
      await listed(stage, name);
      if (fault === 'locked') await stage.clock.sleep(1_800_000);
      else emulator.faults.arm({ fault, next: 6 });
      let answers = 0;
      for (let absent = 0; absent < 2;) {
        const error = await failure(stage.provider.terminate(id).then((said) => { expect(['accepted', 'absent']).toContain(said); }));
        if (error !== undefined) expect(PROVIDER_ERRORS).toContain(codeOf(error));
        answers += 1;
        expect(answers).toBeLessThan(60);
        await stage.clock.sleep(15_000);
        absent = (await stage.provider.list()).some((view) => view.id === id) ? 0 : absent + 1;
      }
      expect(existing(stage, name)).toEqual([]);
    });
  });

  test.each(['key-revoked', 'key-read-only'] as const)('under %s ending fails loudly', async (fault) => {
    const stage = await open();
    await runIn(stage)(async () => {
      const { id, name } = await launched(stage);
      await listed(stage, name);
      stage.rented.emulator.faults.arm({ fault });
      expect(codeOf(await failure(stage.provider.terminate(id)))).toBe('PROVIDER_UNAUTHORIZED');
      expect(existing(stage, name)).toEqual([id]);
    });
  });
}

function abortCases(open: OpenRented): void {
  test('whoever cancels hears so at once, before and under way', async () => {
    const stage = await open();
    await runIn(stage)(async () => {
      const { provider, clock } = stage;
      const { id } = await launched(stage);
      const calls: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
        offers: (signal) => provider.offers(undefined, signal), list: (signal) => provider.list(signal),
        inspect: (signal) => provider.inspect(id, signal), terminate: (signal) => provider.terminate(id, signal),
      };
      for (const [name, call] of Object.entries(calls)) {
        expect(`${name} before: ${codeOf(await failure(call(AbortSignal.abort())))}`).toBe(`${name} before: CANCELLED`);
        const controller = new AbortController();
        const work = failure(call(controller.signal));
        const startMs = clock.now();
        await clock.sleep(1);
        controller.abort();
        expect(`${name} under way: ${codeOf(await work)}`).toBe(`${name} under way: CANCELLED`);
        expect(clock.now() - startMs).toBeLessThan(1_000);
        await clock.sleep(10_000);
      }
    });
  });
}
