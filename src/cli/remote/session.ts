/** A person signed in for the length of one command: keys are made by persons, not by keys. */
import { createClient, type Client } from '@aima/contract/client';
import type { ConnectionChoice } from './connection.ts';
import type { Remote } from './command.ts';

export interface Session {
  client: Client;
  email: string;
  /** The server forgets it. */
  end(): Promise<void>;
}

/** `fetch` that keeps cookies in memory and says which page it stands for, as a browser on the server's own page does. */
function withCookies(server: string): typeof fetch {
  const jar = new Map<string, string>();
  return async (input, init) => {
    const request = new Request(input, init);
    if (jar.size > 0) request.headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    request.headers.set('origin', server);
    const response = await fetch(request);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return response;
  };
}

/** Asks for whatever is missing. @throws ApiError SIGN_IN_FAILED, SIGN_IN_LOCKED, SECOND_FACTOR_WRONG and others */
export async function signIn(remote: Remote, server: string, { language, workspace }: Pick<ConnectionChoice, 'language' | 'workspace'>, knownEmail?: string): Promise<Session> {
  const { texts, around: { signal } } = remote;
  const client = createClient({ baseUrl: server, language, fetch: withCookies(server), ...(workspace === undefined ? {} : { workspace }) });
  const { api } = client;
  const { directory } = await api.getSignInOptions({}, { signal });
  const prompt = remote.prompt();
  const email = remote.option('email') ?? knownEmail ?? (await prompt.ask(texts.askEmail)).trim();
  const password = await prompt.ask(texts.askPassword, true);
  // A directory knows people by names; a name without @ can be nothing else.
  const { state } = directory && !email.includes('@') ? await api.signInWithDirectory({ body: { name: email, password } }, { signal }) : await api.signIn({ body: { email, password } }, { signal });
  if (state === 'second_factor') {
    const code = (await prompt.ask(texts.askCode)).replace(/\s/g, '');
    // Authenticators show six digits; whatever else is typed is a recovery code.
    await api.signInWithCode({ body: { code, kind: /^\d{6}$/.test(code) ? 'totp' : 'recovery' } }, { signal });
  }
  return { client, email, end: async () => { await api.signOut({}, { signal }).catch(() => undefined); } };
}
