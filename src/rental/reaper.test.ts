import { expect, test } from 'vitest';
import { emergencyStop } from './emergency-stop.ts';
import { startReaper } from './reaper.ts';
import { INSTALLATION, JOB, mortal, offerOf, tinyRig, WORKSPACE, type Faults, type Rig } from './rental-rig.cases.ts';
import { adopt, endRental, rent } from './saga.ts';
import type { Rental } from './rental.ts';

const never = new AbortController().signal;
const caps = () => ({ jobUsd: 5 });

/** Looks for so long, and says when nothing of ours cost money any more. */
async function quietAfter(rig: Rig, ms: number): Promise<number> {
  const from = rig.clock.now();
  await rig.clock.sleep(ms);
  expect(rig.billing().filter(({ name }) => name.startsWith(`aima-${INSTALLATION}-`))).toEqual([]);
  return Math.max(0, ...rig.machines.map(({ diedAt }) => (diedAt ?? Infinity) - from));
}

/** A whole job of which every call to the outside counts; dies at the one given. @returns how many there were */
async function dieAt(rig: Rig, nth: number): Promise<number> {
  let calls = 0;
  let dead = false;
  const world = rig.process('p1', () => dead);
  const count = (): void => {
    calls += 1;
    dead ||= calls === nth;
  };
  const parts = { ...world, ledger: mortal(world.ledger, () => dead, count), providers: world.providers.map((each) => mortal(each, () => dead, count)), access: mortal(world.access, () => dead, count) };
  const job = (async () => {
    const machine = await rent(parts, rig.order(), never);
    await rig.clock.sleep(45_000);
    await machine.release('finished').gone;
  })();
  await Promise.race([job, rig.clock.sleep(10 * 60_000)]);
  return calls;
}

const faulty: [string, Partial<Faults>][] = [['no faults', {}], ['a lost reply', { launches: ['lost_reply'] }], ['deletes that fail and lie', { deletes: ['error', 'lie', 'error_but_done'] }]];

test.each(faulty)('with %s a server may be killed between any two effects: the next one ends what is left within a minute', async (_name, faults) => {
  const whole = tinyRig({ faults: { ...faults, bootMs: 8_000 } });
  const effects = await whole.clock.run(() => dieAt(whole, Infinity));
  expect(effects).toBeGreaterThan(15);
  for (let nth = 1; nth <= effects; nth += 1) {
    const rig = tinyRig({ faults: structuredClone({ ...faults, bootMs: 8_000 }) });
    await rig.clock.run(async () => {
      await dieAt(rig, nth);
      const reaper = startReaper(rig.process('p2'));
      expect(await quietAfter(rig, 60_000), `killed at effect ${nth}`).toBeLessThan(60_000);
      await rig.clock.sleep(6 * 60_000);
      expect(await rig.ledger.open(), `killed at effect ${nth}`).toEqual([]);
      await reaper.stop();
    });
    expect(rig.machines.length, `killed at effect ${nth}`).toBeLessThanOrEqual(1);
    // Nothing was taken for gone, or for never made, that was there.
    expect(rig.alerts(), `killed at effect ${nth}`).not.toContain('returned');
  }
}, 60_000);

async function readyMachine(rig: Rig): Promise<{ rental: Rental; die(): void }> {
  let dead = false;
  const machine = await rent(rig.process('p1', () => dead), rig.order(), never);
  return { rental: machine.rental(), die: () => { dead = true; } };
}

test('the next process adopts the machine of its job and uses it on', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const { rental, die } = await readyMachine(rig);
    die();
    await rig.clock.sleep(25_000);
    const reaper = startReaper(rig.process('p2'), { adoptable: () => true });
    await rig.clock.sleep(20_000);
    const again = await adopt(rig.process('p2'), rental.id, { caps }, never);
    expect(again?.rental()).toMatchObject({ id: rental.id, state: 'ready' });
    await rig.clock.sleep(10 * 60_000);
    expect(again?.lost.aborted).toBe(false);
    expect((rig.machines[0]?.leaseUntil ?? 0) > rig.clock.now()).toBe(true);
    await again?.release('finished').gone;
    await reaper.stop();
  });
  expect(rig.machines).toHaveLength(1);
  expect(rig.billing()).toEqual([]);
});

