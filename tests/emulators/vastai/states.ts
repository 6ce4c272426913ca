/**
 * Vast.ai's words for where an instance is: four columns that disagree with each other on purpose, and what each situation costs.
 * Assembled as in section 2.6 of the contract document.
 */

/** Where an instance really is. The emulator thinks in these; clients only ever see `StatusWords`. */
export type Situation =
  | 'new' | 'created' | 'pulling' | 'up' | 'stuck' | 'crashed' | 'stopped' | 'parked' | 'outbid' | 'queued' | 'host_lost' | 'host_silent' | 'frozen' | 'rebooting' | 'recycling' | 'ended' | 'destroyed';

export interface StatusWords {
  actual_status: string | null;
  intended_status: string;
  cur_state: string;
  next_state: string;
}

/** What runs up while it lasts. Bandwidth is paid by the byte in any of them. */
export interface Billing {
  gpu: boolean;
  storage: boolean;
}

const words = (actual: string | null, intended: string, cur: string, next: string): StatusWords => ({
  actual_status: actual, intended_status: intended, cur_state: cur, next_state: next,
});

const STORAGE: Billing = { gpu: false, storage: true };
const ALL: Billing = { gpu: true, storage: true };
const NOTHING: Billing = { gpu: false, storage: false };

const TABLE: Record<Situation, { words: StatusWords; billing: Billing }> = {
  new: { words: words(null, 'running', 'stopped', 'running'), billing: STORAGE },
  created: { words: words('created', 'running', 'running', 'running'), billing: STORAGE },
  pulling: { words: words('loading', 'running', 'running', 'running'), billing: STORAGE },
  up: { words: words('running', 'running', 'running', 'running'), billing: ALL },
  // No transition ever comes; the document gives `created` and `loading` as the usual ones.
  stuck: { words: words('loading', 'running', 'running', 'running'), billing: STORAGE },
  // 'storage, possibly GPU': the dearer reading, so that nobody relies on the cheaper one.
  crashed: { words: words('exited', 'running', 'running', 'running'), billing: ALL },
  stopped: { words: words('stopped', 'stopped', 'stopped', 'stopped'), billing: STORAGE },
  // What a create that failed has left behind.
  parked: { words: words('stopped', 'stopped', 'stopped', 'stopped'), billing: STORAGE },
  // The same four words as a stop by the renter, who never asked for it.
  outbid: { words: words('stopped', 'stopped', 'stopped', 'stopped'), billing: STORAGE },
  queued: { words: words('stopped', 'running', 'stopped', 'running'), billing: STORAGE },
  host_lost: { words: words('offline', 'running', 'running', 'running'), billing: NOTHING },
  host_silent: { words: words('unknown', 'running', 'running', 'running'), billing: NOTHING },
  frozen: { words: words('frozen', 'running', 'running', 'running'), billing: ALL },
  rebooting: { words: words('rebooting', 'running', 'running', 'running'), billing: ALL },
  recycling: { words: words('recycling', 'running', 'running', 'running'), billing: ALL },
  // The host's offer ran out (`end_date`): stopped for good, the disk stays for 48 h.
  ended: { words: words('exited', 'stopped', 'stopped', 'stopped'), billing: STORAGE },
  destroyed: { words: words(null, 'stopped', 'stopped', 'stopped'), billing: NOTHING },
};

export const statusWords = (situation: Situation): StatusWords => TABLE[situation].words;

export const billing = (situation: Situation): Billing => TABLE[situation].billing;

/** Its GPU is taken: the machine's ask is not rentable meanwhile. */
export const holdsGpu = (situation: Situation): boolean =>
  !['stopped', 'parked', 'outbid', 'queued', 'ended', 'destroyed'].includes(situation);
