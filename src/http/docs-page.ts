/** `/openapi.json`, and `/docs`: the same to read and to try, from files of this server alone. */
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

export async function addDocs(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // A validator of others would be asked over the network otherwise.
    uiConfig: { validatorUrl: null, docExpansion: 'none', deepLinking: true, displayRequestDuration: true },
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
