/** What an administrator's page and the server itself ask about the whole installation. */
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

/** Answers if anybody does. */
export async function pingDatabase(tx: Transaction): Promise<void> {
  await tx.execute(sql`select 1`);
}

/** `17.2`, with a word where it is the embedded one. */
export async function databaseVersion(tx: Transaction): Promise<string> {
  const [row] = await rowsOf(tx, sql`select current_setting('server_version') as version`, z.object({ version: z.string() }));
  return row?.version ?? '';
}

/** Jobs of all workspaces by their state. */
export async function jobsByState(tx: Transaction): Promise<Record<string, number>> {
  const rows = await rowsOf(tx, sql`select state, count(*)::integer as count from job group by state order by state`, z.object({ state: z.string(), count: z.int() }));
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/**
 * Whether a session, or an API key, still opens its workspace: not ended, expired or revoked, the account not disabled, its
 * holder still a member. From a transaction over everything.
 *
 * @param workspaceRole that it had, and @param accountRole: with another one it may do other things
 */
export async function stillHolds(tx: Transaction, { userId, workspaceId, workspaceRole, accountRole, sessionId, keyId }: { userId: string; workspaceId: string; workspaceRole: string; accountRole: string; sessionId?: string; keyId?: string }): Promise<boolean> {
  const door = keyId === undefined
    ? sql`exists (select from account_session s where s.id = ${sessionId ?? null}::uuid and s.user_id = a.id and s.expires_at > now())`
    : sql`exists (select from api_key k where k.id = ${keyId}::uuid and k.user_id = a.id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))`;
  const rows = await rowsOf(tx, sql`
    select 1 as held from account a join workspace_member m on m.user_id = a.id and m.workspace_id = ${workspaceId}::uuid
    where a.id = ${userId}::uuid and a.disabled_at is null and a.role = ${accountRole} and m.role = ${workspaceRole} and ${door}`, z.object({}));
  return rows.length > 0;
}
