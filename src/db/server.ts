/** A PostgreSQL server by its address, shared by any number of processes. */
import { Pool } from 'pg';
import { enter, type Access, type Database, type Transaction } from './database.ts';
import { drizzleOnServer } from './drizzle.ts';
import { toDatabaseError } from './database-error.ts';
import { listenOnServer } from './server-listener.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Of one statement in a workspace. */
const QUERY_LIMIT_MS = 60_000;
/** A process that hangs or is cut off in the middle of a transaction must not hold its locks for ever. */
const IDLE_LIMIT_MS = 300_000;

export interface ServerOptions {
  /** postgres://user:password@host:port/database */
  url: string;
  connections?: number;
  queryLimitMs?: number;
}

/** @throws AppError DATABASE_UNREACHABLE */
export async function openServer({ url, connections = 10, queryLimitMs = QUERY_LIMIT_MS }: ServerOptions): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: connections, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'aima', idle_in_transaction_session_timeout: IDLE_LIMIT_MS });
  const limits = { statement_timeout: String(queryLimitMs) };
  // A connection that breaks fails its query or is replaced at the next use; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => { client.on('error', () => undefined); });
  const orm = drizzleOnServer(pool);

  async function run<T>(access: Access, accessMode: 'read write' | 'read only', work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await orm.transaction(async (tx) => {
        await enter(tx, access, limits);
        return work(tx);
      }, { accessMode });
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw toDatabaseError(error);
  }
  let closing: Promise<void> | undefined;
  return {
    kind: 'server',
    transaction: (access, work) => run(access, 'read write', work),
    read: (access, work) => run(access, 'read only', work),
    listen: (channel, tell) => Promise.resolve(listenOnServer(url, channel, tell)),
    // The server's autovacuum does it.
    vacuum: () => Promise.resolve(),
    close: () => (closing ??= pool.end()),
  };
}
