/**
 * `Idempotency-Key`: a client that does not know whether its request arrived sends it again under the same key and gets the
 * first answer. (The IETF draft draft-ietf-httpapi-idempotency-key-header gives the names and statuses.)
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '../auth/principal.ts';
import { AppError } from '../kernel/app-error.ts';

export interface StoredAnswer {
  status: number;
  /** JSON text; absent for an answer without body. */
  body?: string;
}

/** What a key is known for. `fresh`: this request is the first and must `finish` or `release`. */
export type Claim =
  | { kind: 'fresh' }
  | { kind: 'running' }
  | { kind: 'other_request' }
  | { kind: 'done'; answer: StoredAnswer };

export interface IdempotencyStore {
  /** @param fingerprint of operation and body: another one under the same key is another request */
  claim(principal: Principal, key: string, fingerprint: string): Promise<Claim>;
  finish(principal: Principal, key: string, answer: StoredAnswer): Promise<void>;
  /** The request failed and changed nothing: the key is free again. */
  release(principal: Principal, key: string): Promise<void>;
}

const WAIT_MS = 100;
const MOST_WAITS = 50;

/** @throws AppError INVALID_MESSAGE */
export function readKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? header.replace(/^"(.*)"$/, '$1') : '';
  if (!/^[\x21-\x7e]{8,128}$/.test(key)) throw new AppError('INVALID_MESSAGE', 'Idempotency-Key is 8 to 128 visible ASCII characters.', { header: 'Idempotency-Key' });
  return key;
}

export const fingerprintOf = (operationId: string, params: unknown, query: unknown, body: unknown): string =>
  createHash('sha256').update(JSON.stringify([operationId, params ?? null, query ?? null, body ?? null])).digest('hex');

export interface OnceParts {
  store: IdempotencyStore;
  principal: Principal;
  key: string;
  fingerprint: string;
  signal: AbortSignal;
}

/**
 * Does `work` unless an earlier request under this key did; waits some seconds for one that is still at it.
 *
 * @throws AppError KEY_REUSED, CONFLICT where the first is still not ready, and what `work` throws
 */
export async function once({ store, principal, key, fingerprint, signal }: OnceParts, work: () => Promise<StoredAnswer>): Promise<StoredAnswer & { replayed: boolean }> {
  for (let waits = 0; ; waits++) {
    const claim = await store.claim(principal, key, fingerprint);
    if (claim.kind === 'fresh') break;
    if (claim.kind === 'done') return { ...claim.answer, replayed: true };
    if (claim.kind === 'other_request') throw new AppError('KEY_REUSED', 'This Idempotency-Key was used for another request.');
    if (waits === MOST_WAITS) throw new AppError('CONFLICT', 'A request with this Idempotency-Key is still at work.');
    await sleep(WAIT_MS, undefined, { signal });
  }
  let answer: StoredAnswer;
  try {
    answer = await work();
  } catch (error) {
    await store.release(principal, key);
    throw error;
  }
  await store.finish(principal, key, answer);
  return { ...answer, replayed: false };
}
