/** One's own account: who one is, password, second factor, passkeys and sessions. */
import { AccountSettings, AuthenticatorCode, AuthenticatorSetup, Me, NewPasskey, Passkey, PasskeyOptions, PasswordChange, PasswordConfirmation, Preferences, RecoveryCodes, Session, SingleSignOnStart } from '@aima/contract';
import { z } from 'zod';
import {
  changeOwnAccount, changePassword, chooseWorkspace, confirmAuthenticator, deletePasskey, disableAuthenticator, endSessions, enrolAuthenticator, linkSingleSignOn, listPasskeys, ownSessions,
  passkeyRegistrationOptions, registerPasskey, renewRecoveryCodes, rotate, whoAmI, type People, type Principal,
} from '../../auth/index.ts';
import { operation, type Operation } from '../operation.ts';
import { accountOf, iso, membershipOf, setCookies, visitorOf, withCookies } from './auth-answers.ts';

const tag = 'account';
const Id = z.object({ id: z.uuid() });

async function me(people: People, principal: Principal): Promise<z.input<typeof Me>> {
  const { account, workspaces } = await whoAmI(people, principal);
  const own = principal.kind === 'user' ? workspaces : workspaces.filter(({ id }) => id === principal.workspaceId);
  const preferences = Preferences.safeParse(account.preferences);
  return {
    account: accountOf(account), preferences: preferences.success ? preferences.data : {}, workspaceId: principal.workspaceId,
    permissions: [...principal.permissions].sort(), workspaces: own.map(membershipOf),
  };
}

const ownAccount = (people: People): Operation[] => [
  operation({
    id: 'getMe', method: 'GET', path: '/me', tag, summary: 'Who asks, and what they may do', description: "An old session's cookie gets a successor with the answer.", access: 'signed_in', result: Me,
    handle: async ({ principal, request, reply }) => {
      const cookie = principal.kind === 'user' ? await rotate(people, request.headers) : undefined;
      setCookies(reply, cookie === undefined ? [] : [cookie]);
      return me(people, principal);
    },
  }),
  operation({
    id: 'changeMe', method: 'PATCH', path: '/me', tag, summary: 'Changes name or preferences', access: 'signed_in', body: AccountSettings, result: Me,
    handle: async ({ principal, body }) => {
      await changeOwnAccount(people, principal, body);
      return me(people, principal);
    },
  }),
  operation({
    id: 'chooseWorkspace', method: 'PUT', path: '/me/workspace', tag, summary: 'Makes the workspace that the request names (`AIMA-Workspace`) the one of this session', access: 'signed_in',
    handle: ({ principal }) => chooseWorkspace(people, principal),
  }),
  operation({
    id: 'changePassword', method: 'POST', path: '/me/password', tag, summary: 'Changes the password and ends all other sessions', access: 'signed_in', perMinute: 30, body: PasswordChange, errors: ['SIGN_IN_FAILED', 'SIGN_IN_LOCKED', 'STATE_FORBIDS'],
    handle: async (call) => {
      const changed = changePassword(people, call.principal, call.body, visitorOf(call.request));
      await withCookies(call, changed.then((cookie) => ({ cookies: cookie === undefined ? [] : [cookie] })));
    },
  }),
  operation({
    id: 'linkProvider', method: 'POST', path: '/me/providers/:provider', tag, summary: 'Joins an account of a provider, to sign in with it too', description: 'The browser goes to `url`; the provider sends it back to `next`.',
    access: 'signed_in', perMinute: 30, params: z.object({ provider: z.string().max(40) }), body: SingleSignOnStart, result: z.object({ url: z.string() }), errors: ['NOT_FOUND', 'SIGN_IN_SERVICE_UNREACHABLE'],
    handle: (call) => withCookies(call, linkSingleSignOn(people, call.principal, { provider: call.params.provider, next: call.body.next }, visitorOf(call.request))),
  }),
  operation({
    id: 'listSessions', method: 'GET', path: '/me/sessions', tag, summary: 'Own sessions, newest first', access: 'signed_in', result: z.object({ items: z.array(Session) }),
    handle: async ({ principal }) => ({
      items: (await ownSessions(people, principal)).map(({ id, current, userAgent, ipAddress, createdAt, lastSeenAt, expiresAt }) =>
        ({ id, current, userAgent, address: ipAddress, createdAt: iso(createdAt), lastSeenAt: iso(lastSeenAt), expiresAt: iso(expiresAt) })),
    }),
  }),
  operation({
    id: 'endSession', method: 'DELETE', path: '/me/sessions/:id', tag, summary: 'Ends one of the own sessions', access: 'signed_in', params: Id, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => endSessions(people, principal, { sessionId: params.id }),
  }),
  operation({
    id: 'endOtherSessions', method: 'DELETE', path: '/me/sessions', tag, summary: 'Ends all own sessions but this one', access: 'signed_in',
    handle: ({ principal }) => endSessions(people, principal, 'others'),
  }),
];

