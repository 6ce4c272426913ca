import { expect, test } from 'vitest';
import { offerOf, tinyOffer, tinyRig, type Faults, type Rig } from './rental-rig.cases.ts';
import { rent } from './saga.ts';

const never = new AbortController().signal;

/** Rents, works a minute, releases, and waits until it is gone. */
async function oneJob(rig: Rig, minutes = 1) {
  const parts = rig.process('p1');
  return rig.clock.run(async () => {
    const machine = await rent(parts, rig.order(), never);
    await rig.clock.sleep(minutes * 60_000);
    const endedAt = rig.clock.now();
    const gone = await machine.release('finished').gone;
    return { gone, endedAt };
  });
}

test('a machine is rented, used, wiped, ended and confirmed; its cost is counted to the second', async () => {
  const rig = tinyRig();
  const { gone, endedAt } = await oneJob(rig);
  const [machine] = rig.machines;
  expect(rig.machines).toHaveLength(1);
  expect(gone).toMatchObject({ state: 'gone', created: true, endReason: 'finished', wipe: { filesLeft: 0 }, refusedMs: 0 });
  expect((machine?.diedAt ?? Infinity) - endedAt).toBeLessThan(5_000);
  expect(machine?.wiped).toBe(true);
  expect(rig.alerts()).toEqual([]);
  // Ours counts from the call until the first list without it: never less than the truth, seconds more.
  expect(gone.spentUsd).toBeGreaterThanOrEqual(rig.truthUsd());
  expect(gone.spentUsd - rig.truthUsd()).toBeLessThan((0.6 * 15) / 3600);
  expect(gone.reservedUsd).toBe(gone.spentUsd);
  expect(rig.notices.flatMap((notice) => (notice.kind === 'state' ? [notice.rental.state] : []))).toEqual(['intended', 'requesting', 'booting', 'provisioning', 'ready', 'wiping', 'terminating', 'confirming', 'gone']);
});

test('where a way in was just shown, its SSH server is tried every second', async () => {
  const rig = tinyRig({ faults: { loginFails: true, bootMs: 0, viewLagMs: 0 } });
  const startMs = rig.clock.now();
  const { at } = await rig.clock.run(async () => {
    const renting = rent(rig.process('p1'), rig.order(), never);
    await rig.clock.sleep(4_000);
    rig.faults.loginFails = false;
    return (await renting).rental();
  });
  expect(at.provisioning).toBeLessThan(startMs + 5_500);
});

test.each<[string, Partial<Faults>]>([
  ['its reply was lost', { launches: ['lost_reply'] }],
  ['its maker answered 500 after all', { launches: ['error_500'] }],
  ['its maker never answered', { launches: ['hang'] }],
  ['lists are late by 20 s', { launches: ['lost_reply'], viewLagMs: 20_000 }],
  ['lists fail for a while', { launches: ['lost_reply'], lists: ['error', 'hang', 'error'] }],
])('a machine is adopted and made only once although %s', async (_name, faults) => {
  const rig = tinyRig({ faults });
  const { gone } = await oneJob(rig);
  expect(rig.machines).toHaveLength(1);
  expect(gone).toMatchObject({ state: 'gone', created: true, endReason: 'finished' });
  expect(rig.billing()).toEqual([]);
});

test('of two machines with one name one is kept and the other ended at once, with an account of its own', async () => {
  const rig = tinyRig({ faults: { launches: ['twice'], deletes: Array<'error'>(12).fill('error') } });
  const { gone, endedAt } = await oneJob(rig, 5);
  expect(rig.machines).toHaveLength(2);
  expect(rig.billing()).toEqual([]);
  const [first] = rig.machines.map(({ diedAt }) => diedAt ?? Infinity).sort((a, b) => a - b);
  expect(first).toBeLessThan(endedAt - 3 * 60_000);
  expect(rig.alerts()).toEqual(['duplicate', 'not_ended']);
  expect((await rig.ledger.ofJob(gone.jobId ?? '')).map(({ endReason, state }) => [endReason, state])).toEqual([['finished', 'gone'], ['duplicate', 'gone']]);
});

test('a call of unknown outcome that made nothing is looked for at least three minutes before another is made', async () => {
  const rig = tinyRig({ faults: { launches: ['nothing_lost'] } });
  const from = rig.clock.now();
  const parts = rig.process('p1');
  await rig.clock.run(async () => {
    const machine = await rent(parts, rig.order({ offers: [tinyOffer(), tinyOffer({ id: 'o2' })] }), never);
    await machine.release('finished').gone;
  });
  expect(rig.machines).toHaveLength(1);
  expect((rig.machines[0]?.bornAt ?? 0) - from).toBeGreaterThan(180_000);
  expect((await rig.ledger.ofJob(rig.order().jobId)).map(({ created, reservedUsd }) => [created, reservedUsd > 0])).toEqual([[false, false], [true, true]]);
});

