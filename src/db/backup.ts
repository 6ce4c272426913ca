/** Everything in the database as lines of JSON, and back: for backups, and from one kind of database to the other. */
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { sql } from './drizzle.ts';

/**
 * What a backup does not hold: what belongs to running processes, what would open doors again that were closed since
 * (sessions, challenges), keys that spend money elsewhere, and the name under which machines are rented.
 */
const LEFT_OUT = ['migration', 'lease', 'idempotency_key', 'account_session', 'account_verification', 'sign_in_failure', 'provider_key', 'machine_owner'];

/** Keys of media: a copy of one outlives its destruction, so they leave the database only when somebody asks for them. */
const MEDIA_KEY = 'wrapped_key';

/** One fetch gives about this much text. */
const FETCH_BYTES = 2 ** 20;
const FETCH_ROWS = { first: 100, most: 5000 };

const BackupTable = z.object({ table: z.string(), columns: z.array(z.string()) });
export type BackupTable = z.infer<typeof BackupTable>;

/** Tables in the order of their names, each with the columns that are stored, not computed. */
export const backupTables = (tx: Transaction): Promise<BackupTable[]> =>
  rowsOf(tx, sql`
    select c.relname::text as "table", json_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ${LEFT_OUT}
    group by c.relname order by c.relname`, BackupTable);

/** Makes the transaction see one state of the database until its end; its first statement. */
export async function freeze(tx: Transaction): Promise<void> {
  await tx.execute(sql`set transaction isolation level repeatable read`);
}

export interface TableLines {
  /** Lines of JSON, each with its line break. */
  text: string;
  rows: number;
}

