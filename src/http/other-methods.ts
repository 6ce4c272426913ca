/** An address that exists answers other methods with 405 and the list of its own; OPTIONS with the list alone. */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { AppError } from '../kernel/app-error.ts';
import { pathOf } from './operation-route.ts';
import type { Operation } from './operation.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export function refuseOtherMethods(app: FastifyInstance, operations: readonly Operation[]): void {
  for (const url of new Set(operations.map(pathOf))) {
    const known = METHODS.filter((method) => app.hasRoute({ method, url }));
    const allow = known.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    app.route({
      method: METHODS.filter((method) => !known.includes(method)), url, exposeHeadRoute: false, schema: { hide: true },
      onRequest: async (request, reply) => {
        void reply.header('allow', allow);
        if (request.method !== 'OPTIONS') throw new AppError('METHOD_NOT_ALLOWED', `This address knows ${allow}.`);
      },
      handler: (_request, reply) => reply.status(204).send(),
    });
  }
}
