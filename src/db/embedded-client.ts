/** PGlite in a thread of its own, as what is used of PGlite; a thread that broke or ran too long is replaced by a new one. */
import { Worker } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import { receiveError, type QueryResult, type ThreadReply, type ThreadRequest } from './embedded-protocol.ts';

export interface EmbeddedQueries {
  query(text: string, params?: unknown[], options?: { rowMode?: 'array' | 'object' }): Promise<QueryResult>;
}

export interface TransactionLimits {
  readOnly: boolean;
  /** A query that runs longer is ended, with the thread: the next use finds a new one, recovered. */
  queryLimitMs?: number;
}

/** What is used of PGlite, in this thread or in one of its own. */
export interface EmbeddedClient {
  transaction<T>(limits: TransactionLimits, work: (tx: EmbeddedQueries) => Promise<T>): Promise<T>;
  /** One query that writes no row, between transactions; `begins` is called once it is its turn. */
  between(begins: () => void, text: string): Promise<QueryResult>;
  /** One statement outside of any transaction. */
  exec(text: string): Promise<unknown>;
  listen(channel: string, tell: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** For tests that watch the files: without a limit of time. */
export const inThisThread = (client: PGlite): EmbeddedClient => ({
  transaction: ({ readOnly }, work) => client.transaction(async (tx) => {
    if (readOnly) await tx.exec('set transaction read only');
    return work(tx);
  }),
  between: (begins, text) => client.transaction((tx) => {
    begins();
    return tx.query(text);
  }),
  exec: (text) => client.exec(text),
  listen: (channel, tell) => client.listen(channel, tell),
  close: () => client.close(),
});

type Ask<Request = ThreadRequest> = Request extends ThreadRequest ? Omit<Request, 'id'> : never;

interface Thread {
  ask(request: Ask, limitMs?: number): Promise<QueryResult | undefined>;
  isOver(): boolean;
  untilEnded(): Promise<void>;
}

/** "Connection terminated": as the driver of a real server says it, see database-error.ts. */
const lost = (why: string): Error => new Error(`Connection terminated: the embedded database ${why}`);

/** Who asked and waits. The thread keeps this process alive only while somebody does. */
function askersOf(worker: Worker) {
  const waiting = new Map<number, { resolve: (result: QueryResult | undefined) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let over: Error | undefined;
  let ending = false;
  const end = (why: Error): void => {
    over ??= why;
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  };
  return {
    end,
    isOver: () => over !== undefined,
    stayUntilEnd() {
      ending = true;
      worker.ref();
    },
    settle(reply: Extract<ThreadReply, { id: number }>) {
      const asker = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (waiting.size === 0 && !ending) worker.unref();
      if (!('error' in reply)) asker?.resolve(reply.result);
      else {
        asker?.reject(receiveError(reply.error));
        if (!reply.broken) return;
        end(lost('stopped'));
        void worker.terminate();
      }
    },
    ask: (request: Ask, limitMs?: number): Promise<QueryResult | undefined> =>
      new Promise((resolve, reject) => {
        if (over) {
          reject(over);
          return;
        }
        const id = nextId++;
        const timer = limitMs === undefined ? undefined : setTimeout(() => {
          end(Object.assign(new Error(`a query ran longer than ${limitMs} ms`), { code: '57014' }));
          void worker.terminate();
        }, limitMs);
        const done = <T>(tell: (value: T) => void) => (value: T): void => { clearTimeout(timer); tell(value); };
        waiting.set(id, { resolve: done(resolve), reject: done(reject) });
        worker.ref();
        worker.postMessage({ ...request, id });
      }),
  };
}

/** Resolves once the database in `folder` is open. */
async function startThread(folder: string, notified: (channel: string, payload: string) => void): Promise<Thread> {
  const worker = new Worker(new URL('./embedded-thread.ts', import.meta.url), { workerData: folder, name: 'database', resourceLimits: { maxYoungGenerationSizeMb: 16 } });
  const { ask, settle, end, isOver, stayUntilEnd } = askersOf(worker);
  const ended = new Promise<void>((resolve) => { worker.once('exit', () => { end(lost('ended')); resolve(); }); });
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (reply: ThreadReply) => {
      if ('opened' in reply) resolve();
      else if ('failed' in reply) reject(receiveError(reply.failed));
      else if ('notified' in reply) notified(reply.notified, reply.payload);
      else settle(reply);
    });
    worker.on('error', (error) => {
      const fault = lost(`failed: ${error instanceof Error ? error.message : String(error)}`);
      reject(fault);
      end(fault);
    });
    worker.once('exit', () => { reject(lost('ended')); });
  });
  worker.unref();
  const untilEnded = (): Promise<void> => {
    stayUntilEnd();
    return ended;
  };
  return { ask, isOver, untilEnded };
}

