/** Authenticators (TOTP, RFC 6238) with recovery codes, and passkeys (WebAuthn): better-auth does the work, the audit log is told. */
import { recordAudit } from '../audit/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { translated } from './better-auth-error.ts';
import type { People } from './people.ts';
import { requirePerson, type Principal } from './principal.ts';
import { finish, headersFor, type SignedIn, type Visitor } from './sign-in.ts';

type Answer<T> = { cookies: string[] } & T;

async function told({ database }: People, { actor, userId }: Principal, action: string): Promise<void> {
  await database.transaction('everything', (tx) => recordAudit(tx, { workspaceId: null, actor, action, objectType: 'account', objectId: userId }));
}

/** Accounts without a password need none for it. */
const given = (password: string | undefined): { password?: string } => (password === undefined ? {} : { password });

/**
 * Begins: nothing is asked for at sign-in before a code was confirmed.
 *
 * @returns address for the authenticator (otpauth://) and recovery codes, each good for one use; both are shown only now
 */
export async function enrolAuthenticator(people: People, principal: Principal, password: string | undefined, visitor: Visitor): Promise<{ uri: string; recoveryCodes: string[] }> {
  requirePerson(principal);
  const answer = await translated(people.betterAuth.api.enableTwoFactor({ body: { ...given(password), method: 'totp' }, headers: headersFor(visitor) }));
  if (answer.method !== 'totp') throw new Error('An authenticator was asked for.');
  return { uri: answer.totpURI, recoveryCodes: answer.backupCodes };
}

/** @throws AppError SECOND_FACTOR_WRONG */
export async function confirmAuthenticator(people: People, principal: Principal, code: string, visitor: Visitor): Promise<string[]> {
  requirePerson(principal);
  const { headers } = await translated(people.betterAuth.api.verifyTOTP({ body: { code }, headers: headersFor(visitor), returnHeaders: true }));
  await told(people, principal, 'account.second_factor_enabled');
  return headers.getSetCookie();
}

export async function disableAuthenticator(people: People, principal: Principal, password: string | undefined, visitor: Visitor): Promise<string[]> {
  requirePerson(principal);
  const { headers } = await translated(people.betterAuth.api.disableTwoFactor({ body: given(password), headers: headersFor(visitor), returnHeaders: true }));
  await told(people, principal, 'account.second_factor_disabled');
  return headers.getSetCookie();
}

/** New ones; the earlier ones are void. */
export async function renewRecoveryCodes(people: People, principal: Principal, password: string | undefined, visitor: Visitor): Promise<string[]> {
  requirePerson(principal);
  const { backupCodes } = await translated(people.betterAuth.api.generateBackupCodes({ body: given(password), headers: headersFor(visitor) }));
  await told(people, principal, 'account.recovery_codes_renewed');
  return backupCodes;
}

export interface OwnPasskey { id: string; name: string | null; createdAt: Date }

export async function listPasskeys(people: People, principal: Principal, visitor: Visitor): Promise<OwnPasskey[]> {
  requirePerson(principal);
  const passkeys = await translated(people.betterAuth.api.listPasskeys({ headers: headersFor(visitor) }));
  return passkeys.map(({ id, name, createdAt }) => ({ id, name: name ?? null, createdAt }));
}

/** Options for `navigator.credentials.create`; the answer's cookie holds the challenge for five minutes. */
export async function passkeyRegistrationOptions(people: People, principal: Principal, visitor: Visitor): Promise<Answer<{ options: unknown }>> {
  requirePerson(principal);
  const { headers, response } = await translated(people.betterAuth.api.generatePasskeyRegistrationOptions({ headers: headersFor(visitor), returnHeaders: true }));
  return { options: response, cookies: headers.getSetCookie() };
}

export async function registerPasskey(people: People, principal: Principal, { response, name }: { response: unknown; name: string }, visitor: Visitor): Promise<OwnPasskey> {
  requirePerson(principal);
  const passkey = await translated(people.betterAuth.api.verifyPasskeyRegistration({ body: { response, name }, headers: headersFor(visitor) }));
  await told(people, principal, 'account.passkey_added');
  return { id: passkey.id, name: passkey.name ?? null, createdAt: passkey.createdAt };
}

/** @throws AppError NOT_FOUND */
export async function deletePasskey(people: People, principal: Principal, id: string, visitor: Visitor): Promise<void> {
  requirePerson(principal);
  const known = await listPasskeys(people, principal, visitor);
  if (!known.some((passkey) => passkey.id === id)) throw new AppError('NOT_FOUND', 'There is no such passkey.');
  await translated(people.betterAuth.api.deletePasskey({ body: { id }, headers: headersFor(visitor) }));
  await told(people, principal, 'account.passkey_removed');
}

/** Options for `navigator.credentials.get`; any passkey that the browser has for this server. */
export async function passkeySignInOptions(people: People, visitor: Visitor): Promise<Answer<{ options: unknown }>> {
  const { headers, response } = await translated(people.betterAuth.api.generatePasskeyAuthenticationOptions({ headers: headersFor(visitor), returnHeaders: true }));
  return { options: response, cookies: headers.getSetCookie() };
}

/**
 * A passkey is two factors in one (possession, and whatever unlocks it), so no code is asked for.
 *
 * @throws AppError SIGN_IN_FAILED, ACCOUNT_DISABLED, STATE_FORBIDS (no challenge)
 */
export async function signInWithPasskey(people: People, response: Record<string, unknown>, visitor: Visitor): Promise<SignedIn> {
  // better-auth looks itself at what the browser sent, and refuses what is not this.
  const asBrowserSent = response as unknown as NonNullable<Parameters<typeof people.betterAuth.api.verifyPasskeyAuthentication>[0]>['body']['response'];
  const { headers } = await translated(people.betterAuth.api.verifyPasskeyAuthentication({ body: { response: asBrowserSent }, headers: headersFor(visitor), returnHeaders: true }));
  return finish(people, headers.getSetCookie(), 'passkey');
}
