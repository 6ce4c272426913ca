/** Accounts of people: made, listed, changed; and what the installation says about new ones. */
import { AccountRole } from '@aima/contract';
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

const when = z.coerce.date();

export const AccountRow = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: AccountRole,
  preferences: z.record(z.string(), z.unknown()),
  twoFactorEnabled: z.boolean(),
  disabledAt: when.nullable(),
  lastSignInAt: when.nullable(),
  createdAt: when,
});
export type AccountRow = z.infer<typeof AccountRow>;

const COLUMNS = sql.raw(`a.id, a.email, a.name, a.role, a.preferences, a.two_factor_enabled as "twoFactorEnabled", a.disabled_at as "disabledAt",
  a.last_sign_in_at as "lastSignInAt", a.created_at as "createdAt"`);

export interface NewAccount {
  email: string;
  name: string;
  role: AccountRole;
  /** As better-auth hashes passwords; absent: the account signs in otherwise. */
  passwordHash?: string;
}

/** @returns the account's id; undefined if the address has one already */
export async function insertAccount(tx: Transaction, { email, name, role, passwordHash }: NewAccount): Promise<string | undefined> {
  const [row] = await rowsOf(tx, sql`
    insert into account (email, name, role) values (${email.toLowerCase()}, ${name}, ${role}) on conflict (lower(email)) do nothing returning id`, z.object({ id: z.uuid() }));
  if (row && passwordHash !== undefined) await insertCredential(tx, { userId: row.id, provider: 'credential', subject: row.id, passwordHash });
  return row?.id;
}

/** A way to sign in. `subject`: who this is to the provider. */
export async function insertCredential(tx: Transaction, credential: { userId: string; provider: string; subject: string; passwordHash?: string }): Promise<void> {
  await tx.execute(sql`
    insert into account_credential (user_id, provider_id, account_id, password)
    values (${credential.userId}, ${credential.provider}, ${credential.subject}, ${credential.passwordHash ?? null})`);
}

/** Whose way to sign in this is. */
export async function accountBySubject(tx: Transaction, provider: string, subject: string): Promise<AccountRow | undefined> {
  const [row] = await rowsOf(tx, sql`
    select ${COLUMNS} from account_credential c join account a on a.id = c.user_id where c.provider_id = ${provider} and c.account_id = ${subject}`, AccountRow);
  return row;
}

export async function accountById(tx: Transaction, id: string): Promise<AccountRow | undefined> {
  const [row] = await rowsOf(tx, sql`select ${COLUMNS} from account a where a.id = ${id}`, AccountRow);
  return row;
}

export async function passwordHashOf(tx: Transaction, userId: string): Promise<string | undefined> {
  const [row] = await rowsOf(tx, sql`
    select password from account_credential where user_id = ${userId} and provider_id = 'credential'`, z.object({ password: z.string().nullable() }));
  return row?.password ?? undefined;
}

/** @returns whether the account has a password at all */
export async function setPasswordHash(tx: Transaction, userId: string, passwordHash: string): Promise<boolean> {
  const rows = await rowsOf(tx, sql`
    update account_credential set password = ${passwordHash}, updated_at = now() where user_id = ${userId} and provider_id = 'credential' returning id`, z.object({ id: z.uuid() }));
  return rows.length > 0;
}

/** Of whatever people type; nothing in it is a pattern. */
const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Newest first. `after`: begin behind this one. `text`: in name or address. */
export async function listAccounts(tx: Transaction, { limit, after, email, text }: { limit: number; after?: { createdAt: string; id: string }; email?: string; text?: string }): Promise<AccountRow[]> {
  const conditions: SQL[] = [
    ...(after === undefined ? [] : [sql`(a.created_at, a.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`]),
    ...(email === undefined ? [] : [sql`lower(a.email) = ${email.toLowerCase()}`]),
    ...(text === undefined || text === '' ? [] : [sql`(a.name ilike ${likeText(text)} or a.email ilike ${likeText(text)})`]),
  ];
  return rowsOf(tx, sql`select ${COLUMNS} from account a where ${sql.join([sql`true`, ...conditions], sql` and `)} order by a.created_at desc, a.id desc limit ${limit}`, AccountRow);
}

