/** What lets somebody in: invitations, API keys, and the counters of failed sign-ins. */
import { Permission, WorkspaceRole } from '@aima/contract';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

const when = z.coerce.date();
const Id = z.object({ id: z.uuid() });

const InvitationRow = z.object({ id: z.uuid(), role: WorkspaceRole, email: z.string().nullable(), createdAt: when, expiresAt: when, state: z.enum(['open', 'accepted', 'revoked', 'expired']) });
export type InvitationRow = z.infer<typeof InvitationRow>;

const INVITATION = sql.raw(`i.id, i.role, i.email, i.created_at as "createdAt", i.expires_at as "expiresAt",
  case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked' when i.expires_at <= now() then 'expired' else 'open' end as state`);

export interface NewInvitation { workspaceId: string; role: WorkspaceRole; email?: string | undefined; tokenHash: string; invitedBy: string; lastsMs: number }

export async function insertInvitation(tx: Transaction, invitation: NewInvitation): Promise<InvitationRow> {
  const [row] = await rowsOf(tx, sql`
    insert into workspace_invitation as i (workspace_id, role, email, token_hash, invited_by, expires_at)
    values (${invitation.workspaceId}, ${invitation.role}, ${invitation.email?.toLowerCase() ?? null}, ${invitation.tokenHash}, ${invitation.invitedBy}, now() + ${invitation.lastsMs} * interval '1 millisecond')
    returning ${INVITATION}`, InvitationRow);
  if (!row) throw new Error('The invitation was not made.');
  return row;
}

/** Newest first, the last hundred. */
export async function listInvitations(tx: Transaction, workspaceId: string): Promise<InvitationRow[]> {
  return rowsOf(tx, sql`select ${INVITATION} from workspace_invitation i where i.workspace_id = ${workspaceId} order by i.created_at desc, i.id limit 100`, InvitationRow);
}

export async function revokeInvitation(tx: Transaction, workspaceId: string, id: string): Promise<boolean> {
  return (await rowsOf(tx, sql`
    update workspace_invitation set revoked_at = now() where workspace_id = ${workspaceId} and id = ${id} and accepted_at is null and revoked_at is null returning id`, Id)).length > 0;
}

const OpenInvitation = z.object({ id: z.uuid(), workspaceId: z.uuid(), workspaceName: z.string(), role: WorkspaceRole, email: z.string().nullable(), expiresAt: when });
export type OpenInvitation = z.infer<typeof OpenInvitation>;

/** By its token's hash, while it can be accepted. */
export async function openInvitation(tx: Transaction, tokenHash: string): Promise<OpenInvitation | undefined> {
  const [row] = await rowsOf(tx, sql`
    select i.id, i.workspace_id as "workspaceId", w.name as "workspaceName", i.role, i.email, i.expires_at as "expiresAt"
    from workspace_invitation i join workspace w on w.id = i.workspace_id
    where i.token_hash = ${tokenHash} and i.accepted_at is null and i.revoked_at is null and i.expires_at > now() for update of i`, OpenInvitation);
  return row;
}

export async function spendInvitation(tx: Transaction, id: string, userId: string): Promise<void> {
  await tx.execute(sql`update workspace_invitation set accepted_at = now(), accepted_by = ${userId} where id = ${id}`);
}

const ApiKeyRow = z.object({
  id: z.uuid(), userId: z.uuid(), name: z.string(), ending: z.string(), scopes: z.array(Permission), expiresAt: when.nullable(), lastUsedAt: when.nullable(), createdAt: when,
  revokedAt: when.nullable(),
});
export type ApiKeyRow = z.infer<typeof ApiKeyRow>;

const API_KEY = sql.raw(`k.id, k.user_id as "userId", k.name, k.ending, k.scopes, k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.created_at as "createdAt", k.revoked_at as "revokedAt"`);

export interface NewApiKey { workspaceId: string; userId: string; name: string; tokenHash: string; ending: string; scopes: readonly Permission[]; expiresAt?: string | undefined }

export async function insertApiKey(tx: Transaction, key: NewApiKey): Promise<ApiKeyRow> {
  const [row] = await rowsOf(tx, sql`
    insert into api_key as k (workspace_id, user_id, name, token_hash, ending, scopes, expires_at)
    values (${key.workspaceId}, ${key.userId}, ${key.name}, ${key.tokenHash}, ${key.ending},
      array(select jsonb_array_elements_text(${JSON.stringify(key.scopes)}::jsonb)), ${key.expiresAt ?? null}::timestamptz) returning ${API_KEY}`, ApiKeyRow);
  if (!row) throw new Error('The key was not made.');
  return row;
}

/** Newest first, revoked ones too. @param userId only this account's */
export async function listApiKeys(tx: Transaction, workspaceId: string, { userId, limit, after }: { userId?: string | undefined; limit: number; after?: { createdAt: string; id: string } | undefined }): Promise<ApiKeyRow[]> {
  return rowsOf(tx, sql`
    select ${API_KEY} from api_key k where k.workspace_id = ${workspaceId} and ${userId === undefined ? sql`true` : sql`k.user_id = ${userId}`}
      and ${after === undefined ? sql`true` : sql`(k.created_at, k.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`}
    order by k.created_at desc, k.id desc limit ${limit}`, ApiKeyRow);
}

/** @param userId only if it is this account's */
export async function revokeApiKey(tx: Transaction, workspaceId: string, id: string, userId?: string): Promise<boolean> {
  return (await rowsOf(tx, sql`
    update api_key set revoked_at = now() where workspace_id = ${workspaceId} and id = ${id} and revoked_at is null
      and ${userId === undefined ? sql`true` : sql`user_id = ${userId}`} returning id`, Id)).length > 0;
}

export interface FailureLimits { most: number; windowMs: number; lockMs: number }

/**
 * Counts an attempt before it is made, so that many at once cannot pass together.
 *
 * @returns until when the key is locked, if it is, and whether by this very attempt; then nothing was counted
 */
export async function countAttempt(tx: Transaction, key: string, { most, windowMs, lockMs }: FailureLimits): Promise<{ until: Date; isNew: boolean } | undefined> {
  const [row] = await rowsOf(tx, sql`
    insert into sign_in_failure as f (key, failures, since) values (${key}, 1, now())
    on conflict (key) do update set
      failures = case when f.locked_until > now() then f.failures when f.locked_until is not null or f.since < now() - ${windowMs} * interval '1 millisecond' then 1 else f.failures + 1 end,
      since = case when f.locked_until > now() then f.since when f.locked_until is not null or f.since < now() - ${windowMs} * interval '1 millisecond' then now() else f.since end,
      locked_until = case when f.locked_until > now() then f.locked_until when f.locked_until is null and f.since >= now() - ${windowMs} * interval '1 millisecond' and f.failures + 1 > ${most}
        then now() + ${lockMs} * interval '1 millisecond' end
    returning locked_until as until, coalesce(locked_until = now() + ${lockMs} * interval '1 millisecond', false) as "isNew"`, z.object({ until: when.nullable(), isNew: z.boolean() }));
  return row?.until ? { until: row.until, isNew: row.isNew } : undefined;
}

/** After a success: what was counted was no attack. */
export async function forgetAttempts(tx: Transaction, key: string): Promise<void> {
  await tx.execute(sql`delete from sign_in_failure where key = ${key}`);
}

/** Takes back one attempt, for counters that several accounts share. */
export async function takeAttemptBack(tx: Transaction, key: string): Promise<void> {
  await tx.execute(sql`update sign_in_failure set failures = greatest(failures - 1, 0) where key = ${key} and locked_until is null`);
}