test('a machine that is left for its job and never adopted is ended after a lease', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    (await readyMachine(rig)).die();
    const reaper = startReaper(rig.process('p2'), { adoptable: () => true });
    await quietAfter(rig, 6.5 * 60_000);
    await reaper.stop();
  });
});

test('one drives at a time, and whoever lost it stops', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    await rig.clock.sleep(120_000);
    expect(await rig.ledger.unclaimed()).toEqual([]);
    expect(await endRental(rig.process('p2'), machine.rental().id, 'abandoned')).toBeUndefined();
    await machine.leave();
    expect((await endRental(rig.process('p2'), machine.rental().id, 'abandoned'))).toBeDefined();
    await rig.clock.sleep(60_000);
  });
  expect(rig.billing()).toEqual([]);
});

const manual = (name: string, id: string) => ({ id, name, usdPerHour: 0.6, bornAt: 0, status: 'running' as const, gpuCount: 1, leaseUntil: 0, wiped: false, media: false });

test('a machine of ours that nobody wrote down is ended; those of others and of strangers are not touched', async () => {
  const rig = tinyRig();
  rig.machines.push(manual(`aima-${INSTALLATION}-zzzzzz-1-0123abcd`, 'x1'), manual('aima-other0-zzzzzz-1-0123abcd', 'x2'), manual('my-own-pod', 'x3'), manual('aima-important', 'x4'));
  await rig.clock.run(async () => {
    const reaper = startReaper(rig.process('p1'));
    await rig.clock.sleep(90_000);
    await reaper.stop();
  });
  expect(rig.billing().map(({ id }) => id)).toEqual(['x2', 'x3', 'x4']);
  expect(rig.alerts()).toEqual(['orphan']);
  expect(await rig.ledger.open()).toEqual([]);
});

test('what was gone and comes back is ended again, with an alarm', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const parts = rig.process('p1');
    const reaper = startReaper(parts);
    const machine = await rent(parts, rig.order(), never);
    await machine.release('finished').gone;
    await rig.clock.sleep(120_000);
    const [ghost] = rig.machines;
    if (ghost) ghost.diedAt = undefined;
    await rig.clock.sleep(75_000);
    expect(rig.alerts()).toEqual(['returned']);
    expect(rig.billing()).toEqual([]);
    await rig.clock.sleep(30_000);
    expect(await rig.ledger.open()).toEqual([]);
    await reaper.stop();
  });
});

test('while lists fail nothing is taken for gone, the silence is told, and other providers go on', async () => {
  const rig = tinyRig();
  const other = tinyRig();
  await rig.clock.run(async () => {
    const parts = rig.process('p1');
    const silent = { ...rig.provider, name: 'silent', list: () => new Promise<never>(() => undefined) };
    rig.machines.push(manual(`aima-${INSTALLATION}-zzzzzz-1-0123abcd`, 'x1'));
    await rig.ledger.insert({ ...(await oneRow(other)), provider: 'silent' }, undefined, 'gone', 0);
    const reaper = startReaper({ ...parts, providers: [silent, ...parts.providers] });
    await rig.clock.sleep(180_000);
    expect(rig.billing()).toEqual([]);
    expect((await rig.ledger.open()).map(({ provider }) => provider)).toEqual(['silent']);
    expect(rig.alerts()).toContain('provider_silent');
    void reaper.stop();
  });
});

/** A row as an ended process leaves it. */
async function oneRow(rig: Rig): Promise<Rental> {
  let row: Rental | undefined;
  await rig.clock.run(async () => {
    const { rental, die } = await readyMachine(rig);
    die();
    row = rental;
  });
  if (!row) throw new Error('There is no row.');
  return row;
}

