/** `/openapi.json`, and `/docs`: the same to read and to try, from files of this server alone. */
import { readFileSync } from 'node:fs';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** Swagger UI adds one style element of its own; its content is named here by its hash, and every other one stays refused. */
const ITS_STYLE = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

export async function addDocs(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    logo: { type: 'image/svg+xml', content: readFileSync(new URL('./page/icon.svg', import.meta.url)), href: '/' },
    transformStaticCSP: (policy) => policy.replace(/style-src 'self'/, `style-src 'self' ${ITS_STYLE}`),
    // A validator of others would be asked over the network otherwise.
    uiConfig: { validatorUrl: null, docExpansion: 'list', deepLinking: true, displayRequestDuration: true },
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