test('what a refusal left behind is ended, and the next offer is taken', async () => {
  const rig = tinyRig({ faults: { launches: ['no_capacity', 'leftover'] } });
  const parts = rig.process('p1');
  await rig.clock.run(async () => {
    const machine = await rent(parts, rig.order({ offers: ['m1', 'm2', 'm3'].map(offerOf) }), never);
    await machine.release('finished').gone;
    await rig.clock.sleep(240_000);
  });
  expect(rig.machines).toHaveLength(2);
  expect(rig.billing()).toEqual([]);
  expect(await rig.ledger.open()).toEqual([]);
});

test.each<[string, Partial<Faults>, string, string[]]>([
  ['a price above what was offered', { price: 0.7 }, 'PRICE_CHANGED', []],
  ['a price far above', { price: 1.2 }, 'PRICE_CHANGED', ['price_jump']],
  ['a boot that never ends', { neverBoots: true }, 'MACHINE_UNREACHABLE', []],
  ['a login that never works', { loginFails: true }, 'MACHINE_UNREACHABLE', []],
  ['a stack that cannot be set up', { provisionFails: true }, 'PROVISIONING_FAILED', []],
])('%s ends the machine and is told', async (_name, faults, code, alerts) => {
  const rig = tinyRig({ faults });
  await rig.clock.run(async () => {
    await expect(rent(rig.process('p1'), rig.order(), never)).rejects.toMatchObject({ code });
    await rig.clock.sleep(10_000);
    expect(rig.billing()).toEqual([]);
    await rig.clock.sleep(240_000);
  });
  expect(await rig.ledger.open()).toEqual([]);
  expect(rig.alerts()).toEqual(alerts);
});

test('at most three machines are tried', async () => {
  const rig = tinyRig({ faults: { provisionFails: true } });
  const offers = ['a', 'b', 'c', 'd', 'e'].map(offerOf);
  await rig.clock.run(async () => {
    await expect(rent(rig.process('p1'), rig.order({ offers }), never)).rejects.toMatchObject({ code: 'PROVISIONING_FAILED' });
    await rig.clock.sleep(60_000);
  });
  expect(rig.machines).toHaveLength(3);
  expect(rig.billing()).toEqual([]);
});

test('a physical machine that failed is not tried again', async () => {
  const rig = tinyRig({ faults: { provisionFails: true } });
  await rig.clock.run(() => expect(rent(rig.process('p1'), rig.order({ offers: [tinyOffer(), tinyOffer({ id: 'o2' })] }), never)).rejects.toMatchObject({ code: 'PROVISIONING_FAILED' }));
  expect(rig.machines).toHaveLength(1);
});

test('what a failed machine does not need any more is free for the next one at once', async () => {
  const rig = tinyRig({ faults: { provisionFails: true, wipeHangs: true } });
  await rig.clock.run(async () => {
    const renting = rent(rig.process('p1'), rig.order({ offers: [offerOf('a'), offerOf('b')], caps: () => ({ jobUsd: 0.5 }) }), never);
    renting.catch(() => undefined);
    await rig.clock.sleep(36_000);
    rig.faults.provisionFails = false;
    const machine = await renting;
    expect(machine.rental().attempt).toBe(2);
    await machine.release('finished').gone;
  });
  expect(rig.truthUsd()).toBeLessThan(0.5);
});

test('a connection that breaks while the machine is set up is made anew, and the machine is kept', async () => {
  const rig = tinyRig({ faults: { breaks: 3 } });
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    expect(machine.rental().attempt).toBe(1);
    await machine.release('finished').gone;
  });
  expect([rig.machines.length, rig.faults.breaks]).toEqual([1, 0]);
});

test('a machine to which no connection can be made any more while it is set up is given up after three minutes', async () => {
  const rig = tinyRig({ faults: { breaks: 1 } });
  await rig.clock.run(async () => {
    const renting = rent(rig.process('p1'), rig.order({ maxAttempts: 1 }), never);
    renting.catch(() => undefined);
    await rig.clock.sleep(33_000);
    expect(rig.faults.breaks).toBe(1);
    Object.assign(rig.faults, { loginFails: true, deaf: true });
    await rig.clock.sleep(4 * 60_000);
    await expect(renting).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    await rig.clock.sleep(60_000);
    expect(rig.billing()).toEqual([]);
  });
});

test('a connection that breaks is made anew, and the machine is used on', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    await rig.clock.sleep(60_000);
    rig.faults.brokenBefore = rig.clock.now();
    await rig.clock.sleep(10 * 60_000);
    expect(machine.lost.aborted).toBe(false);
    await machine.release('finished').gone;
  });
});

