import { expect, test } from 'vitest';
import { isHeld, shareLeft, shotLedger } from './shot-ledger.ts';

test('shots are decided one after the other; neighbours with one reason are one hold', () => {
  const ledger = shotLedger();
  expect(ledger.state()).toEqual({ decidedUntilMs: 0, holds: [] });
  ledger.close(1000, 2, undefined);
  ledger.close(2000, 2, 'age_unknown');
  ledger.close(3000, 1, 'age_unknown');
  ledger.close(4000, 1, 'possible_minor');
  expect(ledger.state()).toEqual({ decidedUntilMs: 4000, holds: [{ startMs: 1000, endMs: 3000, reason: 'age_unknown' }, { startMs: 3000, endMs: 4000, reason: 'possible_minor' }] });
  ledger.close(Infinity, 1, undefined);
  ledger.end();
  expect(ledger.state().decidedUntilMs).toBe(Infinity);
});

test('a shot between two samples shares the fate of both neighbours', () => {
  const afterHeld = shotLedger();
  afterHeld.close(1000, 2, 'possible_minor');
  afterHeld.close(1200, 0, undefined);
  expect(afterHeld.state().holds).toEqual([{ startMs: 0, endMs: 1200, reason: 'possible_minor' }]);
  const beforeHeld = shotLedger();
  beforeHeld.close(1000, 2, undefined);
  beforeHeld.close(1200, 0, undefined);
  expect(beforeHeld.state().decidedUntilMs).toBe(1000);
  beforeHeld.close(2000, 2, 'possible_minor');
  expect(beforeHeld.state().holds).toEqual([{ startMs: 1000, endMs: 2000, reason: 'possible_minor' }]);
});

test('what touches a held shot is held, its first frame of the next shot is not', () => {
  const holds = [{ startMs: 1000, endMs: 2000, reason: 'age_unknown' }] as const;
  expect([[0, 999], [0, 1000], [1500, 1500], [1999, 5000], [2000, 3000], [0, 9000]].map(([from = 0, to = 0]) => isHeld(holds, from, to))).toEqual([false, true, true, true, false, true]);
});

test('the share that is left', () => {
  expect(shareLeft([], 0)).toBe(1);
  expect(shareLeft([{ startMs: 0, endMs: Infinity, reason: 'age_unknown' }], 0)).toBe(0);
  expect(shareLeft([{ startMs: 500, endMs: Infinity, reason: 'age_unknown' }], 2000)).toBe(0.25);
});
