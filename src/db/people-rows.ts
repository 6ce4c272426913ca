/**
 * Rows as better-auth asks for them: by model and field, with conditions made at run time. Tables and columns come from the
 * table below alone, values travel as parameters.
 */
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

type Kind = 'plain' | 'date' | 'number';
interface Model { table: string; fields: Readonly<Record<string, Kind>> }

const MODELS: Readonly<Record<string, Model>> = {
  user: { table: 'account', fields: { id: 'plain', name: 'plain', email: 'plain', emailVerified: 'plain', image: 'plain', twoFactorEnabled: 'plain', createdAt: 'date', updatedAt: 'date' } },
  session: { table: 'account_session', fields: { id: 'plain', expiresAt: 'date', token: 'plain', createdAt: 'date', updatedAt: 'date', ipAddress: 'plain', userAgent: 'plain', userId: 'plain' } },
  account: {
    table: 'account_credential',
    fields: {
      id: 'plain', accountId: 'plain', providerId: 'plain', userId: 'plain', accessToken: 'plain', refreshToken: 'plain', idToken: 'plain', accessTokenExpiresAt: 'date',
      refreshTokenExpiresAt: 'date', scope: 'plain', password: 'plain', createdAt: 'date', updatedAt: 'date',
    },
  },
  verification: { table: 'account_verification', fields: { id: 'plain', identifier: 'plain', value: 'plain', expiresAt: 'date', createdAt: 'date', updatedAt: 'date' } },
  twoFactor: { table: 'account_two_factor', fields: { id: 'plain', secret: 'plain', backupCodes: 'plain', userId: 'plain', verified: 'plain', failedVerificationCount: 'number', lockedUntil: 'date' } },
  passkey: {
    table: 'account_passkey',
    fields: {
      id: 'plain', name: 'plain', publicKey: 'plain', userId: 'plain', credentialID: 'plain', counter: 'number', deviceType: 'plain', backedUp: 'plain', transports: 'plain',
      createdAt: 'date', aaguid: 'plain',
    },
  },
};

export type FieldValue = string | number | boolean | Date | string[] | number[] | null;
export type FieldValues = Readonly<Record<string, unknown>>;

export interface Condition {
  field: string;
  value: FieldValue;
  operator: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'not_in' | 'contains' | 'starts_with' | 'ends_with';
  connector: 'AND' | 'OR';
  mode: 'sensitive' | 'insensitive';
}

export interface RowQuery {
  model: string;
  where?: readonly Condition[] | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
  sortBy?: { field: string; direction: 'asc' | 'desc' } | undefined;
}

function modelOf(name: string): Model {
  const model = MODELS[name];
  if (!model) throw new Error(`There is no model ${name}.`);
  return model;
}

const table = (name: string): SQL => sql.raw(modelOf(name).table);

/** `credentialID` → `credential_id` */
function column(model: string, field: string): SQL {
  if (!Object.hasOwn(modelOf(model).fields, field)) throw new Error(`${model} has no field ${field}.`);
  return sql.raw(field.replace(/ID$/, 'Id').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

const columnsOf = (model: string): SQL => sql.join(Object.keys(modelOf(model).fields).map((field) => sql`${column(model, field)} as ${sql.identifier(field)}`), sql`, `);

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null(), z.date().transform((date) => date.toISOString())]);

const like = (text: unknown): string => String(text).replace(/[\\%_]/g, (special) => `\\${special}`);

function condition(model: string, { field, value, operator, mode }: Condition): SQL {
  const name = column(model, field);
  const insensitive = mode === 'insensitive' && typeof value === 'string';
  const left = insensitive ? sql`lower(${name})` : name;
  const right = (given: FieldValue): SQL => (insensitive ? sql`lower(${Scalar.parse(given)})` : sql`${Scalar.parse(given)}`);
  const list = Array.isArray(value) ? value : [value];
  switch (operator) {
    case 'eq': return value === null ? sql`${name} is null` : sql`${left} = ${right(value)}`;
    case 'ne': return value === null ? sql`${name} is not null` : sql`${left} <> ${right(value)}`;
    case 'lt': return sql`${name} < ${right(value)}`;
    case 'lte': return sql`${name} <= ${right(value)}`;
    case 'gt': return sql`${name} > ${right(value)}`;
    case 'gte': return sql`${name} >= ${right(value)}`;
    case 'in': return list.length === 0 ? sql`false` : sql`${name} in (${sql.join(list.map(right), sql`, `)})`;
    case 'not_in': return list.length === 0 ? sql`true` : sql`${name} not in (${sql.join(list.map(right), sql`, `)})`;
    case 'contains': return sql`${left} like ${`%${like(value)}%`}`;
    case 'starts_with': return sql`${left} like ${`${like(value)}%`}`;
    case 'ends_with': return sql`${left} like ${`%${like(value)}`}`;
  }
}