const authenticator = (people: People): Operation[] => [
  operation({
    id: 'enrolAuthenticator', method: 'POST', path: '/me/authenticator', tag, summary: 'Begins to set up an authenticator (TOTP)', description: 'It is asked for at sign-in once a code was confirmed.',
    access: 'signed_in', perMinute: 30, body: PasswordConfirmation, result: AuthenticatorSetup, errors: ['SIGN_IN_FAILED', 'STATE_FORBIDS'],
    handle: ({ principal, body, request }) => enrolAuthenticator(people, principal, body.password, visitorOf(request)),
  }),
  operation({
    id: 'confirmAuthenticator', method: 'POST', path: '/me/authenticator/confirm', tag, summary: 'Confirms the authenticator with its first code', access: 'signed_in', perMinute: 30, body: AuthenticatorCode, errors: ['SECOND_FACTOR_WRONG', 'STATE_FORBIDS'],
    handle: async ({ principal, body, request, reply }) => { setCookies(reply, await confirmAuthenticator(people, principal, body.code, visitorOf(request))); },
  }),
  operation({
    id: 'disableAuthenticator', method: 'POST', path: '/me/authenticator/disable', tag, summary: 'Signing in needs no code any more', access: 'signed_in', perMinute: 30, body: PasswordConfirmation, errors: ['SIGN_IN_FAILED', 'STATE_FORBIDS'],
    handle: async ({ principal, body, request, reply }) => { setCookies(reply, await disableAuthenticator(people, principal, body.password, visitorOf(request))); },
  }),
  operation({
    id: 'renewRecoveryCodes', method: 'POST', path: '/me/authenticator/recovery-codes', tag, summary: 'New recovery codes; earlier ones are void', access: 'signed_in', perMinute: 30, body: PasswordConfirmation, result: RecoveryCodes, errors: ['SIGN_IN_FAILED', 'STATE_FORBIDS'],
    handle: async ({ principal, body, request }) => ({ recoveryCodes: await renewRecoveryCodes(people, principal, body.password, visitorOf(request)) }),
  }),
];

const passkeys = (people: People): Operation[] => [
  operation({
    id: 'listPasskeys', method: 'GET', path: '/me/passkeys', tag, summary: 'Own passkeys', access: 'signed_in', result: z.object({ items: z.array(Passkey) }),
    handle: async ({ principal, request }) => ({ items: (await listPasskeys(people, principal, visitorOf(request))).map((row) => ({ ...row, createdAt: iso(row.createdAt) })) }),
  }),
  operation({
    id: 'beginPasskey', method: 'POST', path: '/me/passkeys/options', tag, summary: 'What the browser asks a new passkey', access: 'signed_in', result: PasskeyOptions, errors: ['SIGN_IN_REQUIRED'],
    handle: async (call) => PasskeyOptions.parse((await withCookies(call, passkeyRegistrationOptions(people, call.principal, visitorOf(call.request)))).options),
  }),
  operation({
    id: 'addPasskey', method: 'POST', path: '/me/passkeys', tag, summary: 'Adds a passkey', access: 'signed_in', status: 201, body: NewPasskey, result: Passkey, errors: ['STATE_FORBIDS', 'SIGN_IN_REQUIRED'],
    handle: async ({ principal, body, request }) => {
      const row = await registerPasskey(people, principal, body, visitorOf(request));
      return { ...row, createdAt: iso(row.createdAt) };
    },
  }),
  operation({
    id: 'deletePasskey', method: 'DELETE', path: '/me/passkeys/:id', tag, summary: 'Removes a passkey', access: 'signed_in', params: Id, errors: ['NOT_FOUND'],
    handle: ({ principal, params, request }) => deletePasskey(people, principal, params.id, visitorOf(request)),
  }),
];

export const accountOperations = (people: People): Operation[] => [...ownAccount(people), ...authenticator(people), ...passkeys(people)];
