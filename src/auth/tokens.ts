/** Random tokens, and what is kept of them. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** SHA-256, hex: enough for what nobody can guess. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export const API_KEY_PREFIX = 'aima_';