test.each<[string, (rig: Rig) => void]>([
  ['it was stopped by somebody else', (rig) => { rig.faults.deaf = true; for (const machine of rig.machines) machine.status = 'stopped'; }],
  ['it does not answer any more', (rig) => { rig.faults.deaf = true; rig.faults.loginFails = true; }],
  ['its price went up', (rig) => { for (const machine of rig.machines) machine.usdPerHour = 2; }],
])('a machine in use is ended when %s', async (_name, happen) => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    happen(rig);
    await rig.clock.sleep(4.5 * 60_000);
    expect(machine.lost.aborted).toBe(true);
    expect(rig.billing()).toEqual([]);
    await machine.release('failed').gone;
  });
});

test('a delete that fails k times is repeated; refused time is counted and alarmed within a minute', async () => {
  const rig = tinyRig({ faults: { deletes: Array<'error'>(20).fill('error') } });
  const parts = rig.process('p1');
  await rig.clock.run(async () => {
    const machine = await rent(parts, rig.order(), never);
    const { gone } = machine.release('finished');
    await rig.clock.sleep(60_000);
    expect(rig.alerts()).toContain('not_ended');
    expect(rig.billing()).toHaveLength(1);
    const row = await gone;
    expect(row.refusedMs).toBeGreaterThan(60_000);
    // Told again after three quarters of a minute, and then ever more seldom.
    expect(rig.alerts().filter((alert) => alert === 'not_ended')).toHaveLength(1);
  });
  expect(rig.billing()).toEqual([]);
});

test.each<[string, Faults['deletes']]>([
  ['says yes and does nothing', ['lie', 'lie', 'lie']],
  ['says no and does it', ['error_but_done', 'error', 'error', 'error']],
  ['says no for ever and does it', ['error_but_done', ...Array<'error'>(500).fill('error')]],
])('a provider that %s is believed by its lists alone', async (_name, deletes) => {
  const rig = tinyRig({ faults: { deletes } });
  const { gone, endedAt } = await oneJob(rig);
  expect((gone.at.gone ?? Infinity) - endedAt).toBeLessThan(120_000);
  expect((rig.machines[0]?.diedAt ?? Infinity) - endedAt).toBeLessThan(60_000);
});

test.each<[string, Faults['lists']]>([
  ['once', ['empty', 'right']],
  ['twice within ten seconds', ['empty', 'empty', 'right']],
])('a machine that a list does not show %s is not taken for gone', async (_name, lists) => {
  const rig = tinyRig({ faults: { deletes: ['lie', 'lie'] } });
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    await rig.clock.sleep(60_000 + 5_000);
    rig.faults.lists.push(...lists);
    await machine.release('finished').gone;
    expect(rig.billing()).toEqual([]);
  });
});

test('a provider that refuses for hours is told again, ever more seldom', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    rig.faults.deletes.push(...Array<'error'>(2_000).fill('error'));
    machine.release('finished');
    await rig.clock.sleep(2 * 3_600_000);
    const told = rig.notices.flatMap((notice) => (notice.kind === 'alert' && notice.alert === 'not_ended' ? [notice.at] : []));
    expect(told.length).toBeGreaterThan(4);
    expect(told.length).toBeLessThan(12);
  });
});

test('a yes that no list confirms is asked for again, and told', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    rig.faults.deletes.push('lie', 'lie');
    rig.faults.lists.push(...Array<'error'>(40).fill('error'));
    const { gone } = machine.release('finished');
    await rig.clock.sleep(60_000);
    expect(rig.billing()).toEqual([]);
    expect(rig.alerts()).toContain('not_ended');
    expect(machine.rental().state).not.toBe('gone');
    await gone;
  });
});

test('a wipe that hangs holds the end up for ten seconds and no longer', async () => {
  const rig = tinyRig({ faults: { wipeHangs: true } });
  const { gone, endedAt } = await oneJob(rig);
  expect(gone.wipe?.skipped).toBeDefined();
  expect((rig.machines[0]?.diedAt ?? Infinity) - endedAt).toBeLessThan(13_000);
});

test('who cancels while a machine is unknown is answered at once, and the machine is found and ended', async () => {
  const rig = tinyRig({ faults: { launches: ['lost_reply'], viewLagMs: 20_000 } });
  await rig.clock.run(async () => {
    const cancel = new AbortController();
    const renting = rent(rig.process('p1'), rig.order(), cancel.signal);
    renting.catch(() => undefined);
    await rig.clock.sleep(3_000);
    cancel.abort();
    await expect(renting).rejects.toMatchObject({ code: 'CANCELLED' });
    await rig.clock.sleep(60_000);
    expect(rig.billing()).toEqual([]);
  });
});

