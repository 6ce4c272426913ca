/** Workspaces, who belongs to them, and their wrapped keys. */
import { AccountRole, WorkspaceRole } from '@aima/contract';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

const when = z.coerce.date();

export const MembershipRow = z.object({ id: z.uuid(), name: z.string(), personal: z.boolean(), role: WorkspaceRole, createdAt: when });
export type MembershipRow = z.infer<typeof MembershipRow>;

export const MemberRow = z.object({ userId: z.uuid(), name: z.string(), email: z.string(), role: WorkspaceRole, since: when });
export type MemberRow = z.infer<typeof MemberRow>;

const Id = z.object({ id: z.uuid() });

/** @param personalOf the account whose own workspace it is; it has one at most */
export async function insertWorkspace(tx: Transaction, { id, name, personalOf }: { id?: string | undefined; name: string; personalOf?: string }): Promise<string> {
  const [row] = await rowsOf(tx, sql`insert into workspace (id, name, personal_of) values (coalesce(${id ?? null}::uuid, gen_random_uuid()), ${name}, ${personalOf ?? null}) returning id`, Id);
  if (!row) throw new Error('The workspace was not made.');
  return row.id;
}

export async function renameWorkspace(tx: Transaction, workspaceId: string, name: string): Promise<boolean> {
  return (await rowsOf(tx, sql`update workspace set name = ${name} where id = ${workspaceId} returning id`, Id)).length > 0;
}

/** The workspaces of an account, its own first. */
export async function listMemberships(tx: Transaction, userId: string): Promise<MembershipRow[]> {
  return rowsOf(tx, sql`
    select w.id, w.name, w.personal_of is not null as personal, m.role, w.created_at as "createdAt"
    from workspace_member m join workspace w on w.id = m.workspace_id where m.user_id = ${userId}
    order by w.personal_of is distinct from m.user_id, m.created_at, w.id`, MembershipRow);
}

export async function insertMember(tx: Transaction, member: { workspaceId: string; userId: string; role: WorkspaceRole }): Promise<boolean> {
  const rows = await rowsOf(tx, sql`
    insert into workspace_member (workspace_id, user_id, role) values (${member.workspaceId}, ${member.userId}, ${member.role})
    on conflict do nothing returning user_id as id`, Id);
  return rows.length > 0;
}

export async function listMembers(tx: Transaction, workspaceId: string): Promise<MemberRow[]> {
  return rowsOf(tx, sql`
    select m.user_id as "userId", a.name, a.email, m.role, m.created_at as since
    from workspace_member m join account a on a.id = m.user_id where m.workspace_id = ${workspaceId} order by m.created_at, m.user_id`, MemberRow);
}

/** Owners' ids; their rows stay locked, so that of two owners who leave at once one stays. */
export async function lockOwners(tx: Transaction, workspaceId: string): Promise<string[]> {
  const rows = await rowsOf(tx, sql`select user_id as id from workspace_member where workspace_id = ${workspaceId} and role = 'owner' order by user_id for update`, Id);
  return rows.map(({ id }) => id);
}

export async function setMemberRole(tx: Transaction, workspaceId: string, userId: string, role: WorkspaceRole): Promise<boolean> {
  return (await rowsOf(tx, sql`update workspace_member set role = ${role} where workspace_id = ${workspaceId} and user_id = ${userId} returning user_id as id`, Id)).length > 0;
}

export async function deleteMember(tx: Transaction, workspaceId: string, userId: string): Promise<boolean> {
  return (await rowsOf(tx, sql`delete from workspace_member where workspace_id = ${workspaceId} and user_id = ${userId} returning user_id as id`, Id)).length > 0;
}

const WorkspaceExistence = z.object({ id: z.uuid(), personal: z.boolean(), members: z.int(), createdAt: when });
export type WorkspaceExistence = z.infer<typeof WorkspaceExistence>;

/** That they exist and how large they are; no name, nothing of their content. Newest first. */
export async function listWorkspaceExistence(tx: Transaction, { limit, after }: { limit: number; after?: { createdAt: string; id: string } }): Promise<WorkspaceExistence[]> {
  const since = after === undefined ? sql`true` : sql`(date_trunc('milliseconds', w.created_at), w.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`;
  return rowsOf(tx, sql`
    select w.id, w.personal_of is not null as personal, w.created_at as "createdAt",
      (select count(*)::integer from workspace_member m where m.workspace_id = w.id) as members
    from workspace w where ${since} order by date_trunc('milliseconds', w.created_at) desc, w.id desc limit ${limit}`, WorkspaceExistence);
}

const WrappedRow = z.object({ seq: z.string(), workspaceId: z.uuid(), wrapped: z.string() });
export type WrappedWorkspaceKey = z.infer<typeof WrappedRow>;

export async function insertWorkspaceKey(tx: Transaction, workspaceId: string, wrapped: string): Promise<void> {
  await tx.execute(sql`insert into workspace_key (workspace_id, wrapped) values (${workspaceId}, ${wrapped})`);
}

/** Newest first; of one workspace, or of all in the order of their making. */
export async function listWorkspaceKeys(tx: Transaction, workspaceId?: string): Promise<WrappedWorkspaceKey[]> {
  return rowsOf(tx, sql`
    select seq::text as seq, workspace_id as "workspaceId", wrapped from workspace_key
    where ${workspaceId === undefined ? sql`true` : sql`workspace_id = ${workspaceId}`} order by workspace_id, seq desc`, WrappedRow);
}

/** Only if it is still the one that was read. */
export async function replaceWrappedKey(tx: Transaction, seq: string, from: string, to: string): Promise<void> {
  await tx.execute(sql`update workspace_key set wrapped = ${to} where seq = ${seq}::bigint and wrapped = ${from}`);
}

/** Where a new account's role and name come from is decided elsewhere; here only whether it has its own workspace. */
export async function accountWithoutWorkspace(tx: Transaction, userId: string): Promise<{ name: string; role: AccountRole } | undefined> {
  const [row] = await rowsOf(tx, sql`
    select name, role from account a where id = ${userId} and not exists (select from workspace w where w.personal_of = a.id) for update`, z.object({ name: z.string(), role: AccountRole }));
  return row;
}
