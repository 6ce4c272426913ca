/** Signing in and out. Every way ends in `finish`, which refuses disabled accounts and tells the audit log. */
import { recordAudit } from '../audit/index.ts';
import { deleteSessions, noteSignIn, sessionHolder, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { ADDRESS_HEADER } from './better-auth.ts';
import { translated } from './better-auth-error.ts';
import { checkDirectory } from './directory.ts';
import { beginAttempt, usedBefore, type Attempt } from './lock-out.ts';
import { ensureOwnWorkspace } from './new-workspace.ts';
import type { People } from './people.ts';
import type { Principal } from './principal.ts';
import { headerOf, readSessionToken, type RequestHeaders } from './session-cookie.ts';

/** Who knocks, before anybody knows them. */
export interface Visitor {
  headers: RequestHeaders;
  ip: string;
}

export interface SignedIn {
  state: 'signed_in';
  userId: string;
  /** `Set-Cookie` of the answer. */
  cookies: string[];
}

export type SignInResult = SignedIn | { state: 'second_factor'; cookies: string[] };
export type SignInMethod = 'password' | 'second_factor' | 'directory' | 'passkey' | 'single_sign_on' | 'registration';

/** What better-auth gets of a request: its cookies, who says to be asking, and from where. */
export function headersFor({ headers, ip }: Visitor): Headers {
  const cookie = headerOf(headers, 'cookie');
  return new Headers({ [ADDRESS_HEADER]: ip, 'user-agent': (headerOf(headers, 'user-agent') ?? '').slice(0, 200), ...(cookie === undefined ? {} : { cookie }) });
}

/** A request's headers with the cookies that an answer set. */
function withCookies(cookies: readonly string[]): Headers {
  return new Headers({ cookie: cookies.map((each) => each.split(';', 1)[0] ?? '').join('; ') });
}

interface Finish {
  attempt?: Attempt | undefined;
  /** Of an authenticator. */
  code?: string | undefined;
}

/** @throws AppError ACCOUNT_DISABLED, SECOND_FACTOR_WRONG (the code was used before); then the session that was made opens nothing */
export async function finish(people: People, cookies: string[], method: SignInMethod, { attempt, code }: Finish = {}): Promise<SignedIn> {
  const { database, masterKeys, settings } = people;
  const token = readSessionToken(withCookies(cookies), settings);
  if (token === undefined) throw new AppError('SIGN_IN_FAILED', 'The sign-in was not accepted.');
  const userId = await database.transaction('everything', async (tx: Transaction) => {
    const holder = await sessionHolder(tx, token);
    if (!holder) return undefined;
    if (code !== undefined && await usedBefore(tx, settings.secret, holder.userId, code)) {
      await deleteSessions(tx, holder.userId, { sessionId: holder.sessionId });
      return 'used before';
    }
    await noteSignIn(tx, holder.userId);
    await attempt?.succeeded(tx);
    await ensureOwnWorkspace(tx, masterKeys, holder.userId);
    await recordAudit(tx, { workspaceId: null, actor: `user:${holder.userId}`, action: 'account.signed_in', objectType: 'account', objectId: holder.userId, details: { method } });
    return holder.userId;
  });
  // A session without a holder is a disabled account's.
  if (userId === 'used before') throw new AppError('SECOND_FACTOR_WRONG', 'This code was used already; wait for the next one.');
  if (userId === undefined) throw new AppError('ACCOUNT_DISABLED', 'This account is disabled.');
  return { state: 'signed_in', userId, cookies };
}

const waitsForSecondFactor = (response: unknown): boolean => typeof response === 'object' && response !== null && 'twoFactorRedirect' in response;

async function concluded(people: People, answer: { headers: Headers; response: unknown }, method: SignInMethod, attempt?: Attempt): Promise<SignInResult> {
  const cookies = answer.headers.getSetCookie();
  return waitsForSecondFactor(answer.response) ? { state: 'second_factor', cookies } : finish(people, cookies, method, { attempt });
}

/**
 * Takes as long for an unknown account as for a wrong password.
 *
 * @throws AppError SIGN_IN_FAILED, SIGN_IN_LOCKED, ACCOUNT_DISABLED
 */
export async function signInWithPassword(people: People, { email, password }: { email: string; password: string }, visitor: Visitor): Promise<SignInResult> {
  const attempt = await beginAttempt(people, email, visitor.ip);
  const answer = await translated(people.betterAuth.api.signInEmail({ body: { email, password }, headers: headersFor(visitor), returnHeaders: true }));
  return concluded(people, answer, 'password', attempt);
}

/** Signs in whom this server itself vouches for. */
export async function signInVouched(people: People, userId: string, method: SignInMethod, visitor: Visitor, attempt?: Attempt): Promise<SignInResult> {
  const answer = await translated(people.betterAuth.api.signInVouched({ body: { userId }, headers: headersFor(visitor), returnHeaders: true }));
  return concluded(people, answer, method, attempt);
}

/** @throws AppError SIGN_IN_FAILED, SIGN_IN_LOCKED, ACCOUNT_DISABLED, SIGN_IN_SERVICE_UNREACHABLE, NOT_FOUND where there is no directory */
export async function signInWithDirectory(people: People, { name, password }: { name: string; password: string }, visitor: Visitor): Promise<SignInResult> {
  if (!people.settings.ldap) throw new AppError('NOT_FOUND', 'This server asks no directory.');
  const attempt = await beginAttempt(people, name, visitor.ip);
  const userId = await checkDirectory(people, people.settings.ldap, name, password);
  return signInVouched(people, userId, 'directory', visitor, attempt);
}

/** @throws AppError SECOND_FACTOR_WRONG, SIGN_IN_LOCKED, SIGN_IN_REQUIRED where no sign-in waits for it */
export async function finishWithSecondFactor(people: People, { code, kind }: { code: string; kind: 'totp' | 'recovery' }, visitor: Visitor): Promise<SignedIn> {
  const { api } = people.betterAuth;
  const headers = headersFor(visitor);
  const answer = await translated(kind === 'totp'
    ? api.verifyTOTP({ body: { code }, headers, returnHeaders: true })
    : api.verifyBackupCode({ body: { code }, headers, returnHeaders: true }));
  return finish(people, answer.headers.getSetCookie(), 'second_factor', kind === 'totp' ? { code } : {});
}

/** @returns cookies that make the browser forget */
export async function signOut(people: People, principal: Principal, visitor: Visitor): Promise<string[]> {
  const { userId, sessionId, actor } = principal;
  if (sessionId === undefined) throw new AppError('FORBIDDEN', 'A key cannot sign out; revoke it instead.');
  await people.database.transaction('everything', async (tx) => {
    await deleteSessions(tx, userId, { sessionId });
    await recordAudit(tx, { workspaceId: null, actor, action: 'account.signed_out', objectType: 'account', objectId: userId });
  });
  const { headers } = await people.betterAuth.api.signOut({ headers: headersFor(visitor), returnHeaders: true });
  return headers.getSetCookie();
}
