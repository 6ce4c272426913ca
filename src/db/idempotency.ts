/** Requests that a client may repeat: who claims a key does the work; everybody after that gets its first answer. */
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

/** As long as an answer is kept. */
const KEPT_HOURS = 24;

export interface KeyedRequest {
  /** Whose key it is: `user:ID` or `api_key:ID`. Two people may choose the same one. */
  actor: string;
  /** 1 to 255 characters. */
  key: string;
  operation: string;
  /** Of the body and everything else that makes it this request; 64 hexadecimal digits. */
  bodySha256: string;
  /** If nothing was finished by then, whoever did the work is taken for dead and the next one may claim the key. */
  claimMs: number;
  /** A new uuid: whoever never heard the answer can still let go of it. */
  claim: string;
}

export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  /** Text of the answer; empty where there is none. */
  body: string;
}

export type KeyClaim =
  /** Yours: do it, then `finishKey`, or `releaseKey` if it failed in a way that a repetition may mend. */
  | { state: 'claimed'; claim: string }
  | { state: 'answered'; answer: KeptAnswer }
  /** Somebody is at work on the same request. */
  | { state: 'running' }
  /** The key was used for another request. */
  | { state: 'other_request' };

const Row = z.object({
  same: z.boolean(),
  claim: z.string().nullable(),
  status: z.int().nullable(),
  headers: z.record(z.string(), z.string()).nullable(),
  body: z.string().nullable(),
});

/**
 * In a transaction of its own, in the workspace, before the work: of two at the same time one is told `claimed`.
 */
export async function claimKey(tx: Transaction, { actor, key, operation, bodySha256, claimMs, claim }: KeyedRequest): Promise<KeyClaim> {
  const expired = sql`k.expires_at < clock_timestamp()`;
  const same = sql`k.operation = excluded.operation and k.body_sha256 = excluded.body_sha256`;
  const free = sql`(${expired} or (k.claim is not null and k.claimed_until < clock_timestamp() and ${same}))`;
  // "do update" locks the row that is there, so the second of two waits for the first one's claim and then sees it.
  const rows = await rowsOf(tx, sql`
    insert into idempotency_key as k (actor, key, operation, body_sha256, claim, claimed_until, expires_at)
    values (${actor}, ${key}, ${operation}, ${bodySha256}, ${claim}::uuid, clock_timestamp() + ${claimMs} * interval '1 ms', clock_timestamp() + ${KEPT_HOURS} * interval '1 hour')
    on conflict (workspace_id, actor, key) do update set
      operation = case when ${expired} then excluded.operation else k.operation end,
      body_sha256 = case when ${expired} then excluded.body_sha256 else k.body_sha256 end,
      claim = case when ${free} then excluded.claim else k.claim end,
      status = case when ${expired} then null else k.status end,
      claimed_until = case when ${free} then excluded.claimed_until else k.claimed_until end,
      expires_at = case when ${expired} then excluded.expires_at else k.expires_at end
    returning k.operation = ${operation} and k.body_sha256 = ${bodySha256} as same, k.claim::text as claim, k.status, k.headers, k.body`, Row);
  const [row] = rows;
  if (!row?.same) return { state: 'other_request' };
  if (row.claim === claim) return { state: 'claimed', claim };
  if (row.status === null) return { state: 'running' };
  return { state: 'answered', answer: { status: row.status, headers: row.headers ?? {}, body: row.body ?? '' } };
}

/**
 * Keeps the answer. Best inside the transaction of the work itself: then neither exists without the other.
 *
 * @returns false if the claim was taken over meanwhile or is no longer there; nothing was kept then
 */
export async function finishKey(tx: Transaction, actor: string, key: string, claim: string, { status, headers, body }: KeptAnswer): Promise<boolean> {
  const rows = await rowsOf(tx, sql`
    update idempotency_key set claim = null, status = ${status}, headers = ${jsonbText(headers)}::jsonb, body = ${body}
    where actor = ${actor} and key = ${key} and claim = ${claim}::uuid returning 1 as done`, z.object({}));
  return rows.length > 0;
}

/** The work goes on: the claim is good for so long from now. */
export async function renewKey(tx: Transaction, actor: string, key: string, claim: string, claimMs: number): Promise<void> {
  await tx.execute(sql`update idempotency_key set claimed_until = clock_timestamp() + ${claimMs} * interval '1 ms' where actor = ${actor} and key = ${key} and claim = ${claim}::uuid`);
}

/** Only where no other process can be at work: who repeats a request of the one that is dead need not wait for its claim to run out. */
export async function endKeyClaims(tx: Transaction): Promise<void> {
  await tx.execute(sql`update idempotency_key set claimed_until = clock_timestamp() where claim is not null`);
}

/** Nothing was done: the same key may be used again at once. */
export async function releaseKey(tx: Transaction, actor: string, key: string, claim: string): Promise<void> {
  await tx.execute(sql`delete from idempotency_key where actor = ${actor} and key = ${key} and claim = ${claim}::uuid`);
}

/** Over everything: forgets answers that are a day old. */
export async function sweepKeys(tx: Transaction): Promise<void> {
  await tx.execute(sql`delete from idempotency_key where expires_at < clock_timestamp()`);
}
