/** A PostgreSQL server by its address, shared by any number of processes. */
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { enter, type Access, type Database, type Transaction } from './database.ts';
import { toDatabaseError } from './database-error.ts';
import { listenOnServer } from './server-listener.ts';

const CONNECT_TIMEOUT_MS = 10_000;

export interface ServerOptions {
  /** postgres://user:password@host:port/database */
  url: string;
  connections?: number;
}

/** @throws AppError DATABASE_UNREACHABLE */
export async function openServer({ url, connections = 10 }: ServerOptions): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: connections, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'aima' });
  // A connection that breaks fails its query or is replaced at the next use; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => { client.on('error', () => undefined); });
  const orm = drizzle(pool);

  async function run<T>(access: Access, accessMode: 'read write' | 'read only', work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await orm.transaction(async (tx) => {
        await enter(tx, access);
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
    close: () => (closing ??= pool.end()),
  };
}
