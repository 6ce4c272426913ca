/** Who holds a session's token or an API key, and what it opens; each answered by one query. */
import { AccountRole, Permission, WorkspaceRole } from '@aima/contract';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

const when = z.coerce.date();

const Membership = z.object({ workspaceId: z.uuid(), role: WorkspaceRole });

const SessionHolder = z.object({
  sessionId: z.uuid(),
  userId: z.uuid(),
  accountRole: AccountRole,
  batchRoles: z.array(AccountRole),
  activeWorkspaceId: z.uuid().nullable(),
  /** Own workspace first. */
  memberships: z.array(Membership),
  /** False: it is the token before the last rotation. */
  current: z.boolean(),
  rotatedAt: when,
});
export type SessionHolder = z.infer<typeof SessionHolder>;

/** Nothing for expired sessions and disabled accounts. */
export async function sessionHolder(tx: Transaction, token: string): Promise<SessionHolder | undefined> {
  const [row] = await rowsOf(tx, sql`
    select s.id as "sessionId", s.user_id as "userId", a.role as "accountRole", i.batch_roles as "batchRoles", s.active_workspace_id as "activeWorkspaceId",
      s.token = ${token} as current, s.rotated_at as "rotatedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('workspaceId', m.workspace_id, 'role', m.role) order by w.personal_of is distinct from a.id, m.created_at, w.id), '[]')
        from workspace_member m join workspace w on w.id = m.workspace_id where m.user_id = a.id) as memberships
    from account_session s join account a on a.id = s.user_id cross join installation i
    where (s.token = ${token} or s.previous_token = ${token}) and s.expires_at > now() and a.disabled_at is null`, SessionHolder);
  return row;
}

const KeyHolder = z.object({
  keyId: z.uuid(),
  userId: z.uuid(),
  accountRole: AccountRole,
  batchRoles: z.array(AccountRole),
  workspaceId: z.uuid(),
  workspaceRole: WorkspaceRole,
  scopes: z.array(Permission),
  /** Whether its use was noted within the last minute. */
  noted: z.boolean(),
});
export type KeyHolder = z.infer<typeof KeyHolder>;

/** Nothing for keys that are revoked or expired, and for disabled accounts. */
export async function apiKeyHolder(tx: Transaction, tokenHash: string): Promise<KeyHolder | undefined> {
  const [row] = await rowsOf(tx, sql`
    select k.id as "keyId", k.user_id as "userId", a.role as "accountRole", i.batch_roles as "batchRoles", k.workspace_id as "workspaceId",
      m.role as "workspaceRole", k.scopes, coalesce(k.last_used_at > now() - interval '1 minute', false) as noted
    from api_key k join account a on a.id = k.user_id join workspace_member m on m.workspace_id = k.workspace_id and m.user_id = k.user_id
      cross join installation i
    where k.token_hash = ${tokenHash} and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and a.disabled_at is null`, KeyHolder);
  return row;
}

export async function noteKeyUse(tx: Transaction, keyId: string): Promise<void> {
  await tx.execute(sql`update api_key set last_used_at = now() where id = ${keyId} and (last_used_at is null or last_used_at < now() - interval '1 minute')`);
}

const SessionRow = z.object({ id: z.uuid(), userAgent: z.string().nullable(), ipAddress: z.string().nullable(), createdAt: when, lastSeenAt: when, expiresAt: when });
export type SessionRow = z.infer<typeof SessionRow>;

/** Newest first. */
export async function listSessions(tx: Transaction, userId: string): Promise<SessionRow[]> {
  return rowsOf(tx, sql`
    select id, user_agent as "userAgent", ip_address as "ipAddress", created_at as "createdAt", rotated_at as "lastSeenAt", expires_at as "expiresAt"
    from account_session where user_id = ${userId} and expires_at > now() order by created_at desc, id`, SessionRow);
}

const Id = z.object({ id: z.uuid() });

export async function insertSession(tx: Transaction, session: { userId: string; token: string; lastsMs: number }): Promise<string> {
  const [row] = await rowsOf(tx, sql`
    insert into account_session (user_id, token, expires_at) values (${session.userId}, ${session.token}, now() + ${session.lastsMs} * interval '1 millisecond') returning id`, Id);
  if (!row) throw new Error('The session was not made.');
  return row.id;
}

/** Puts a new token in the place of `token`, unless another request did so before. @returns whether it did */
export async function rotateSession(tx: Transaction, sessionId: string, token: string, next: string, lastsMs: number): Promise<boolean> {
  const rows = await rowsOf(tx, sql`
    update account_session set token = ${next}, previous_token = ${token}, rotated_at = now(), updated_at = now(), expires_at = now() + ${lastsMs} * interval '1 millisecond'
    where id = ${sessionId} and token = ${token} returning id`, Id);
  return rows.length > 0;
}

export async function setActiveWorkspace(tx: Transaction, sessionId: string, workspaceId: string): Promise<void> {
  await tx.execute(sql`update account_session set active_workspace_id = ${workspaceId} where id = ${sessionId}`);
}

/** @param sessionId one, or all but `except` @returns how many ended */
export async function deleteSessions(tx: Transaction, userId: string, which: { sessionId?: string; except?: string } = {}): Promise<number> {
  const rows = await rowsOf(tx, sql`
    delete from account_session where user_id = ${userId}
      and ${which.sessionId === undefined ? sql`true` : sql`id = ${which.sessionId}`}
      and ${which.except === undefined ? sql`true` : sql`id <> ${which.except}`} returning id`, Id);
  return rows.length;
}

/** Sessions, challenges and counters that nobody can use any more. */
export async function deleteExpiredSignIns(tx: Transaction): Promise<void> {
  await tx.execute(sql`delete from account_session where expires_at < now()`);
  await tx.execute(sql`delete from account_verification where expires_at < now()`);
  await tx.execute(sql`delete from sign_in_failure where since < now() - interval '1 day' and (locked_until is null or locked_until < now())`);
}
