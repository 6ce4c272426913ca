/** What better-auth refuses, in our words. */
import { isAPIError } from 'better-auth/api';
import type { ErrorCode } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';

const REFUSALS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  INVALID_EMAIL_OR_PASSWORD: ['SIGN_IN_FAILED', 'Mail address and password do not belong together.'],
  INVALID_EMAIL: ['SIGN_IN_FAILED', 'Mail address and password do not belong together.'],
  INVALID_PASSWORD: ['SIGN_IN_FAILED', 'This is not the password.'],
  PASSWORD_TOO_LONG: ['SIGN_IN_FAILED', 'Mail address and password do not belong together.'],
  INVALID_CODE: ['SECOND_FACTOR_WRONG', 'This code is wrong or not valid any more.'],
  INVALID_BACKUP_CODE: ['SECOND_FACTOR_WRONG', 'This recovery code is wrong or was used before.'],
  INVALID_TWO_FACTOR_COOKIE: ['SIGN_IN_REQUIRED', 'The sign-in that this code would finish is not there any more; begin anew.'],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: ['SIGN_IN_REQUIRED', 'Too many wrong codes; begin the sign-in anew.'],
  ACCOUNT_TEMPORARILY_LOCKED: ['SIGN_IN_LOCKED', 'Too many wrong codes; the second factor is locked for a quarter of an hour.'],
  TOTP_ALREADY_ENABLED: ['STATE_FORBIDS', 'There is an authenticator already; disable it first.'],
  TOTP_NOT_ENABLED: ['STATE_FORBIDS', 'There is no authenticator.'],
  BACKUP_CODES_NOT_ENABLED: ['STATE_FORBIDS', 'There are no recovery codes.'],
  TWO_FACTOR_NOT_ENABLED: ['STATE_FORBIDS', 'There is no second factor.'],
  SESSION_NOT_FRESH: ['SIGN_IN_REQUIRED', 'For this the sign-in may not be older than a day; sign in again.'],
  CHALLENGE_NOT_FOUND: ['STATE_FORBIDS', 'This was begun too long ago; begin anew.'],
  PASSKEY_NOT_FOUND: ['SIGN_IN_FAILED', 'This passkey is not known here.'],
  AUTHENTICATION_FAILED: ['SIGN_IN_FAILED', 'This passkey was not accepted.'],
  FAILED_TO_VERIFY_REGISTRATION: ['INVALID_MESSAGE', 'This is not what a passkey answers to the challenge.'],
};

const STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ['INVALID_MESSAGE', 'This was not understood.'],
  401: ['SIGN_IN_REQUIRED', 'This needs a signed-in person.'],
  403: ['FORBIDDEN', 'This is not allowed.'],
  404: ['NOT_FOUND', 'There is no such thing.'],
};

/** Runs a call of better-auth; its errors become ours. @throws AppError */
export async function translated<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isAPIError(error)) throw error;
    const known = REFUSALS[String(error.body?.code)] ?? STATUS[error.statusCode];
    if (!known) throw error;
    throw new AppError(known[0], known[1], {}, error);
  }
}
