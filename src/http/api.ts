/** The whole API as one Fastify: `operations` become routes, and around all of them stand the same checks. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, type onRequestAsyncHookHandler, type preParsingAsyncHookHandler } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject, validatorCompiler } from 'fastify-type-provider-zod';
import type { Language } from '@aima/contract';
import type { Principal } from '../auth/principal.ts';
import type { Database } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { callerOf, identify, permit, type Authenticate } from './caller.ts';
import { addDocs } from './docs-page.ts';
import { readJsonBodies } from './json-body.ts';
import { acceptedLanguage } from './language.ts';
import { openApiHead } from './open-api.ts';
import { addOperation } from './operation-route.ts';
import type { Operation, OperationAccess } from './operation.ts';
import { refuseOtherMethods } from './other-methods.ts';
import { problemOf, PROBLEM_TYPE, sendProblem } from './problem.ts';
import { checkHost, checkOrigin, LOOPBACK_NAMES, type HostRule } from './request-origin.ts';
import { measureAnswers, type ResponseTimes } from './response-times.ts';
import { contentPolicy } from './security-headers.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';
import { tidyDocument } from './tidy-document.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where nobody need be signed in, or nobody is. */
    principal: Principal | null;
    /** Why the credentials were not accepted. */
    refused: Error | null;
    language: Language;
  }
}

/** Hooks of a route that is none of the operations, such as uploads or a WebSocket: the same checks in the same order. */
export type Guard = (access: OperationAccess) => { onRequest: onRequestAsyncHookHandler[]; preParsing: preParsingAsyncHookHandler[] };

/** Adds routes that need Fastify itself; they get a scope of their own, so parsers and hooks stay theirs. */
export type RawRoutes = (app: FastifyInstance, guard: Guard) => void | Promise<void>;

export interface ApiParts {
  operations: readonly Operation[];
  authenticate: Authenticate;
  /** Keeps the answers of requests with an Idempotency-Key; without it the keys have no effect. */
  database?: Pick<Database, 'transaction'>;
  raw?: readonly RawRoutes[];
  /** Loopback's names unless given. */
  hosts?: HostRule;
  shutdown?: Shutdown;
  log?: FastifyBaseLogger;
  /** Requests a minute of one caller, over all operations that name no limit of their own. */
  perMinute?: number;
  /** Addresses of proxies whose X-Forwarded headers are believed. */
  trustProxy?: readonly string[];
  https?: { cert: Buffer; key: Buffer };
  /** Is told how long each answer took. */
  times?: ResponseTimes;
}

const PER_MINUTE = 1200;
const MINUTE_MS = 60_000;
/** A request's headers must have come by then; its body may take as long as it flows. */
const HEADERS_MS = 30_000;

/** Addresses that cannot be decoded never reach the hooks. */
function refuseEarly(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  request.language = acceptedLanguage(request.headers['accept-language']);
  sendProblem(error, request, reply.header('x-request-id', request.id));
}

/** What is no HTTP at all, or too slow: answered on the bare connection, which then ends. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problemOf(new AppError('INVALID_MESSAGE', 'This is no HTTP request that could be read.'), 'en'));
  socket.end(`HTTP/1.1 400 Bad Request\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

/** The one address at which another protocol is spoken. */
const isUpgrade = ({ headers, url }: Pick<IncomingMessage, 'headers' | 'url'>): boolean => headers.upgrade?.toLowerCase() === 'websocket' && /^\/api\/v1\/events(?:$|\?)/.test(url ?? '');

function newFastify(parts: ApiParts): FastifyInstance {
  const options = {
    ...(parts.log ? { loggerInstance: parts.log } : { logger: false }),
    // Our own lines say what is worth it; one of every request would hold addresses with ids.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => { refuseEarly(error, request, reply); },
    clientErrorHandler: refuseUnreadable,
    genReqId: () => randomUUID(),
    trustProxy: parts.trustProxy && parts.trustProxy.length > 0 ? [...parts.trustProxy] : false,
    requestTimeout: 0,
    routerOptions: { maxParamLength: 500 },
    // Without a host `checkHost` refuses, and as a problem document.
    http: {
      headersTimeout: HEADERS_MS, requireHostHeader: false,
      // Another protocol is spoken at one address alone. Everywhere else the wish may be ignored (RFC 9110, 7.8); as an upgrade
      // Node would hand over the bare connection, whose answers stall as soon as they are longer than its buffer.
      shouldUpgradeCallback: isUpgrade,
    },
  };
  // With https Fastify gives an instance over another kind of server; nothing here looks at the kind.
  return parts.https ? Fastify({ ...options, https: { ...parts.https, ...options.http } }) : Fastify(options);
}

