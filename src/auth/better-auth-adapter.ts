/** better-auth's storage: each of its operations, and each of its transactions, is one transaction of ours. */
import type { BetterAuthOptions } from 'better-auth';
import { createAdapterFactory, type CustomAdapter, type DBAdapterInstance } from '@better-auth/core/db/adapter';
import { countModelRows, deleteRows, incrementRow, insertRow, selectRows, updateRows, type Condition, type Database, type Row, type Transaction } from '../db/index.ts';

type Run = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

// better-auth asks with the row's type and trusts what comes; the rows are as its own schema describes them.
const as = <T>(row: Row): T => row as T;
const conditionsOf = (where: readonly unknown[]): Condition[] => where as Condition[];

/** `look`: for what only reads. */
const operations = (run: Run, look: Run = run): CustomAdapter => ({
  create: async ({ model, data }) => as(await run((tx) => insertRow(tx, model, data))),
  findOne: async ({ model, where }) => {
    const [row] = await look((tx) => selectRows(tx, { model, where: conditionsOf(where), limit: 1 }));
    return row ? as(row) : null;
  },
  findMany: async ({ model, where, limit, offset, sortBy }) =>
    (await look((tx) => selectRows(tx, { model, limit, offset, sortBy, ...(where ? { where: conditionsOf(where) } : {}) }))).map((row) => as(row)),
  count: ({ model, where }) => look((tx) => countModelRows(tx, model, conditionsOf(where ?? []))),
  update: async ({ model, where, update }) => {
    const [row] = await run((tx) => updateRows(tx, model, conditionsOf(where), update as Row, 'one'));
    return row ? as(row) : null;
  },
  updateMany: async ({ model, where, update }) => (await run((tx) => updateRows(tx, model, conditionsOf(where), update))).length,
  delete: async ({ model, where }) => { await run((tx) => deleteRows(tx, model, conditionsOf(where), 'one')); },
  deleteMany: async ({ model, where }) => (await run((tx) => deleteRows(tx, model, conditionsOf(where)))).length,
  consumeOne: async ({ model, where }) => {
    const [row] = await run((tx) => deleteRows(tx, model, conditionsOf(where), 'one'));
    return row ? as(row) : null;
  },
  incrementOne: async ({ model, where, increment, set }) => {
    const row = await run((tx) => incrementRow(tx, model, conditionsOf(where), increment, set));
    return row ? as(row) : null;
  },
});

const CONFIG = { adapterId: 'aima', supportsNumericIds: false, supportsUUIDs: true } as const;

/** What better-auth keeps in its `database` option. */
export function databaseAdapter(database: Database): DBAdapterInstance {
  return (options: BetterAuthOptions) => createAdapterFactory({
    config: {
      ...CONFIG,
      transaction: (work) => database.transaction('everything', (tx) =>
        work(createAdapterFactory({ config: { ...CONFIG, transaction: false }, adapter: () => operations((inner) => inner(tx)) })(options))),
    },
    adapter: () => operations((work) => database.transaction('everything', work), (work) => database.read('everything', work)),
  })(options);
}
