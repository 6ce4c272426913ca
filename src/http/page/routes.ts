/** The page as `npm start` built it into web/dist. Every address that nothing else answers is one of the page's own. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const BUILT = path.resolve(import.meta.dirname, '../../../web/dist');
/** Their names change with their content. */
const ASSETS = `${path.sep}assets${path.sep}`;

const NOT_BUILT = 'AIMA runs, but its page is not built: start it with `npm start`, which builds it. The API is described at /docs.\n';

/** A person's browser, not a program that follows a wrong address. */
const wantsPage = ({ url, headers }: FastifyRequest): boolean => !/^\/(?:api|page)(?:\/|$)/.test(url) && (headers.accept ?? '').includes('text/html');

/** @param built folder with `index.html`; the page is absent where it is */
export const pageRoutes = (built = BUILT) => async (app: FastifyInstance): Promise<void> => {
  const isThere = existsSync(path.join(built, 'index.html'));
  if (isThere) {
    await app.register(fastifyStatic, {
      root: built, wildcard: false, index: false, preCompressed: true, cacheControl: false, schemaHide: true,
      setHeaders: (reply, file) => { void reply.header('cache-control', file.includes(ASSETS) ? 'public, max-age=31536000, immutable' : 'no-cache'); },
    });
  }
  const shell = (request: FastifyRequest, reply: FastifyReply): unknown => {
    if (!wantsPage(request)) return reply.callNotFound();
    return isThere ? reply.sendFile('index.html') : reply.status(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
  };
  for (const url of ['/', '/*']) app.get(url, { schema: { hide: true }, config: { rateLimit: false } }, shell);
};