/** One after the other, in the order of asking. */
function takeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = before.then(work, work);
    before = mine.catch(() => undefined);
    return mine;
  };
}

function queriesOn(thread: Thread, limitMs: number | undefined): EmbeddedQueries & { end(): void } {
  let over = false;
  return {
    async query(text, params = [], { rowMode = 'object' } = {}) {
      if (over) throw new Error('This transaction has ended.');
      return await thread.ask({ ask: 'query', text, params, rowMode }, limitMs) ?? { rows: [], fields: [] };
    },
    end() { over = true; },
  };
}

/**
 * @param renewed told each time a new thread took the place of one that broke; it has recovered then
 * @throws AppError DATABASE_INCOMPATIBLE, and what the file system says
 */
export async function openThreaded(folder: string, renewed: () => void): Promise<EmbeddedClient> {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  const notified = (channel: string, payload: string): void => { for (const tell of listeners.get(channel) ?? []) tell(payload); };
  const exclusively = takeTurns();
  let thread = await startThread(folder, notified);
  let closed = false;

  /** To be called while it is nobody else's turn. */
  async function livingThread(): Promise<Thread> {
    if (closed) throw lost('is closed');
    if (!thread.isOver()) return thread;
    await thread.untilEnded();
    thread = await startThread(folder, notified);
    for (const channel of listeners.keys()) await thread.ask({ ask: 'listen', channel });
    renewed();
    return thread;
  }

  async function inTransaction<T>({ readOnly, queryLimitMs }: TransactionLimits, work: (tx: EmbeddedQueries) => Promise<T>): Promise<T> {
    const mine = await livingThread();
    const queries = queriesOn(mine, queryLimitMs);
    // Not waited for: the thread answers in order, and if it were lost here, so would be whatever follows.
    const begun = mine.ask({ ask: 'exec', text: readOnly ? 'begin read only' : 'begin' });
    begun.catch(() => undefined);
    try {
      const result = await work(queries);
      queries.end();
      const ended = mine.ask({ ask: 'exec', text: 'commit' });
      // What was only read is known already.
      if (readOnly) ended.catch(() => undefined);
      else await ended;
      return result;
    } catch (error) {
      queries.end();
      await mine.ask({ ask: 'exec', text: 'rollback' }).catch(() => undefined);
      throw error;
    }
  }

  return {
    transaction: (limits, work) => exclusively(() => inTransaction(limits, work)),
    between: (begins, text) => exclusively(async () => {
      const mine = await livingThread();
      begins();
      return queriesOn(mine, undefined).query(text);
    }),
    exec: (text) => exclusively(async () => (await livingThread()).ask({ ask: 'exec', text })),
    listen: (channel, tell) => exclusively(async () => {
      const known = listeners.get(channel);
      if (!known) await (await livingThread()).ask({ ask: 'listen', channel });
      const all = known ?? new Set();
      listeners.set(channel, all.add(tell));
      return () => { all.delete(tell); return Promise.resolve(); };
    }),
    close: () => exclusively(async () => {
      closed = true;
      const closing = thread.isOver() ? undefined : thread.ask({ ask: 'close' });
      await Promise.all([closing, thread.untilEnded()]);
    }),
  };
}
