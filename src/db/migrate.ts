/**
 * Brings a database to the newest schema: plain SQL files of one folder in the order of their names, all that are missing
 * in one transaction under a lock. What was applied is known by its SHA-256 and may never change. Statements are
 * separated by lines `--> statement-breakpoint`, as Drizzle's tools write them.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { rowsOf, type Database, type Transaction } from './database.ts';

const FOLDER = path.join(import.meta.dirname, 'migrations');
const BREAKPOINT = /^--> statement-breakpoint$/m;
/** Any number that nobody else uses: the key of the advisory lock under which one process migrates. */
const LOCK_KEY = 0x41494d41;

interface Migration {
  name: string;
  sha256: string;
  statements: string[];
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map(async (name) => {
    const text = await readFile(path.join(folder, name), 'utf8');
    return { name, sha256: createHash('sha256').update(text).digest('hex'), statements: text.split(BREAKPOINT) };
  }));
}

const refused = (name: string, what: string): AppError =>
  new AppError('DATABASE_INCOMPATIBLE', `Migration ${name} ${what}.`, { migration: name });

/** What still has to be applied. `applied` must be the beginning of `known`, unchanged. */
function missingOf(known: readonly Migration[], applied: readonly { name: string; sha256: string }[]): readonly Migration[] {
  for (const [i, { name, sha256 }] of applied.entries()) {
    const here = known.find((migration) => migration.name === name);
    if (!here) throw refused(name, 'was applied to this database and is unknown here');
    if (here.sha256 !== sha256) throw refused(name, 'was changed after it had been applied');
    if (known[i] !== here) throw refused(known[i]?.name ?? name, 'is older than what was applied already');
  }
  return known.slice(applied.length);
}

/** insufficient_privilege, and what is said where the files of pgvector are missing. */
const NEEDS_ADMINISTRATOR = ['42501', '0A000', '58P01'];
const PREPARE = 'An administrator prepares a database for AIMA with `create extension vector` in it and `alter role NAME createrole`';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined;

async function apply(tx: Transaction, { name, sha256, statements }: Migration): Promise<void> {
  try {
    for (const statement of statements) await tx.execute(sql.raw(statement));
  } catch (error) {
    const code = codeOf(error);
    if (typeof code !== 'string' || !NEEDS_ADMINISTRATOR.includes(code)) throw error;
    throw new AppError('DATABASE_INCOMPATIBLE', `This role may not do what the tables need. ${PREPARE}.`, { migration: name }, error);
  }
  await tx.execute(sql`insert into migration (name, sha256) values (${name}, ${sha256})`);
}

const Applied = z.object({ name: z.string(), sha256: z.string() });
export type AppliedMigration = z.infer<typeof Applied>;

/** What was applied to this database, in order; nothing if it is empty. */
export async function appliedMigrations(tx: Transaction): Promise<AppliedMigration[]> {
  const [table] = await rowsOf(tx, sql`select to_regclass('public.migration') is not null as there`, z.object({ there: z.boolean() }));
  return table?.there === true ? rowsOf(tx, sql`select name, sha256 from migration order by name collate "C"`, Applied) : [];
}

/**
 * The same inside a transaction that does more than this.
 *
 * @param upTo only these, which a backup says were applied when it was made; they must be the beginning of what is known here
 */
export async function migrateIn(tx: Transaction, { folder = FOLDER, upTo }: { folder?: string; upTo?: readonly AppliedMigration[] } = {}): Promise<string[]> {
  const known = await readMigrations(folder);
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY})`);
  await tx.execute(sql`create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
  const missing = missingOf(known, await appliedMigrations(tx));
  const wanted = upTo === undefined ? missing : missing.slice(0, missing.length - missingOf(known, upTo).length);
  for (const migration of wanted) await apply(tx, migration);
  return wanted.map(({ name }) => name);
}

/**
 * @returns the names of the migrations that were applied now
 * @throws AppError DATABASE_INCOMPATIBLE if an applied file changed, is unknown or has one before it that is missing
 */
export const migrate = (database: Pick<Database, 'transaction'>, folder = FOLDER): Promise<string[]> =>
  database.transaction('everything', (tx) => migrateIn(tx, { folder }));
