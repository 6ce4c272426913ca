/**
 * Locks after repeated failures, per account and per address. Counted before the attempt, so many at once do not slip
 * through; an account that does not exist counts like one that does, so a lock tells nothing.
 */
import { createHmac } from 'node:crypto';
import { recordAudit } from '../audit/index.ts';
import { countAttempt, forgetAttempts, takeAttemptBack, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import type { People } from './people.ts';

/** Longer than any code is accepted: its period, and one before and after. */
const CODE_MS = 180_000;

export interface Attempt {
  /** Ends the attempt well: nothing stays counted against the account, and nothing of this against the address. */
  succeeded(tx: Transaction): Promise<void>;
}

const keyed = (secret: string, kind: string, text: string): string => createHmac('sha256', secret).update(`sign-in failure ${kind} ${text}`).digest('hex');

function refuse(until: Date): never {
  const retryAfterSeconds = Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
  throw new AppError('SIGN_IN_LOCKED', `Too many failed attempts. Locked until ${until.toISOString()}.`, { retryAfterSeconds, lockedUntil: until.toISOString() });
}

/**
 * @param name whose account it would be, as typed
 * @throws AppError SIGN_IN_LOCKED with `lockedUntil` and `retryAfterSeconds`
 */
export async function beginAttempt({ database, settings }: Pick<People, 'database' | 'settings'>, name: string, ip: string): Promise<Attempt> {
  const { perAccount, perAddress, windowMs, lockMs } = settings.lockOut;
  const account = keyed(settings.secret, 'account', name.trim().toLowerCase());
  const address = keyed(settings.secret, 'address', ip);
  const lock = await database.transaction('everything', async (tx) => {
    // The address first: one that is locked shall not be able to lock accounts.
    const byAddress = await countAttempt(tx, address, { most: perAddress, windowMs, lockMs });
    const met = byAddress ?? await countAttempt(tx, account, { most: perAccount, windowMs, lockMs });
    if (met?.isNew === true) {
      const key = byAddress ? address : account;
      await recordAudit(tx, { workspaceId: null, actor: 'system:sign-in', action: 'sign_in.locked', objectType: byAddress ? 'address' : 'account', objectId: key.slice(0, 16), details: { until: met.until.toISOString() } });
    }
    return met;
  });
  if (lock) refuse(lock.until);
  return {
    async succeeded(tx) {
      await forgetAttempts(tx, account);
      await takeAttemptBack(tx, address);
    },
  };
}

/** A code counts once, also while the authenticator still shows it (RFC 6238, 5.2). @returns whether it was used before */
export async function usedBefore(tx: Transaction, secret: string, userId: string, code: string): Promise<boolean> {
  return await countAttempt(tx, keyed(secret, 'code', `${userId} ${code}`), { most: 1, windowMs: CODE_MS, lockMs: CODE_MS }) !== undefined;
}