test('the emergency stop ends everything of ours without a ledger, and nothing else', async () => {
  const rig = tinyRig({ faults: { deletes: ['error'], lists: ['error'] } });
  rig.machines.push(manual(`aima-${INSTALLATION}-zzzzzz-1-0123abcd`, 'x1'), manual(`aima-${INSTALLATION}-zzzzzz-2-0123abcd`, 'x2'), manual('my-own-pod', 'x3'));
  const parts = rig.process('p1');
  const broken = { ...parts.ledger, wantEnd: () => Promise.reject(new Error('away')), open: () => new Promise<never>(() => undefined) };
  await rig.clock.run(async () => {
    const report = await emergencyStop({ ...parts, ledger: broken });
    expect(report).toEqual({ machines: [{ provider: 'tiny', name: `aima-${INSTALLATION}-zzzzzz-1-0123abcd`, id: 'x1', outcome: 'accepted' }, { provider: 'tiny', name: `aima-${INSTALLATION}-zzzzzz-2-0123abcd`, id: 'x2', outcome: 'accepted' }], unlisted: [] });
  });
  expect(rig.billing().map(({ id }) => id)).toEqual(['x3']);
});

test('the emergency stop ends what is in use, too new for lists, or still being made, and no other is made instead', async () => {
  const rig = tinyRig({ faults: { viewLagMs: 15_000, bootMs: 5_000 } });
  await rig.clock.run(async () => {
    const used = await rent(rig.process('p1'), rig.order(), never);
    const making = rent(rig.process('p2'), rig.order({ jobId: '33333333-3333-4333-8333-333333333333', offers: [offerOf('a'), offerOf('b')] }), never);
    making.catch(() => undefined);
    await rig.clock.sleep(500);
    const report = await emergencyStop(rig.process('p3'));
    expect(report.rentalsTold).toBe(2);
    await expect(making).rejects.toMatchObject({ code: 'EMERGENCY_STOP' });
    await rig.clock.sleep(40_000);
    expect(used.lost.reason).toMatchObject({ code: 'EMERGENCY_STOP' });
    expect(rig.billing()).toEqual([]);
    expect(rig.machines).toHaveLength(2);
  });
});

test('two who rent at the same time do not both get the last of a day', async () => {
  const rig = tinyRig();
  const day = () => ({ jobUsd: 5, day: { usd: 0.6, sinceMs: 0 } });
  await rig.clock.run(async () => {
    const results = await Promise.allSettled(['p1', 'p2'].map((name) => rent(rig.process(name), rig.order({ caps: day }), never)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const result of results) if (result.status === 'fulfilled') await result.value.release('finished').gone;
  });
  const rows = await rig.ledger.ofJob(JOB);
  expect(rows.every(({ workspaceId }) => workspaceId === WORKSPACE)).toBe(true);
});

test('with every server dead for good the lease alone ends it, within what was reserved', async () => {
  for (const seconds of [1, 40, 200, 900, 1_500]) {
    const rig = tinyRig();
    await rig.clock.run(async () => {
      let dead = false;
      void rent(rig.process('p1', () => dead), rig.order({ caps: () => ({ jobUsd: 0.4 }) }), never);
      await rig.clock.sleep(seconds * 1_000);
      dead = true;
      await rig.clock.sleep(3_600_000);
    });
    const [row] = await rig.ledger.ofJob(JOB);
    const [machine] = rig.machines;
    if (!row || !machine) continue;
    // As the lease on it does: whichever is first, and a minute late.
    const endMs = Math.min(machine.leaseUntil, row.hardEndAt) + 60_000;
    expect((machine.usdPerHour * (endMs - machine.bornAt)) / 3_600_000, `dead after ${seconds} s`).toBeLessThanOrEqual(row.reservedUsd);
    expect(row.reservedUsd).toBeLessThanOrEqual(0.4);
  }
});

test('a list that hangs does not hold up the end of a machine in use', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    await rig.clock.sleep(60_000);
    rig.faults.lists.push('hang', 'hang', 'hang');
    while (rig.faults.lists.length === 3) await rig.clock.sleep(500);
    const endedAt = rig.clock.now();
    await machine.release('finished').gone;
    expect((rig.machines[0]?.diedAt ?? Infinity) - endedAt).toBeLessThan(5_000);
  });
});