export interface AccountChange {
  name?: string | undefined;
  role?: AccountRole | undefined;
  disabled?: boolean | undefined;
  preferences?: Record<string, unknown> | undefined;
}

export async function updateAccount(tx: Transaction, id: string, { name, role, disabled, preferences }: AccountChange): Promise<AccountRow | undefined> {
  const changes: SQL[] = [
    sql`updated_at = now()`,
    ...(name === undefined ? [] : [sql`name = ${name}`]),
    ...(role === undefined ? [] : [sql`role = ${role}`]),
    ...(disabled === undefined ? [] : [disabled ? sql`disabled_at = coalesce(disabled_at, now())` : sql`disabled_at = null`]),
    ...(preferences === undefined ? [] : [sql`preferences = ${jsonbText(preferences)}::jsonb`]),
  ];
  const [row] = await rowsOf(tx, sql`update account a set ${sql.join(changes, sql`, `)} where a.id = ${id} returning ${COLUMNS}`, AccountRow);
  return row;
}

/** The account's row stays locked until the transaction ends. */
export async function noteSignIn(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`update account set last_sign_in_at = now() where id = ${id}`);
}

/** Administrators who can sign in; their rows are locked, so that of two who leave at once one stays. */
export async function countActiveAdmins(tx: Transaction): Promise<number> {
  const rows = await rowsOf(tx, sql`select id from account where role = 'admin' and disabled_at is null order by id for update`, z.object({ id: z.uuid() }));
  return rows.length;
}

/** Takes authenticator and recovery codes away; passkeys, which replace a password, too. */
export async function deleteSecondFactors(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(sql`delete from account_two_factor where user_id = ${userId}`);
  await tx.execute(sql`delete from account_passkey where user_id = ${userId}`);
  await tx.execute(sql`update account set two_factor_enabled = false, updated_at = now() where id = ${userId}`);
}

export const Registration = z.enum(['open', 'invitations']);
export type Registration = z.infer<typeof Registration>;

const InstallationRow = z.object({ registration: Registration, batchRoles: z.array(AccountRole), hasAdmin: z.boolean() });
export type InstallationRow = z.infer<typeof InstallationRow>;

export async function readInstallation(tx: Transaction): Promise<InstallationRow> {
  const [row] = await rowsOf(tx, sql`
    select registration, batch_roles as "batchRoles", exists (select from account where role = 'admin') as "hasAdmin" from installation`, InstallationRow);
  if (!row) throw new Error('The installation has no row.');
  return row;
}

export async function updateInstallation(tx: Transaction, { registration, batchRoles }: { registration?: Registration | undefined; batchRoles?: readonly AccountRole[] | undefined }): Promise<void> {
  if (registration !== undefined) await tx.execute(sql`update installation set registration = ${registration}`);
  if (batchRoles !== undefined) await tx.execute(sql`update installation set batch_roles = array(select jsonb_array_elements_text(${JSON.stringify(batchRoles)}::jsonb))`);
}

/** Puts this link in the place of any earlier one, unless somebody administrates already. @returns whether it did */
export async function setWelcome(tx: Transaction, hash: string): Promise<boolean> {
  const rows = await rowsOf(tx, sql`
    update installation set welcome_hash = ${hash} where not exists (select from account where role = 'admin') returning only_row`, z.object({}));
  return rows.length > 0;
}

/** Spends the link. Of two at once the second waits for the first and then finds nothing. */
export async function takeWelcome(tx: Transaction, hash: string): Promise<boolean> {
  const rows = await rowsOf(tx, sql`
    update installation set welcome_hash = null where welcome_hash = ${hash} and not exists (select from account where role = 'admin') returning only_row`, z.object({}));
  return rows.length > 0;
}
