/** Chance, time, faults and money of the emulators, each alone. */
import { expect, test } from 'vitest';
import { virtualClock } from '../../support/virtual-clock.ts';
import { sampleMs, seconds } from './delay.ts';
import { createFaults } from './faults.ts';
import { FAULTS, faultsOf } from './fault-table.ts';
import { createLedger } from './ledger.ts';
import { seededRandom } from './random.ts';
import { createTimeline } from './timeline.ts';
import { laggingView } from './view.ts';

test('the same seed gives the same chance, forks do not disturb each other, and it is even', () => {
  const draws = (seed: string): number[] => { const random = seededRandom(seed); return Array.from({ length: 5 }, random.next); };
  expect(draws('a')).toEqual(draws('a'));
  expect(draws('a')).not.toEqual(draws('b'));
  const parent = seededRandom(7);
  const before = parent.fork('x').next();
  parent.next();
  expect(parent.fork('x').next()).toBe(before);
  const random = seededRandom('even');
  const many = Array.from({ length: 20_000 }, random.next);
  expect(many.reduce((a, b) => a + b) / many.length).toBeCloseTo(0.5, 1);
  expect(many.filter((x) => x < 0.1).length / many.length).toBeCloseTo(0.1, 1);
  const normals = Array.from({ length: 20_000 }, random.normal);
  expect(normals.reduce((a, b) => a + b * b, 0) / normals.length).toBeCloseTo(1, 1);
});

test('delays stay in their range but for their tail', () => {
  const random = seededRandom('delay');
  const all = Array.from({ length: 5_000 }, () => sampleMs(random, seconds(3, 60, { chance: 0.02, maxSeconds: 600 })));
  expect(Math.min(...all)).toBeGreaterThanOrEqual(3_000);
  expect(Math.max(...all)).toBeGreaterThan(60_000);
  expect(all.filter((ms) => ms > 60_000).length / all.length).toBeCloseTo(0.02, 2);
});

test('events happen in their order and each at its own moment, however late somebody looks', () => {
  let nowMs = 0;
  const timeline = createTimeline({ now: () => nowMs, sleep: async () => undefined });
  const happened: string[] = [];
  const note = (name: string) => (): void => { happened.push(`${name}@${timeline.now()}`); };
  timeline.at(30, note('late'));
  timeline.at(10, note('first'));
  timeline.at(10, note('second'));
  timeline.at(20, () => { note('makes')(); timeline.after(5, note('made')); });
  timeline.at(15, note('cancelled')).cancel();
  nowMs = 29;
  timeline.settle();
  expect(happened).toEqual(['first@10', 'second@10', 'makes@20', 'made@25']);
  expect({ now: timeline.now(), next: timeline.nextMs() }).toEqual({ now: 29, next: 30 });
});

test('a view shows what was true some moments ago, and never something older again', () => {
  const view = laggingView<string>();
  view.publish('made', 10);
  view.publish('running', 30);
  view.publish('stopped', 20);
  expect([5, 10, 19, 20, 30].map((ms) => view.at(ms))).toEqual([undefined, 'made', 'made', 'stopped', 'stopped']);
  const late = laggingView<string>();
  late.publish('made', 100);
  late.publish('running', 50);
  expect([50, 99, 100].map((ms) => late.at(ms))).toEqual([undefined, undefined, 'running']);
});

test('a fault strikes what it was armed for: so often, after so many, for these', () => {
  const faults = createFaults(seededRandom('faults'), createTimeline(virtualClock(0)));
  const tried = (operation: string, times = 4): boolean[] => Array.from({ length: times }, () => faults.strike('list-fails', { operation }) !== undefined);
  faults.arm({ fault: 'list-fails', next: 2, skip: 1, match: { operation: 'list' } });
  expect(tried('get')).toEqual([false, false, false, false]);
  expect(tried('list')).toEqual([false, true, true, false]);
  expect(faults.counts()).toEqual({ 'list-fails': 2 });
  faults.setRates(0.25, ['list-fails']);
  const share = tried('list', 4_000).filter(Boolean).length / 4_000;
  expect(share).toBeCloseTo(0.25, 1);
  expect(faults.strikeArmed('list-fails', { operation: 'list' })).toBeUndefined();
  faults.disarm();
  expect(tried('list', 100)).not.toContain(true);
});

test('all 47 have a name, and what each emulator can be told to show is known', () => {
  expect(Object.values(FAULTS).map(({ number }) => number)).toEqual(Array.from({ length: 47 }, (_, i) => i + 1));
  expect(faultsOf('runpod')).toContain('locked');
  expect(faultsOf('runpod')).not.toContain('auto-resume');
  expect(faultsOf('vastai')).not.toContain('locked');
});

test('the ledger counts by the millisecond, knows what bills and whose, and for how long ending was refused', () => {
  let nowMs = 0;
  const ledger = createLedger(createTimeline({ now: () => nowMs, sleep: async () => undefined }));
  const HOUR = 3_600_000;
  ledger.open({ id: 'a', kind: 'instance', tenant: 'ours', name: 'x' });
  ledger.open({ id: 'b', kind: 'volume', tenant: 'foreign', name: 'y' });
  ledger.setRate('a', 'gpu', 2);
  ledger.setRate('a', 'disk', 0.5);
  ledger.setRate('b', 'volume', 1);
  nowMs = HOUR;
  ledger.setRate('a', 'gpu', 0);
  ledger.charge('a', 'bandwidth', 0.25);
  for (const [outcome, at] of [['refused', 1], ['ignored', 2], ['accepted', 3], ['absent', 4]] as const) {
    nowMs = HOUR + at;
    ledger.touch({ resource: 'a', by: 'ours/all', what: 'delete', outcome });
  }
  nowMs = 2 * HOUR;
  expect(ledger.spent({ tenant: 'ours' })).toBeCloseTo(2 + 1 + 0.25, 9);
  expect(ledger.spent({ tenant: 'ours', untilMs: HOUR / 2 })).toBeCloseTo(1.25, 9);
  expect(ledger.spent({ resource: 'a', kind: 'gpu', fromMs: HOUR / 2 })).toBeCloseTo(1, 9);
  expect(ledger.billing().map(({ id, usdPerHour }) => [id, usdPerHour])).toEqual([['a', 0.5], ['b', 1]]);
  expect(ledger.billing(HOUR / 2).map(({ usdPerHour }) => usdPerHour)).toEqual([2.5, 1]);
  ledger.close('a');
  expect(ledger.billing().map(({ id }) => id)).toEqual(['b']);
  expect(ledger.refusals('a')).toEqual([{ fromMs: HOUR + 1, lastMs: HOUR + 2, toMs: HOUR + 3 }]);
});
