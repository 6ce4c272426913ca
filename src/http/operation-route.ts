/** An operation of the table becomes a route of Fastify: its checks in their order, its answer, its documentation. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.ts';
import type { Database } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { identify, permit, type Authenticate } from './caller.ts';
import { entityTag, matches, versionInIfMatch, versionOf } from './entity-tag.ts';
import { fingerprintOf, idMadeBy, once, readKey, type StoredAnswer } from './idempotency.ts';
import { refuseUnstorableIn } from './json-body.ts';
import { schemaOf } from './open-api.ts';
import type { Call, Operation, OperationAccess } from './operation.ts';

export interface RouteParts {
  authenticate: Authenticate;
  /** Keeps the answers of requests with an Idempotency-Key; without it the keys have no effect. */
  database?: Pick<Database, 'transaction'>;
  /** Aborts when the server ends, and with it every `call.signal`. */
  ended: AbortSignal;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const DEFAULT_BODY_LIMIT = 2 ** 20;

export const pathOf = (operation: Operation): string => (operation.root ? operation.path : `/api/v1${operation.path}`);

const statusOf = (operation: Operation): number => operation.status ?? (operation.result || operation.streams ? 200 : 204);

function signalFor(reply: FastifyReply, ended: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const leave = (): void => { if (!reply.raw.writableFinished) gone.abort(); };
  if (reply.raw.closed) leave();
  else reply.raw.once('close', leave);
  return AbortSignal.any([gone.signal, ended]);
}

type AnyCall = Call<OperationAccess, undefined, undefined, undefined>;

function callOf(operation: Operation, request: FastifyRequest, reply: FastifyReply, ended: AbortSignal): AnyCall {
  const ifMatch = versionInIfMatch(request.headers['if-match']);
  let signal: AbortSignal | undefined;
  return {
    // Fastify's validation made them what the operation's schemas say; what has no schema is not handed on.
    params: (operation.params ? request.params : undefined) as undefined,
    query: (operation.query ? request.query : undefined) as undefined,
    body: (operation.body ? request.body : undefined) as undefined,
    // `permit` let nobody through who is not signed in, but where nobody need be.
    principal: (request.principal ?? undefined),
    language: request.language,
    // Most never look at it, and listening costs.
    get signal() { return (signal ??= signalFor(reply, ended)); },
    ...(ifMatch === undefined ? {} : { ifMatch }),
    request, reply,
  };
}

/** @throws AppError INTERNAL where the answer is not what the operation promises */
function textOf(operation: Operation, answer: unknown): string | undefined {
  if (!operation.result) return undefined;
  const checked = operation.result.safeParse(answer);
  if (!checked.success) throw new AppError('INTERNAL', `The answer of ${operation.id} does not follow its schema.`, {}, checked.error);
  return JSON.stringify(checked.data);
}

function sendText(request: FastifyRequest, reply: FastifyReply, { status, body }: StoredAnswer, version: number | undefined): FastifyReply {
  void reply.status(status);
  if (body === undefined) return reply.send();
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (reads || version !== undefined) {
    const tag = entityTag(body, version);
    void reply.header('etag', tag);
    if (reads && status === 200 && matches(request.headers['if-none-match'], tag)) return reply.status(304).send();
  }
  return reply.header('content-type', JSON_TYPE).send(body);
}

function sendStream(operation: Operation, reply: FastifyReply, answer: unknown): FastifyReply {
  if (reply.getHeader('content-type') === undefined) void reply.type(operation.streams ?? 'application/octet-stream');
  return reply.send(answer);
}

async function answerOnce(operation: Operation, call: AnyCall, key: string, database: Pick<Database, 'transaction'>): Promise<FastifyReply> {
  const { params, query, body } = call;
  let version: number | undefined;
  const fingerprint = fingerprintOf(params, query, body);
  const principal = call.principal as Principal; // such operations are never public
  const made = { ...call, principal: { ...principal, makesId: idMadeBy(principal, operation.id, key, fingerprint) } };
  const answer = await once({ database, operation: operation.id, principal, key, fingerprint, signal: call.signal }, async () => {
    const given = await operation.handle(made);
    version = versionOf(given);
    const text = textOf(operation, given);
    return { status: statusOf(operation), ...(text === undefined ? {} : { body: text }) };
  });
  if (answer.replayed) {
    void call.reply.header('idempotent-replayed', 'true');
    version = answer.body === undefined ? undefined : versionOf(JSON.parse(answer.body));
  }
  return sendText(call.request, call.reply, answer, version);
}

async function serve(operation: Operation, call: AnyCall, parts: RouteParts): Promise<FastifyReply> {
  const { reply, request } = call;
  const key = operation.idempotent ? readKey(request.headers['idempotency-key']) : undefined;
  if (key !== undefined && parts.database) return answerOnce(operation, call, key, parts.database);
  const answer = await operation.handle(call);
  // The handler answered by itself, such as with a file's range.
  if (answer === reply || reply.sent) return reply;
  if (answer instanceof Readable || operation.streams !== undefined) return sendStream(operation, reply, answer);
  const text = textOf(operation, answer);
  // A handler may have chosen another status, as health does.
  const status = reply.statusCode === 200 ? statusOf(operation) : reply.statusCode;
  return sendText(request, reply, { status, ...(text === undefined ? {} : { body: text }) }, versionOf(answer));
}

export function addOperation(app: FastifyInstance, operation: Operation, parts: RouteParts): void {
  if (operation.idempotent && operation.access === 'public') throw new Error(`${operation.id} is public: there is nobody to whom an Idempotency-Key would belong.`);
  app.route({
    method: operation.method,
    url: pathOf(operation),
    bodyLimit: operation.bodyLimit ?? DEFAULT_BODY_LIMIT,
    config: operation.perMinute === undefined ? {} : { rateLimit: { max: operation.perMinute, timeWindow: 60_000 } },
    schema: schemaOf(operation),
    // The limiter puts its hook behind this one.
    onRequest: [identify(parts.authenticate, operation.access)],
    preParsing: [permit(operation.access)],
    preHandler: async (request) => { refuseUnstorableIn([request.params, request.query]); },
    handler: (request, reply) => serve(operation, callOf(operation, request, reply, parts.ended), parts),
  });
}
