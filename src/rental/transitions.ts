/** What becomes of a rented machine: one pure table. Each pair of state and event is decided. */
import type { RentalState } from './rental.ts';

export const rentalEvents = [
  /** The call that makes it goes out. */
  'request',
  /** Its answers: it exists; nothing exists; it failed and left something; nobody knows. */
  'created', 'refused', 'leftover', 'no_answer',
  /** Another driver goes on: the one before is gone, and with it whatever it was waiting for. */
  'taken_over',
  /** The provider shows it; shows it although it said a while ago that it ends it. */
  'seen', 'still_there',
  /** A complete list does not show it; so often and so late that it is not there. */
  'absent', 'absent_for_good',
  /** A real command was run on it; a worker answers. */
  'let_in', 'provisioned',
  /** It is to end, for whatever reason. */
  'end',
  /** Nothing of ours is left on it, or it could not be asked in time. */
  'wiped',
  /** The provider's answer to ending it. */
  'accepted', 'not_ended',
] as const;
export type RentalEvent = (typeof rentalEvents)[number];

type Row = Readonly<Record<RentalEvent, RentalState>>;

/** A row in which all that is not named changes nothing. */
const row = (state: RentalState, changes: Partial<Row>): Row => {
  // Object.fromEntries forgets the keys; they are all events.
  const same = Object.fromEntries(rentalEvents.map((event) => [event, state])) as Row;
  return { ...same, ...changes };
};

const table: Readonly<Record<RentalState, Row>> = {
  // Nothing was called before 'requesting' was written, so whoever finds it thus is sure that nothing exists.
  intended: row('intended', { request: 'requesting', created: 'booting', refused: 'gone', leftover: 'terminating', no_answer: 'unknown', taken_over: 'gone', seen: 'booting', still_there: 'terminating', end: 'gone' }),
  // Ending it has to wait for the answer: what is not known cannot be ended.
  requesting: row('requesting', { created: 'booting', refused: 'gone', leftover: 'terminating', no_answer: 'unknown', taken_over: 'unknown', still_there: 'terminating' }),
  unknown: row('unknown', { created: 'booting', refused: 'gone', leftover: 'terminating', seen: 'booting', still_there: 'terminating', absent_for_good: 'gone' }),
  booting: row('booting', { leftover: 'terminating', still_there: 'terminating', absent_for_good: 'terminating', let_in: 'provisioning', provisioned: 'ready', end: 'terminating' }),
  provisioning: row('provisioning', { leftover: 'terminating', still_there: 'terminating', absent_for_good: 'terminating', provisioned: 'ready', end: 'wiping' }),
  ready: row('ready', { leftover: 'terminating', still_there: 'terminating', absent_for_good: 'terminating', end: 'wiping' }),
  wiping: row('wiping', { leftover: 'terminating', still_there: 'terminating', absent_for_good: 'terminating', wiped: 'terminating' }),
  // Ending it may have worked although the provider said no, so absence counts here too.
  terminating: row('terminating', { accepted: 'confirming', absent_for_good: 'gone' }),
  confirming: row('confirming', { leftover: 'terminating', still_there: 'terminating', not_ended: 'terminating', absent_for_good: 'gone' }),
  // Whatever shows itself again is ended again, without end.
  gone: row('gone', { created: 'terminating', leftover: 'terminating', seen: 'terminating', still_there: 'terminating' }),
};

export const afterEvent = (state: RentalState, event: RentalEvent): RentalState => table[state][event];
