/** What OpenAPI 3.1 says of an operation, made from the schemas that also check it. */
import { errorCodes, Problem, type ErrorCode } from '@aima/contract';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import { version } from '../kernel/version.ts';
import type { Operation } from './operation.ts';

const SIGNED_IN: readonly ErrorCode[] = ['SIGN_IN_REQUIRED', 'FORBIDDEN'];
const ALWAYS: readonly ErrorCode[] = ['INVALID_MESSAGE', 'RATE_LIMITED', 'INTERNAL', 'SERVER_STOPPING'];

/** Codes that an operation may answer with, by status. */
function problemsOf(operation: Operation): Map<number, ErrorCode[]> {
  const codes = new Set<ErrorCode>([
    ...(operation.errors ?? []), ...ALWAYS,
    ...(operation.access === 'public' ? [] : SIGNED_IN),
    ...(operation.body ? ['TYPE_UNSUPPORTED', 'TOO_LARGE'] as const : []),
    ...(operation.idempotent ? ['KEY_REUSED', 'CONFLICT'] as const : []),
  ]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...codes].sort()) {
    const { status } = errorCodes[code];
    byStatus.set(status, [...byStatus.get(status) ?? [], code]);
  }
  return byStatus;
}

const answerOf = (operation: Operation): unknown => {
  const description = 'As asked';
  if (operation.streams !== undefined) return { description, content: { [operation.streams]: { schema: operation.result ?? z.string().meta({ format: 'binary' }) } } };
  if (operation.result) return { description, content: { 'application/json': { schema: operation.result } } };
  return z.undefined().describe('Done');
};

/** Headers that the frame reads, for the documentation. */
const headersOf = (operation: Operation): z.ZodType | undefined => {
  const fields: Record<string, z.ZodType> = {
    ...(operation.idempotent ? { 'idempotency-key': z.string().optional().describe('8 to 128 characters; a repetition under the same key gets the first answer') } : {}),
    ...(operation.errors?.includes('VERSION_CHANGED') ? { 'if-match': z.string().optional().describe('ETag that was read before') } : {}),
    ...(operation.access === 'public' ? {} : { 'aima-workspace': z.string().optional().describe('Id of the workspace, where an account has several') }),
  };
  return Object.keys(fields).length === 0 ? undefined : z.looseObject(fields);
};

/** Fastify's schema of the route. The answer's parts are documentation: `operation-route.ts` writes answers itself. */
export function schemaOf(operation: Operation): FastifySchema {
  const status = operation.status ?? (operation.result || operation.streams ? 200 : 204);
  const headers = headersOf(operation);
  const demands = operation.access === 'public' ? 'Nobody need be signed in.' : operation.access === 'signed_in' ? 'Needs a signed-in account.' : `Needs the permission \`${operation.access}\`.`;
  return {
    operationId: operation.id, tags: [operation.tag], summary: operation.summary,
    description: [...(operation.description === undefined ? [] : [operation.description]), demands].join('\n\n'),
    ...(operation.access === 'public' ? { security: [] } : {}),
    ...(operation.params ? { params: operation.params } : {}),
    ...(operation.query ? { querystring: operation.query } : {}),
    ...(operation.body ? { body: operation.body } : {}),
    ...(headers ? { headers } : {}),
    response: {
      [status]: answerOf(operation),
      ...(operation.mayGoOn ? { 202: answerOf(operation) } : {}),
      ...Object.fromEntries([...problemsOf(operation)].map(([code, names]) => [code, {
        description: names.map((name) => `\`${name}\``).join(', '),
        content: { 'application/problem+json': { schema: Problem } },
      }])),
    },
  };
}

/** What stands in the document beside the operations. */
export const openApiHead = (): NonNullable<FastifyDynamicSwaggerOptions['openapi']> => ({
  openapi: '3.1.0',
  info: {
    title: 'AIMA', version, license: { name: 'MIT', identifier: 'MIT' },
    description: 'What is in videos, photos and sound, as one timeline. Errors are problem documents (RFC 9457) whose `code` stands in one table; lists are pages with a cursor; times are integer milliseconds from the start of the medium.',
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'aima.session_token', description: "Of AIMA's own page; changes need its Origin too." },
      key: { type: 'http', scheme: 'bearer', description: 'An API key' },
    },
  },
  security: [{ session: [] }, { key: [] }],
});
