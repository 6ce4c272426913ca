/**
 * A process of its own that answers one address by Fastify with a schema and nothing else: the floor that the API is compared
 * with. Told by its starter: which schema, and the answer to give.
 */
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { AnalysisJobDetail, ListedObservation, pageOf, WorkspaceSettings } from '@aima/contract';
import type { z } from 'zod';

export type BareSchema = 'settings' | 'job' | 'observations';

const schemas: Readonly<Record<BareSchema, z.ZodType>> = { settings: WorkspaceSettings, job: AnalysisJobDetail, observations: pageOf(ListedObservation) };

process.once('message', (told: { schema: BareSchema; answer: unknown }) => {
  void (async () => {
    const app = Fastify();
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.get('/', { schema: { response: { 200: schemas[told.schema] } } }, () => told.answer);
    process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
  })();
});
process.once('disconnect', () => process.exit(0));
