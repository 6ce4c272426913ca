/**
 * better-auth carries passwords, second factors, passkeys, single sign-on and the making of sessions. Its own addresses are
 * not served, but for the callback of single sign-on: what a client needs are operations of ours.
 */
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { genericOAuth, twoFactor } from 'better-auth/plugins';
import { passkey } from '@better-auth/passkey';
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { recordAudit } from '../audit/index.ts';
import type { Database } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { databaseAdapter } from './better-auth-adapter.ts';
import { COOKIE_PREFIX, isSecure } from './session-cookie.ts';
import type { AuthSettings } from './settings.ts';

const APP_NAME = 'AIMA';
export const CALLBACKS = '/api/auth/callback/';
/** In which the client's address is handed over; no client can set it, since its own headers are not handed over. */
export const ADDRESS_HEADER = 'x-aima-address';

/** Signs somebody in whom a directory or a link vouches for. Its path is one of those after which a second factor is asked for. */
const vouchedSignIn = {
  id: 'aima-vouched',
  endpoints: {
    signInVouched: createAuthEndpoint('/sign-in/username', { method: 'POST', body: z.object({ userId: z.uuid() }), metadata: { SERVER_ONLY: true } }, async (ctx) => {
      const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId);
      const session = user && await ctx.context.internalAdapter.createSession(user.id);
      if (!user || !session) throw new AppError('NOT_FOUND', 'There is no such account.');
      await setSessionCookie(ctx, { session, user });
      return ctx.json({ token: session.token, user: { id: user.id } });
    }),
  },
} satisfies BetterAuthPlugin;

/** Passkeys belong to a name; where the server is asked by its address, that is localhost's (WebAuthn 3, 5.1.2). */
function relyingParty(publicUrl: string): { rpID: string; origin: string } {
  const { hostname, port, origin, protocol } = new URL(publicUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? { rpID: hostname, origin } : { rpID: 'localhost', origin: `${protocol}//localhost${port === '' ? '' : `:${port}`}` };
}

const told = (database: Database, userId: string, action: string, details: Record<string, string>): Promise<void> =>
  database.transaction('everything', (tx) => recordAudit(tx, { workspaceId: null, actor: 'system:single-sign-on', action, objectType: 'account', objectId: userId, details }));

function commonOptions(database: Database, settings: AuthSettings): BetterAuthOptions {
  return {
    appName: APP_NAME,
    baseURL: settings.publicUrl,
    basePath: '/api/auth',
    secret: settings.secret,
    database: databaseAdapter(database),
    telemetry: { enabled: false },
    // Its sentences may hold mail addresses; what matters is told by errors and the audit log.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    // Where people land who come back with a state that nobody knows.
    onAPIError: { errorURL: '/sign-in' },
    trustedOrigins: [relyingParty(settings.publicUrl).origin, ...settings.trustedOrigins],
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: settings.passwordLength, maxPasswordLength: 128 },
    session: { expiresIn: Math.floor(settings.sessionMs / 1000), disableSessionRefresh: true, cookieCache: { enabled: false } },
    account: {
      updateAccountOnSignIn: false,
      // An equal mail address joins nothing by itself; whoever is signed in may join what they can sign in to, whatever it calls them.
      accountLinking: { disableImplicitLinking: true, allowDifferentEmails: true, trustedProviders: settings.oidc.map(({ id }) => id) },
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: isSecure(settings),
      database: { generateId: () => randomUUID() },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    databaseHooks: {
      // Who somebody is matters here; what else the provider would let us do is not kept.
      account: {
        create: {
          before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
          after: ({ userId, providerId }) => told(database, userId, 'account.provider_linked', { provider: providerId }),
        },
      },
      user: { create: { after: ({ id }) => told(database, id, 'account.created', { role: 'personal' }) } },
    },
  };
}

// The type is better-auth's own and follows from the plugins.
export function openBetterAuth(database: Database, settings: AuthSettings) {
  return betterAuth({
    ...commonOptions(database, settings),
    plugins: [
      twoFactor({ issuer: APP_NAME, allowPasswordless: true, totpOptions: { allowPasswordless: true } }),
      passkey({ rpName: APP_NAME, ...relyingParty(settings.publicUrl) }),
      vouchedSignIn,
    ],
  });
}
export type BetterAuth = ReturnType<typeof openBetterAuth>;

/** Apart from the rest, for it asks every provider who it is before it does anything, and a provider may be away. */
export function openSingleSignOn(database: Database, settings: AuthSettings) {
  return betterAuth({
    ...commonOptions(database, settings),
    plugins: [genericOAuth({
      config: settings.oidc.map((provider) => ({
        providerId: provider.id,
        name: provider.name,
        discoveryUrl: `${provider.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId: provider.clientId,
        clientSecret: provider.clientSecret,
        scopes: provider.scopes,
        pkce: true,
        disableSignUp: !provider.createsAccounts,
        mapProfileToUser: (profile) => ({ name: typeof profile['name'] === 'string' && profile['name'] !== '' ? profile['name'] : String(profile.email ?? APP_NAME) }),
      })),
    })],
  });
}
export type SingleSignOn = ReturnType<typeof openSingleSignOn>;
