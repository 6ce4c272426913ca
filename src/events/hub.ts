/**
 * Brings events to everybody who watches, in this process. The hub reads what is new in a workspace once, however many watch
 * it, and remembers the newest; each subscriber only has a number up to which it has read. Who is slow, or comes back
 * late, reads pages from the database at its own pace, so nobody makes memory grow.
 */
import type { EventMessage, EventReset } from '@aima/contract';
import { EVENT_CHANNEL, eventBounds, lastEvents, listEvents, type Database, type Listening } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';

/** Newest events of a workspace that stay in memory while somebody watches it. */
const REMEMBERED = 500;
const PAGE = 200;
/** Should a notification ever be lost, this finds what is new. */
const POLL_MS = 15_000;

export interface EventHub {
  /**
   * Events after `afterSeq`, or from now on without it, until the signal aborts. Where what was missed is no longer known, a
   * reset comes in its place, with the number from which it goes on.
   *
   * @throws AppError NOT_FOUND if there is no such workspace
   */
  subscribe(workspaceId: string, afterSeq: number | undefined, signal: AbortSignal): AsyncIterable<EventMessage | EventReset>;
  close(): Promise<void>;
}

interface Watched {
  /** Holds every event behind `from` up to `upTo`, in order. */
  recent: EventMessage[];
  from: number;
  upTo: number;
  subscribers: number;
  reading: boolean;
  /** Something new came while it was being read. */
  again: boolean;
  wake: Set<() => void>;
}

function remember(watched: Watched, page: readonly EventMessage[]): void {
  watched.recent.push(...page);
  watched.upTo = page.at(-1)?.seq ?? watched.upTo;
  const tooMany = watched.recent.length - REMEMBERED;
  if (tooMany <= 0) return;
  watched.from = watched.recent[tooMany - 1]?.seq ?? watched.from;
  watched.recent.splice(0, tooMany);
}

/** Reads all that is new, one reader at a time; whatever fails is tried again with the next notification or poll. */
async function readNew(database: Database, workspaceId: string, watched: Watched): Promise<void> {
  watched.again = true;
  if (watched.reading) return;
  watched.reading = true;
  try {
    for (let more = false; watched.again || more;) {
      watched.again = false;
      const page = await database.read({ workspaceId }, (tx) => listEvents(tx, workspaceId, watched.upTo, PAGE));
      remember(watched, page);
      more = page.length === PAGE;
      for (const wake of watched.wake) wake();
    }
  } catch {
    // The poll comes back to it.
  } finally {
    watched.reading = false;
  }
}

/** Until something new was read or the signal aborts. */
const untilNew = ({ wake }: Watched, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      wake.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    wake.add(done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });

interface Step {
  messages: readonly (EventMessage | EventReset)[];
  /** Everything up to here is told with these messages. */
  upTo: number;
}

/** What comes behind `after`, from the database, as far as one page goes. */
async function pageBehind(database: Database, workspaceId: string, after: number | undefined): Promise<Step> {
  return database.read({ workspaceId }, async (tx) => {
    const bounds = await eventBounds(tx, workspaceId);
    if (!bounds) throw new AppError('NOT_FOUND', 'There is no such workspace.', { workspaceId });
    const { last, forgotten } = bounds;
    if (after === undefined) return { messages: [], upTo: last };
    // A number from the future was given by a database that has been put back to an earlier state.
    if (after < forgotten || after > last) return { messages: [{ reset: true, seq: last }], upTo: last };
    const messages = await listEvents(tx, workspaceId, after, PAGE);
    return { messages, upTo: messages.length === PAGE ? messages.at(-1)?.seq ?? last : Math.max(last, messages.at(-1)?.seq ?? 0) };
  });
}

async function* eventsOf(database: Database, workspaceId: string, watched: Watched, afterSeq: number | undefined, signal: AbortSignal): AsyncGenerator<EventMessage | EventReset> {
  const first = await pageBehind(database, workspaceId, afterSeq);
  yield* first.messages;
  let { upTo } = first;
  while (!signal.aborted) {
    if (upTo < watched.from) {
      const step = await pageBehind(database, workspaceId, upTo);
      yield* step.messages;
      ({ upTo } = step);
      continue;
    }
    const next = watched.recent.filter(({ seq }) => seq > upTo).slice(0, PAGE);
    if (next.length === 0) await untilNew(watched, signal);
    for (const message of next) {
      yield message;
      upTo = message.seq;
      if (signal.aborted) return;
    }
  }
}

/** One for each process. Resolves once it listens. */
export async function openEventHub(database: Database, { pollMs = POLL_MS }: { pollMs?: number } = {}): Promise<EventHub> {
  const watchedWorkspaces = new Map<string, Watched>();
  const closing = new AbortController();

  const lookEverywhere = async (): Promise<void> => {
    const last = await database.read('everything', (tx) => lastEvents(tx, [...watchedWorkspaces.keys()]));
    for (const [id, watched] of watchedWorkspaces) if ((last.get(id) ?? 0) > watched.upTo) void readNew(database, id, watched);
  };
  const look = (): void => { if (watchedWorkspaces.size > 0) lookEverywhere().catch(() => undefined); };
  const listening: Listening = await database.listen(EVENT_CHANNEL, (workspaceId) => {
    if (workspaceId === undefined) look();
    const watched = workspaceId === undefined ? undefined : watchedWorkspaces.get(workspaceId);
    if (workspaceId !== undefined && watched) void readNew(database, workspaceId, watched);
  });
  const poll = setInterval(look, pollMs);
  poll.unref();

  /** The workspace is watched from its newest event on: what came before is in the database. */
  async function watch(workspaceId: string): Promise<Watched> {
    const { upTo } = await pageBehind(database, workspaceId, undefined);
    const watched = watchedWorkspaces.get(workspaceId) ?? { recent: [], from: upTo, upTo, subscribers: 0, reading: false, again: false, wake: new Set() };
    watchedWorkspaces.set(workspaceId, watched);
    watched.subscribers += 1;
    // What was committed between the question and the answer was told to nobody.
    void readNew(database, workspaceId, watched);
    return watched;
  }

  async function* subscribe(workspaceId: string, afterSeq: number | undefined, asked: AbortSignal): AsyncGenerator<EventMessage | EventReset> {
    const signal = AbortSignal.any([asked, closing.signal]);
    const watched = await watch(workspaceId);
    try {
      yield* eventsOf(database, workspaceId, watched, afterSeq, signal);
    } finally {
      watched.subscribers -= 1;
      if (watched.subscribers === 0) watchedWorkspaces.delete(workspaceId);
    }
  }

  return {
    subscribe,
    async close() {
      clearInterval(poll);
      closing.abort();
      await listening.close();
    },
  };
}