/** While stored bytes are copied the transaction asks for nothing, for hours perhaps. */
export const mayIdle = async (tx: Transaction): Promise<void> => { await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`); };

/** All rows of a table, some at a time. */
export async function readTable(tx: Transaction, { table, columns }: BackupTable, mediaKeys: boolean, take: (lines: TableLines) => Promise<void>): Promise<void> {
  const wanted = columns.map((column) => (column === MEDIA_KEY && !mediaKeys ? sql`null as ${sql.identifier(column)}` : sql.identifier(column)));
  await tx.execute(sql`declare backup_rows no scroll cursor for select row_to_json(r)::text as line from (select ${sql.join(wanted, sql`, `)} from ${sql.identifier(table)}) r`);
  for (let count = FETCH_ROWS.first; ;) {
    const lines = await rowsOf(tx, sql.raw(`fetch ${count} from backup_rows`), z.object({ line: z.string() }));
    if (lines.length === 0) break;
    const text = `${lines.map(({ line }) => line).join('\n')}\n`;
    await take({ text, rows: lines.length });
    count = Math.max(1, Math.min(FETCH_ROWS.most, Math.round(lines.length * FETCH_BYTES / text.length)));
  }
  await tx.execute(sql`close backup_rows`);
}

/**
 * `empty`: nothing, or what migrations alone make. `used`: it holds a workspace, an account or a log. `foreign`: tables that no
 * migration of ours made, in a database that is not ours.
 */
export async function whatIsHere(tx: Transaction): Promise<'empty' | 'used' | 'foreign'> {
  const tables = (await rowsOf(tx, sql`select tablename::text as name from pg_tables where schemaname = 'public'`, z.object({ name: z.string() }))).map(({ name }) => name);
  if (tables.length > 0 && !tables.includes('migration')) return 'foreign';
  for (const table of ['workspace', 'account', 'audit_entry']) {
    if (tables.includes(table) && (await rowsOf(tx, sql`select 1 from ${sql.identifier(table)} limit 1`, z.object({}))).length > 0) return 'used';
  }
  return 'empty';
}

/** Drops all that migrations ever made. */
export async function dropEverything(tx: Transaction): Promise<void> {
  const names = z.object({ name: z.string() });
  const tables = await rowsOf(tx, sql`select format('%I', tablename) as name from pg_tables where schemaname = 'public'`, names);
  for (const { name } of tables) await tx.execute(sql.raw(`drop table ${name} cascade`));
  const member = await rowsOf(tx, sql`select rolname::text as name from pg_roles where rolname = 'aima_member_' || (select oid from pg_database where datname = current_database())`, names);
  for (const { name } of member) await tx.execute(sql.raw(`drop owned by "${name}"`));
  // What belongs to an extension stays with it.
  const functions = await rowsOf(tx, sql`
    select p.oid::regprocedure::text as name from pg_proc p where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`, names);
  for (const { name } of functions) await tx.execute(sql.raw(`drop function if exists ${name} cascade`));
  for (const { name } of member) await tx.execute(sql.raw(`drop role "${name}"`));
}

export interface HeldConstraints {
  /** Puts them back; whatever breaks one is an error. */
  restore(): Promise<void>;
}

/** Takes foreign keys away and triggers out of use, so that tables can be filled in any order, and empties what migrations put in. */
export async function holdConstraints(tx: Transaction): Promise<HeldConstraints> {
  const keys = await rowsOf(tx, sql`
    select format('%I', c.relname) as "table", format('%I', k.conname) as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and c.relnamespace = 'public'::regnamespace order by c.relname, k.conname`, z.object({ table: z.string(), name: z.string(), definition: z.string() }));
  for (const { table, name } of keys) await tx.execute(sql.raw(`alter table ${table} drop constraint ${name}`));
  const tables = (await backupTables(tx)).map(({ table }) => sql.identifier(table));
  for (const table of tables) {
    await tx.execute(sql`alter table ${table} disable trigger user`);
    await tx.execute(sql`delete from ${table}`);
  }
  return {
    async restore() {
      for (const table of tables) await tx.execute(sql`alter table ${table} enable trigger user`);
      for (const { table, name, definition } of keys) await tx.execute(sql.raw(`alter table ${table} add constraint ${name} ${definition}`));
    },
  };
}

/** @param lines JSON objects, joined by commas */
export async function fillTable(tx: Transaction, { table, columns }: BackupTable, lines: string): Promise<void> {
  const names = sql.join(columns.map((column) => sql.identifier(column)), sql`, `);
  await tx.execute(sql`
    insert into ${sql.identifier(table)} (${names}) overriding system value
    select ${names} from json_populate_recordset(null::${sql.identifier(table)}, ${`[${lines}]`}::json)`);
}

/** Counters go on behind what was put in. */
export async function advanceCounters(tx: Transaction): Promise<void> {
  const counters = await rowsOf(tx, sql`
    select format('%I', c.relname) as "table", format('%I', a.attname) as "column", pg_get_serial_sequence(format('%I', c.relname), a.attname) as sequence
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`, z.object({ table: z.string(), column: z.string(), sequence: z.string() }));
  for (const { table, column, sequence } of counters) {
    await tx.execute(sql`select setval(${sequence}::regclass, coalesce(max(${sql.raw(column)}), 1), max(${sql.raw(column)}) is not null) from ${sql.raw(table)}`);
  }
}

export async function countTable(tx: Transaction, table: string): Promise<number> {
  const rows = await rowsOf(tx, sql`select count(*)::float8 as count from ${sql.identifier(table)}`, z.object({ count: z.int() }));
  return rows[0]?.count ?? 0;
}

/**
 * Media whose keys were left out cannot be opened: they count as wiped, with what was encrypted with the same keys. Uploads
 * under way cannot go on.
 *
 * @returns how many media
 */
export async function forgetMediaWithoutKeys(tx: Transaction): Promise<number> {
  await tx.execute(sql`delete from upload where state in ('receiving', 'checking') and wrapped_key is null`);
  const gone = await rowsOf(tx, sql`
    update media set state = 'wiped', wipe_reason = 'restored_without_media', pictures = '{}', pictures_state = 'removed', version = version + 1
    where state <> 'wiped' and wrapped_key is null returning 1 as gone`, z.object({}));
  await tx.execute(sql`delete from keyframe_pack k using media m where m.workspace_id = k.workspace_id and m.id = k.media_id and m.wrapped_key is null`);
  return gone.length;
}
