/** People's rows as the API shows them, and what signing in needs of a call. */
import type { Account, ApiKey, Membership } from '@aima/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Visitor } from '../../auth/index.ts';
import type { AccountRow, ApiKeyRow, MembershipRow } from '../../db/index.ts';
import { AppError } from '../../kernel/app-error.ts';

export const iso = (date: Date): string => date.toISOString();
const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

export const accountOf = ({ id, email, name, role, twoFactorEnabled, disabledAt, lastSignInAt, createdAt }: AccountRow): z.input<typeof Account> =>
  ({ id, email, name, role, secondFactor: twoFactorEnabled, disabled: disabledAt !== null, lastSignInAt: isoOrNull(lastSignInAt), createdAt: iso(createdAt) });

export const membershipOf = (row: MembershipRow): z.input<typeof Membership> => ({ ...row, createdAt: iso(row.createdAt) });

export const apiKeyOf = (row: ApiKeyRow): z.input<typeof ApiKey> =>
  ({ ...row, expiresAt: isoOrNull(row.expiresAt), lastUsedAt: isoOrNull(row.lastUsedAt), createdAt: iso(row.createdAt), revokedAt: isoOrNull(row.revokedAt) });

export const visitorOf = ({ headers, ip }: FastifyRequest): Visitor => ({ headers, ip });

export function setCookies(reply: FastifyReply, cookies: readonly string[]): void {
  if (cookies.length > 0) void reply.header('set-cookie', [...cookies]);
}

/** Sets the cookies of what `work` gives; a lock says when it ends in the header that clients know, too. */
export async function withCookies<T extends { cookies: string[] }>({ reply }: { reply: FastifyReply }, work: Promise<T>): Promise<T> {
  try {
    const answer = await work;
    setCookies(reply, answer.cookies);
    return answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'SIGN_IN_LOCKED') void reply.header('retry-after', String(error.details['retryAfterSeconds'] ?? 900));
    throw error;
  }
}