/** As better-auth means it: all that are joined by AND, and one of those joined by OR. */
function conditions(model: string, where: readonly Condition[] = []): SQL {
  const all = where.filter(({ connector }) => connector === 'AND').map((each) => condition(model, each));
  const any = where.filter(({ connector }) => connector === 'OR').map((each) => condition(model, each));
  return sql.join([sql`true`, ...all, ...(any.length === 0 ? [] : [sql`(${sql.join(any, sql` or `)})`])], sql` and `);
}

/** One row, whichever: for changes that may touch one alone. */
const oneOf = (model: string, where: readonly Condition[]): SQL => sql`(select id from ${table(model)} where ${conditions(model, where)} limit 1 for update)`;

const assignments = (model: string, values: FieldValues): SQL[] =>
  Object.entries(values).filter(([, value]) => value !== undefined).map(([field, value]) => sql`${column(model, field)} = ${Scalar.parse(value)}`);

export type Row = Record<string, unknown>;

function readRow(model: string, row: Row): Row {
  const { fields } = modelOf(model);
  return Object.fromEntries(Object.entries(row).map(([field, value]) => {
    if (value === null) return [field, null];
    if (fields[field] === 'date') return [field, z.coerce.date().parse(value)];
    return [field, fields[field] === 'number' ? Number(value) : value];
  }));
}

async function rows(tx: Transaction, model: string, query: SQL): Promise<Row[]> {
  return (await rowsOf(tx, query, z.record(z.string(), z.unknown()))).map((row) => readRow(model, row));
}

export async function insertRow(tx: Transaction, model: string, values: FieldValues): Promise<Row> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const names = sql.join(given.map(([field]) => column(model, field)), sql`, `);
  const [row] = await rows(tx, model, sql`
    insert into ${table(model)} (${names}) values (${sql.join(given.map(([, value]) => sql`${Scalar.parse(value)}`), sql`, `)}) returning ${columnsOf(model)}`);
  if (!row) throw new Error(`The ${model} was not made.`);
  return row;
}

export async function selectRows(tx: Transaction, { model, where, limit, offset, sortBy }: RowQuery): Promise<Row[]> {
  const order = sortBy === undefined ? sql`` : sql`order by ${column(model, sortBy.field)} ${sql.raw(sortBy.direction === 'desc' ? 'desc' : 'asc')}`;
  return rows(tx, model, sql`
    select ${columnsOf(model)} from ${table(model)} where ${conditions(model, where)} ${order}
    ${limit === undefined ? sql`` : sql`limit ${limit}`} ${offset === undefined ? sql`` : sql`offset ${offset}`}`);
}

export async function countModelRows(tx: Transaction, model: string, where?: readonly Condition[]): Promise<number> {
  const [row] = await rowsOf(tx, sql`select count(*)::integer as count from ${table(model)} where ${conditions(model, where)}`, z.object({ count: z.int() }));
  return row?.count ?? 0;
}

/** @param only one row at most, and none where nothing is asked for */
export async function updateRows(tx: Transaction, model: string, where: readonly Condition[], values: FieldValues, only?: 'one'): Promise<Row[]> {
  const changes = assignments(model, values);
  if (only === 'one' && where.length === 0) return [];
  if (changes.length === 0) return selectRows(tx, { model, where, ...(only === 'one' ? { limit: 1 } : {}) });
  const which = only === 'one' ? sql`id = ${oneOf(model, where)}` : conditions(model, where);
  return rows(tx, model, sql`update ${table(model)} set ${sql.join(changes, sql`, `)} where ${which} returning ${columnsOf(model)}`);
}

/** Adds to numbers of one row where the conditions still hold, and sets others with it. */
export async function incrementRow(tx: Transaction, model: string, where: readonly Condition[], increment: Readonly<Record<string, number>>, set: FieldValues = {}): Promise<Row | undefined> {
  const sums = Object.entries(increment).map(([field, by]) => sql`${column(model, field)} = coalesce(${column(model, field)}, 0) + ${by}::integer`);
  const changes = [...sums, ...assignments(model, set)];
  if (changes.length === 0 || where.length === 0) return undefined;
  const [row] = await rows(tx, model, sql`update ${table(model)} set ${sql.join(changes, sql`, `)} where id = ${oneOf(model, where)} and ${conditions(model, where)} returning ${columnsOf(model)}`);
  return row;
}

/** @param only one row at most */
export async function deleteRows(tx: Transaction, model: string, where: readonly Condition[], only?: 'one'): Promise<Row[]> {
  const which = only === 'one' ? sql`id = ${oneOf(model, where)}` : conditions(model, where);
  return rows(tx, model, sql`delete from ${table(model)} where ${which} returning ${columnsOf(model)}`);
}
