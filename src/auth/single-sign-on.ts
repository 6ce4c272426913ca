/** Single sign-on by OpenID Connect: the code flow with PKCE and nonce; better-auth speaks with the provider and checks its ID token. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../kernel/app-error.ts';
import { ADDRESS_HEADER, CALLBACKS, type SingleSignOn } from './better-auth.ts';
import { translated } from './better-auth-error.ts';
import type { People } from './people.ts';
import { requirePerson, type Principal } from './principal.ts';
import { finish, headersFor, type Visitor } from './sign-in.ts';

const PROVIDER_LIMIT_MS = 10_000;

const unreachable = (): AppError => new AppError('SIGN_IN_SERVICE_UNREACHABLE', 'The provider of single sign-on does not answer.');

async function within<T>(work: Promise<T>): Promise<T> {
  const limit = new AbortController();
  try {
    return await Promise.race([work, sleep(PROVIDER_LIMIT_MS, undefined, { signal: limit.signal }).then(() => { throw unreachable(); })]);
  } finally {
    limit.abort();
  }
}

/** Knows the provider, or asks it once more who it is. @throws AppError SIGN_IN_SERVICE_UNREACHABLE */
async function speaking(people: People, providerId: string): Promise<SingleSignOn> {
  const knows = async (candidate: SingleSignOn): Promise<boolean> => (await candidate.$context).socialProviders.some(({ id }) => id === providerId);
  return within((async () => {
    const current = people.singleSignOn();
    if (await knows(current)) return current;
    const renewed = people.singleSignOn('renew');
    if (await knows(renewed)) return renewed;
    throw unreachable();
  })());
}

/**
 * @param next where on this server to go afterwards: a path
 * @returns the provider's address to send the browser to
 * @throws AppError NOT_FOUND, SIGN_IN_SERVICE_UNREACHABLE
 */
export async function startSingleSignOn(people: People, { provider, next }: { provider: string; next: string }, visitor: Visitor): Promise<{ url: string; cookies: string[] }> {
  if (!people.settings.oidc.some(({ id }) => id === provider)) throw new AppError('NOT_FOUND', 'There is no such provider.');
  const { api } = await speaking(people, provider);
  const { headers, response } = await translated(api.signInSocial({
    body: { provider, callbackURL: next, errorCallbackURL: '/sign-in', disableRedirect: true }, headers: headersFor(visitor), returnHeaders: true,
  }));
  if (response.url === undefined) throw unreachable();
  return { url: response.url, cookies: headers.getSetCookie() };
}

/**
 * The same for somebody who is signed in: from then on they can sign in with the provider, too.
 *
 * @throws AppError NOT_FOUND, SIGN_IN_SERVICE_UNREACHABLE
 */
export async function linkSingleSignOn(people: People, principal: Principal, { provider, next }: { provider: string; next: string }, visitor: Visitor): Promise<{ url: string; cookies: string[] }> {
  requirePerson(principal);
  if (!people.settings.oidc.some(({ id }) => id === provider)) throw new AppError('NOT_FOUND', 'There is no such provider.');
  const { api } = await speaking(people, provider);
  const { headers, response } = await translated(api.linkSocialAccount({ body: { provider, callbackURL: next, errorCallbackURL: '/sign-in', disableRedirect: true }, headers: headersFor(visitor), returnHeaders: true }));
  return { url: response.url, cookies: headers.getSetCookie() };
}

const redirect = (location: string): Response => new Response(null, { status: 302, headers: { location, 'cache-control': 'no-store' } });

/**
 * Serves the address that providers send people back to, `/api/auth/callback/ID`, and nothing else of better-auth.
 * A failure leads to the sign-in page with `?error=`.
 *
 * @param ip the client's, as the server sees it
 */
export async function handleCallback(people: People, request: Request, ip: string): Promise<Response> {
  const { pathname } = new URL(request.url);
  const provider = people.settings.oidc.find(({ id }) => pathname === `${CALLBACKS}${id}`);
  if (!provider || request.method !== 'GET') return new Response(null, { status: 404 });
  const headers = headersFor({ headers: request.headers, ip });
  headers.set(ADDRESS_HEADER, ip);
  // The provider knows the server by its public address, whatever a proxy in front makes of it.
  const asked = new Request(new URL(request.url.slice(new URL(request.url).origin.length), people.settings.publicUrl), { headers });
  try {
    const answer = await within((await speaking(people, provider.id)).handler(asked));
    const cookies = answer.headers.getSetCookie();
    if (cookies.some((cookie) => cookie.includes('.session_token=') && !/session_token=;/.test(cookie))) await finish(people, cookies, 'single_sign_on');
    return answer;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return redirect(`/sign-in?error=${error.code}`);
  }
}
