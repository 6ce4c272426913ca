import { expect, test } from 'vitest';
import { RentalState } from './rental.ts';
import { afterEvent, rentalEvents, type RentalEvent } from './transitions.ts';

/** By hand, one column for each state in the order of `RentalState`: intended, requesting, unknown, booting, provisioning, ready, wiping, terminating, confirming, gone. A dot: stays. */
const expected: Readonly<Record<RentalEvent, string>> = {
  request: 'requesting . . . . . . . . .',
  created: 'booting booting booting . . . . . . terminating',
  refused: 'gone gone gone . . . . . . .',
  leftover: 'terminating terminating terminating terminating terminating terminating terminating . terminating terminating',
  no_answer: 'unknown unknown . . . . . . . .',
  taken_over: 'gone unknown . . . . . . . .',
  seen: 'booting . booting . . . . . . terminating',
  still_there: 'terminating terminating terminating terminating terminating terminating terminating . terminating terminating',
  absent: '. . . . . . . . . .',
  absent_for_good: '. . gone terminating terminating terminating terminating gone gone .',
  let_in: '. . . provisioning . . . . . .',
  provisioned: '. . . ready ready . . . . .',
  end: 'gone . . terminating wiping wiping . . . .',
  wiped: '. . . . . . terminating . . .',
  accepted: '. . . . . . . confirming . .',
  not_ended: '. . . . . . . . terminating .',
};

test.each(rentalEvents)('%s leads from every state where it should', (event) => {
  const column = expected[event].split(' ');
  expect(column).toHaveLength(RentalState.options.length);
  expect(RentalState.options.map((state) => afterEvent(state, event))).toEqual(RentalState.options.map((state, i) => (column[i] === '.' ? state : column[i])));
});

const reach = (from: RentalState, events: readonly RentalEvent[]): Set<RentalState> => {
  const seen = new Set<RentalState>([from]);
  for (const state of seen) for (const event of events) seen.add(afterEvent(state, event));
  return seen;
};

test('from every state an end can be reached', () => {
  for (const state of RentalState.options) expect(reach(state, rentalEvents).has('gone'), state).toBe(true);
});

test('what was used once is gone only after complete lists did not show it', () => {
  const others = rentalEvents.filter((event) => event !== 'absent_for_good');
  for (const state of ['booting', 'provisioning', 'ready', 'wiping', 'terminating', 'confirming'] as const) expect(reach(state, others).has('gone'), state).toBe(false);
});

test('nothing leads back into use from what is ending', () => {
  for (const state of ['wiping', 'terminating', 'confirming', 'gone'] as const) for (const used of ['intended', 'requesting', 'unknown', 'booting', 'provisioning', 'ready'] as const) expect(reach(state, rentalEvents).has(used), `${state} > ${used}`).toBe(false);
});
