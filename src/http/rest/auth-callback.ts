/** The address that providers of single sign-on send people back to: a page's address, no operation of the API. */
import { handleCallback, type People } from '../../auth/index.ts';
import type { RawRoutes } from '../api.ts';

export const singleSignOnCallback = (people: People): RawRoutes => (app) => {
  app.get('/api/auth/callback/:provider', { schema: { hide: true } }, async (request, reply) => {
    const headers = new Headers();
    for (const name of ['cookie', 'user-agent'] as const) if (request.headers[name] !== undefined) headers.set(name, request.headers[name]);
    const answer = await handleCallback(people, new Request(new URL(request.url, people.settings.publicUrl), { headers }), request.ip);
    void reply.status(answer.status);
    for (const name of ['location', 'cache-control']) {
      const value = answer.headers.get(name);
      if (value !== null) void reply.header(name, value);
    }
    const cookies = answer.headers.getSetCookie();
    if (cookies.length > 0) void reply.header('set-cookie', cookies);
    return reply.send();
  });
};
