/** Registering, signing in and out. */
import { DirectorySignIn, NewAccount, PasskeyAnswer, PasskeyOptions, PasswordByLink, PasswordSignIn, SecondFactorCode, SignInOptions, SignInState, SingleSignOnStart } from '@aima/contract';
import { z } from 'zod';
import {
  finishWithSecondFactor, installation, passkeySignInOptions, setNewPassword, signInWithDirectory, signInWithPasskey, signInWithPassword, signOut, signUp, startSingleSignOn, type People,
} from '../../auth/index.ts';
import { operation, type Operation } from '../operation.ts';
import { setCookies, visitorOf, withCookies } from './auth-answers.ts';

const tag = 'sign-in';
/** Requests a minute from one address; the lock after failures stands behind it. */
const PER_MINUTE = 30;
const refusals = ['SIGN_IN_FAILED', 'SIGN_IN_LOCKED', 'ACCOUNT_DISABLED'] as const;

const registration = (people: People): Operation[] => [
  operation({
    id: 'getSignInOptions', method: 'GET', path: '/auth', tag, summary: 'How one can sign in here', access: 'public', result: SignInOptions,
    handle: async () => {
      const { registration: how, hasAdmin } = await installation(people);
      const { oidc, ldap, passwordLength } = people.settings;
      return { needsAdministrator: !hasAdmin, registration: how, passwordLength, directory: ldap !== undefined, providers: oidc.map(({ id, name }) => ({ id, name })) };
    },
  }),
  operation({
    id: 'signUp', method: 'POST', path: '/auth/sign-up', tag, summary: 'Makes an account and signs in', description: 'With the token of the one-time link it becomes the first administrator; with that of an invitation it joins a workspace.',
    access: 'public', perMinute: PER_MINUTE, status: 201, body: NewAccount, result: SignInState, errors: ['LINK_INVALID', 'REGISTRATION_CLOSED', 'CONFLICT'],
    handle: (call) => withCookies(call, signUp(people, call.body, visitorOf(call.request))),
  }),
];

const signingIn = (people: People): Operation[] => [
  operation({
    id: 'signIn', method: 'POST', path: '/auth/sign-in', tag, summary: 'Signs in with mail address and password', access: 'public', perMinute: PER_MINUTE, body: PasswordSignIn, result: SignInState, errors: refusals,
    handle: (call) => withCookies(call, signInWithPassword(people, call.body, visitorOf(call.request))),
  }),
  operation({
    id: 'signInWithCode', method: 'POST', path: '/auth/sign-in/second-factor', tag, summary: 'Finishes a sign-in with a code of the authenticator or a recovery code', access: 'public', perMinute: PER_MINUTE,
    body: SecondFactorCode, result: SignInState, errors: ['SECOND_FACTOR_WRONG', 'SIGN_IN_REQUIRED', 'SIGN_IN_LOCKED', 'ACCOUNT_DISABLED'],
    handle: (call) => withCookies(call, finishWithSecondFactor(people, call.body, visitorOf(call.request))),
  }),
  operation({
    id: 'signInWithDirectory', method: 'POST', path: '/auth/sign-in/directory', tag, summary: 'Signs in with name and password of the directory (LDAP)', access: 'public', perMinute: PER_MINUTE,
    body: DirectorySignIn, result: SignInState, errors: [...refusals, 'SIGN_IN_SERVICE_UNREACHABLE', 'NOT_FOUND', 'CONFLICT', 'FORBIDDEN'],
    handle: (call) => withCookies(call, signInWithDirectory(people, call.body, visitorOf(call.request))),
  }),
  operation({
    id: 'startSingleSignOn', method: 'POST', path: '/auth/sign-in/providers/:provider', tag, summary: 'Begins single sign-on', description: 'The browser goes to `url`; the provider sends it back, signed in, to `next`.',
    access: 'public', perMinute: PER_MINUTE, params: z.object({ provider: z.string().max(40) }), body: SingleSignOnStart, result: z.object({ url: z.string() }), errors: ['NOT_FOUND', 'SIGN_IN_SERVICE_UNREACHABLE'],
    handle: (call) => withCookies(call, startSingleSignOn(people, { provider: call.params.provider, next: call.body.next }, visitorOf(call.request))),
  }),
  operation({
    id: 'beginPasskeySignIn', method: 'POST', path: '/auth/sign-in/passkey/options', tag, summary: 'What the browser asks a passkey', access: 'public', perMinute: PER_MINUTE, result: PasskeyOptions,
    handle: async (call) => PasskeyOptions.parse((await withCookies(call, passkeySignInOptions(people, visitorOf(call.request)))).options),
  }),
  operation({
    id: 'signInWithPasskey', method: 'POST', path: '/auth/sign-in/passkey', tag, summary: 'Signs in with a passkey', access: 'public', perMinute: PER_MINUTE, body: PasskeyAnswer, result: SignInState,
    errors: ['SIGN_IN_FAILED', 'ACCOUNT_DISABLED', 'STATE_FORBIDS'],
    handle: (call) => withCookies(call, signInWithPasskey(people, call.body, visitorOf(call.request))),
  }),
  operation({
    id: 'setNewPassword', method: 'POST', path: '/auth/new-password', tag, summary: 'Sets a new password with the link that an administrator made', access: 'public', perMinute: PER_MINUTE, body: PasswordByLink, errors: ['LINK_INVALID'],
    handle: ({ body }) => setNewPassword(people, body),
  }),
  operation({
    id: 'signOut', method: 'POST', path: '/auth/sign-out', tag, summary: 'Ends this session', access: 'signed_in',
    handle: async ({ principal, request, reply }) => { setCookies(reply, await signOut(people, principal, visitorOf(request))); },
  }),
];

export const authOperations = (people: People): Operation[] => [...registration(people), ...signingIn(people)];
