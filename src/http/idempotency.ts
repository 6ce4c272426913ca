/**
 * `Idempotency-Key`: a client that does not know whether its request arrived sends it again under the same key and gets the
 * first answer. (The IETF draft draft-ietf-httpapi-idempotency-key-header gives the names and statuses.)
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '../auth/principal.ts';
import { claimKey, finishKey, releaseKey, renewKey, writeWhenBack, type Database, type KeyClaim, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';

export interface StoredAnswer {
  status: number;
  /** JSON text; absent for an answer without body. */
  body?: string;
}

/** A claim is good for so long unless it is renewed; whoever does not is taken for dead, and a repetition does the work. */
const CLAIM_MS = 10_000;
const RENEW_MS = 3_000;
/** How long a key that nobody could let go of is tried. */
const SETTLE_MS = 120_000;
const WAIT_MS = 100;
/** A little longer than the claim of a dead process lasts. */
const MOST_WAITS = 120;

/** @throws AppError INVALID_MESSAGE */
export function readKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? header.replace(/^"(.*)"$/, '$1') : '';
  if (!/^[\x21-\x7e]{8,128}$/.test(key)) throw new AppError('INVALID_MESSAGE', 'Idempotency-Key is 8 to 128 visible ASCII characters.', { header: 'Idempotency-Key' });
  return key;
}

export const fingerprintOf = (params: unknown, query: unknown, body: unknown): string =>
  createHash('sha256').update(JSON.stringify([params ?? null, query ?? null, body ?? null])).digest('hex');

/** A uuid (version 8 of RFC 9562) that follows from whose request it is, its key and all that it says. */
export function idMadeBy({ workspaceId, actor }: Principal, operation: string, key: string, fingerprint: string): string {
  const bytes = createHash('sha256').update([workspaceId, actor, operation, key, fingerprint].join('\0')).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export interface OnceParts {
  database: Pick<Database, 'transaction'>;
  principal: Principal;
  key: string;
  operation: string;
  fingerprint: string;
  signal: AbortSignal;
}

/** How it ended: a key that nobody lets go of keeps every repetition waiting for its claim to run out. */
const settle = ({ database, principal: { workspaceId } }: OnceParts, write: (tx: Transaction) => Promise<unknown>): Promise<void> =>
  writeWhenBack(() => database.transaction({ workspaceId }, write), SETTLE_MS);

/** @returns what an earlier request was answered, or the claim under which this one does the work */
async function claimOrWait(parts: OnceParts): Promise<{ answer: StoredAnswer } | { claim: string }> {
  const { database, principal: { actor, workspaceId }, key, operation, fingerprint, signal } = parts;
  const claim = randomUUID();
  for (let waits = 0; ; waits++) {
    let found: KeyClaim;
    try {
      found = await database.transaction({ workspaceId }, (tx) => claimKey(tx, { actor, key, operation, bodySha256: fingerprint, claimMs: CLAIM_MS, claim }));
    } catch (error) {
      // It may be claimed all the same: a connection that breaks at the end of a transaction tells nothing of it.
      await settle(parts, (tx) => releaseKey(tx, actor, key, claim)).catch(() => undefined);
      throw error;
    }
    switch (found.state) {
      case 'claimed': return { claim: found.claim };
      case 'answered': return { answer: { status: found.answer.status, ...(found.answer.body === '' ? {} : { body: found.answer.body }) } };
      case 'other_request': throw new AppError('KEY_REUSED', 'This Idempotency-Key was used for another request.');
      case 'running':
        if (waits === MOST_WAITS) throw new AppError('CONFLICT', 'A request with this Idempotency-Key is still at work.');
        await sleep(WAIT_MS, undefined, { signal });
    }
  }
}

/**
 * Does `work` unless an earlier request under this key did; waits some seconds for one that is still at it.
 *
 * @throws AppError KEY_REUSED, CONFLICT where the first is still not ready, and what `work` throws
 */
export async function once(parts: OnceParts, work: () => Promise<StoredAnswer>): Promise<StoredAnswer & { replayed: boolean }> {
  const found = await claimOrWait(parts);
  if ('answer' in found) return { ...found.answer, replayed: true };
  const { database, key, principal: { actor, workspaceId } } = parts;
  const renewing = setInterval(() => { database.transaction({ workspaceId }, (tx) => renewKey(tx, actor, key, found.claim, CLAIM_MS)).catch(() => undefined); }, RENEW_MS).unref();
  let answer: StoredAnswer;
  try {
    answer = await work();
  } catch (error) {
    // The work failed and changed nothing: the same key may be tried again.
    await settle(parts, (tx) => releaseKey(tx, actor, key, found.claim));
    throw error;
  } finally {
    clearInterval(renewing);
  }
  // The work is done: its answer goes out even where it cannot be kept at once.
  await settle(parts, (tx) => finishKey(tx, actor, key, found.claim, { status: answer.status, headers: {}, body: answer.body ?? '' }));
  return { ...answer, replayed: false };
}