function commonChecks(app: FastifyInstance, hosts: HostRule, shutdown: Shutdown): void {
  app.decorateRequest('principal', null);
  app.decorateRequest('refused', null);
  app.decorateRequest('language', 'en');
  app.addHook('onRequest', async (request, reply) => {
    request.language = acceptedLanguage(request.headers['accept-language']);
    void reply.header('x-request-id', request.id);
    // Whoever asks for another protocol and gets an answer in this one has taken the connection out of the server's care: it
    // would stay half open for ever.
    if (isUpgrade(request.raw)) reply.raw.once('finish', () => { request.raw.socket.destroySoon(); });
    checkHost(request.headers.host ?? request.headers[':authority']?.toString(), hosts);
    checkOrigin(request, hosts);
    if (shutdown.draining.aborted && request.routeOptions.url !== '/health') throw new AppError('SERVER_STOPPING', 'The server is stopping.');
  });
  app.addHook('onSend', async (_request, reply) => {
    // What the API says is somebody's private matter: no cache keeps it unless the route says so.
    if (reply.getHeader('cache-control') === undefined) void reply.header('cache-control', 'no-store');
  });
}

async function plugins(app: FastifyInstance, parts: ApiParts): Promise<void> {
  await app.register(helmet, contentPolicy(parts.https !== undefined));
  await app.register(rateLimit, {
    max: parts.perMinute ?? PER_MINUTE, timeWindow: MINUTE_MS, enableDraftSpec: true, keyGenerator: callerOf,
    errorResponseBuilder: (_request, { ttl }) => new AppError('RATE_LIMITED', 'Too many requests in a short time.', { retryAfterSeconds: Math.ceil(ttl / 1000) }),
  });
  await app.register(swagger, { openapi: openApiHead(), transform: jsonSchemaTransform, transformObject: (document) => tidyDocument(jsonSchemaTransformObject(document)) as ReturnType<typeof jsonSchemaTransformObject> });
  await addDocs(app);
}

/** Ready to listen or to be asked by `inject`; `close()` ends it. */
export async function createApi(parts: ApiParts): Promise<FastifyInstance> {
  const shutdown = parts.shutdown ?? createShutdown();
  const app = newFastify(parts);
  // An expectation that nobody knows may be ignored (RFC 9110, 10.1.1); Node would refuse it with a bare line.
  app.server.on('checkExpectation', (request, response) => { app.server.emit('request', request, response); });
  app.setValidatorCompiler(validatorCompiler);
  // Never used: operations write their own answers. Without it Fastify would compile the documentation of errors.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(new AppError('NOT_FOUND', 'No such address.'), request, reply));
  readJsonBodies(app);
  commonChecks(app, parts.hosts ?? { names: new Set(LOOPBACK_NAMES), origins: new Set() }, shutdown);
  if (parts.times) measureAnswers(app, parts.times);
  await plugins(app, parts);
  const guard: Guard = (access) => ({ onRequest: [identify(parts.authenticate, access)], preParsing: [permit(access)] });
  for (const routes of parts.raw ?? []) await app.register(async (scope) => { await routes(scope, guard); });
  for (const operation of parts.operations) addOperation(app, operation, { ...parts, ended: shutdown.ended });
  refuseOtherMethods(app, parts.operations);
  await app.ready();
  return app;
}

/** The API as a document, without a server, a database or anybody signed in. */
export async function openApiDocument(operations: readonly Operation[], raw: readonly RawRoutes[] = []): Promise<object> {
  const app = await createApi({ operations, raw, authenticate: () => Promise.resolve(undefined) });
  const document = app.swagger();
  await app.close();
  return document;
}