test('the money of a job ends its machine before the limit; what was reserved is never exceeded', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order({ caps: () => ({ jobUsd: 0.3 }) }), never);
    await rig.clock.sleep(3_600_000);
    expect(machine.lost.reason).toMatchObject({ code: 'COST_LIMIT_REACHED' });
    expect(rig.billing()).toEqual([]);
  });
  expect(rig.truthUsd()).toBeLessThanOrEqual(0.3);
  expect(rig.truthUsd()).toBeGreaterThan(0.15);
  expect(rig.alerts()).toContain('budget_50');
});

test('a longer job gets more money reserved while the limit allows it', async () => {
  const rig = tinyRig();
  await rig.clock.run(async () => {
    const machine = await rent(rig.process('p1'), rig.order(), never);
    const first = machine.rental().hardEndAt;
    await rig.clock.sleep(3 * 3_600_000);
    expect(machine.lost.aborted).toBe(false);
    expect(machine.rental().hardEndAt).toBeGreaterThan(first);
    await machine.release('finished').gone;
  });
});

test.each<[string, { caps?: () => { jobUsd: number; day?: { usd: number; sinceMs: number } } }, Partial<Faults>, string]>([
  ['a limit that leaves no useful time', { caps: () => ({ jobUsd: 0.08 }) }, {}, 'COST_LIMIT_TOO_LOW'],
  ['a day that is used up', { caps: () => ({ jobUsd: 5, day: { usd: 0.01, sinceMs: 0 } }) }, {}, 'COST_LIMIT_TOO_LOW'],
  ['a balance that is too low', {}, { balance: 0.01 }, 'BALANCE_TOO_LOW'],
])('%s is told before anything is made', async (_name, changes, faults, code) => {
  const rig = tinyRig({ faults });
  await rig.clock.run(() => expect(rent(rig.process('p1'), rig.order(changes), never)).rejects.toMatchObject({ code }));
  expect(rig.machines).toEqual([]);
  expect(await rig.ledger.open()).toEqual([]);
});

test("a provider's own timer is set to when the limit would be used up, and never before the reservation ends", async () => {
  const rig = tinyRig();
  const parts = rig.process('p1');
  const timers: (number | undefined)[] = [];
  const watched = parts.providers.map((provider) => ({ ...provider, launch: (...[offer, request]: Parameters<typeof provider.launch>) => { timers.push(request.rent?.endsAt); return provider.launch(offer, request); } }));
  const begunAt = rig.clock.now();
  const hardEndAt = await rig.clock.run(async () => {
    const machine = await rent({ ...parts, providers: watched }, rig.order({ caps: () => ({ jobUsd: 1.2 }) }), never);
    await machine.release('finished').gone;
    return machine.rental().hardEndAt;
  });
  // 1.2 USD at 0.6 USD an hour, 5 % dearer at most, less the seven minutes that its end may take.
  expect(timers).toHaveLength(1);
  expect(timers[0]).toBeCloseTo(begunAt + (1.2 / (0.6 * 1.05)) * 3_600_000 - 7 * 60_000, -4);
  expect(timers[0]).toBeGreaterThanOrEqual(hardEndAt);
});

test('a list from before the end tells nothing of it: a yes that no list confirms is alarmed within a minute', async () => {
  // Not shown yet while it starts, then ended by a yes that is none; from then on no list comes.
  const rig = tinyRig({ faults: { viewLagMs: 60_000, lists: ['right', 'right', ...Array<'error'>(60).fill('error')], deletes: Array<'lie'>(30).fill('lie') } });
  const cancel = new AbortController();
  await rig.clock.run(async () => {
    const rented = rent(rig.process('p1'), rig.order(), cancel.signal);
    await rig.clock.sleep(9_000);
    cancel.abort();
    await expect(rented).rejects.toMatchObject({ code: 'CANCELLED' });
    await rig.clock.sleep(60_000);
  });
  expect(rig.billing()).toHaveLength(1);
  expect(rig.alerts()).toContain('not_ended');
});

test('the time of a false yes counts for the alarm, and a call that hangs does not keep it back', async () => {
  const rig = tinyRig({ faults: { deletes: ['lie', ...Array<'error'>(40).fill('error')] } });
  const { provider } = rig;
  let calls = 0;
  const slow = { ...provider, async terminate(id: string) { if ((calls += 1) > 1) await rig.clock.sleep(18_000); return provider.terminate(id); } };
  const saidYesAt = await rig.clock.run(async () => {
    const machine = await rent({ ...rig.process('p1'), providers: [slow] }, rig.order(), never);
    const { acceptedAt } = await machine.release('finished').accepted;
    await rig.clock.sleep(50_000);
    return acceptedAt ?? 0;
  });
  const [told] = rig.notices.flatMap((notice) => (notice.kind === 'alert' && notice.alert === 'not_ended' ? [notice.at - saidYesAt] : []));
  expect(told).toBeGreaterThanOrEqual(30_000);
  expect(told).toBeLessThan(35_000);
});
