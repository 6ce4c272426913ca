/** A real OpenID Connect provider on loopback (oidc-provider), and a person's browser that signs in there. */
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

export const CLIENT_ID = 'aima';
export const CLIENT_SECRET = 'a secret between AIMA and the provider of tests';

export interface OidcServer {
  issuer: string;
  /** What the provider says of whoever signs in next. */
  person: { sub: string; email?: string; email_verified?: boolean; name?: string };
  stop(): Promise<void>;
}

/** @param port any free one unless named */
export async function startOidcServer(redirectUri: string, port = 0): Promise<OidcServer> {
  const http = createServer();
  await new Promise<void>((resolve) => { http.listen(port, '127.0.0.1', resolve); });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The provider has no port.');
  const issuer = `http://127.0.0.1:${address.port}`;
  const state: { person: OidcServer['person'] } = { person: { sub: 'nobody' } };
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri], grant_types: ['authorization_code'], response_types: ['code'] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // Claims stand in the ID token, too.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['only for tests'] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, IdToken: 600, AccessToken: 600, AuthorizationCode: 60 },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...state.person, sub }) }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  });
  const serve = provider.callback();
  http.on('request', (request, response) => {
    const interaction = /^\/interaction\//.test(request.url ?? '');
    void (interaction ? consent(provider, state.person.sub, request, response) : serve(request, response));
  });
  return {
    issuer,
    get person() { return state.person; },
    set person(person) { state.person = person; },
    stop: () => new Promise((resolve) => { http.close(() => { resolve(); }); http.closeAllConnections(); }),
  };
}

/** Whoever comes is the person, and agrees. */
async function consent(provider: Provider, accountId: string, ...[request, response]: Parameters<Provider['interactionDetails']>): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId, clientId: CLIENT_ID });
  grant.addOIDCScope(String(params['scope']));
  await provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: false });
}

/**
 * Follows the provider's redirects with its cookies, as a browser does.
 *
 * @returns the address of ours to which the provider sends the person back
 */
export async function signInAtProvider(url: string, ours: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next = url;
  for (let hop = 0; hop < 10; hop++) {
    if (next.startsWith(ours)) return next;
    const response = await fetch(next, { redirect: 'manual', headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }, signal: AbortSignal.timeout(10_000) });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1);
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`The provider answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    next = new URL(location, next).href;
  }
  throw new Error('The provider goes round in circles.');
}
