/** The worker's HTTP side: the protocol of contract/worker-protocol.ts, on loopback, behind a one-time token. */
import { timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errorCodes, LeaseRequest, LocalMedia, OpenSealed, PROTOCOL_VERSION, Sha256, TaskRequest, type DeviceReport, type ErrorBody, type WipeReport, type WorkerMetrics, type WorkerStatus } from '@aima/contract';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { treeUsage } from '../kernel/process-tree.ts';
import { version } from '../kernel/version.ts';
import { gpuMeter } from './gpu-metrics.ts';
import type { Lease } from './lease.ts';
import type { MediaStore } from './media-store.ts';
import type { SealedMedia } from './sealed-media.ts';
import type { Tasks } from './tasks.ts';

export interface WorkerParts {
  token: string;
  device: string;
  /** Removes all that lies here, and what was lent. */
  wipe(): Promise<WipeReport>;
  /** Whether media may be read from paths of this machine instead of being sent. */
  localMedia: boolean;
  media: MediaStore;
  sealed: SealedMedia;
  tasks: Tasks;
  lease: Lease;
  reportDevice(): Promise<DeviceReport>;
  /** Ends the process once the answer is out. */
  stop(): void;
}

function parse<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given);
  if (!result.success) throw new AppError('INVALID_MESSAGE', z.prettifyError(result.error));
  return result.data;
}

const ByHash = z.object({ sha256: Sha256 });
const ById = z.object({ id: z.uuid() });
const After = z.object({ after: z.coerce.number().int().nonnegative().default(0) });
const Piece = z.object({ offset: z.coerce.number().int().nonnegative(), size: z.coerce.number().int().positive() });

function checkToken(request: FastifyRequest, token: string): void {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new AppError('UNAUTHORIZED', 'This worker needs the token it was started with.');
}

const From = Piece.pick({ offset: true });

function sealedRoutes(app: FastifyInstance, { sealed }: WorkerParts): void {
  app.get('/v1/media/:sha256/sealed', (request) => sealed.state(parse(ByHash, request.params).sha256));
  app.put('/v1/media/:sha256/sealed', (request) => sealed.receive(parse(ByHash, request.params).sha256, parse(From, request.query).offset, request.raw));
  app.post('/v1/media/:sha256/sealed', (request) => sealed.open(parse(ByHash, request.params).sha256, parse(OpenSealed, request.body)));
}

function mediaRoutes(app: FastifyInstance, { media, localMedia }: WorkerParts): void {
  app.get('/v1/media/:sha256', (request) => media.state(parse(ByHash, request.params).sha256));
  app.put('/v1/media/:sha256', (request) => {
    const { offset, size } = parse(Piece, request.query);
    return media.receive(parse(ByHash, request.params).sha256, offset, size, request.raw);
  });
  app.post('/v1/media/:sha256/local', (request) => {
    if (!localMedia) throw new AppError('NOT_FOUND', 'This worker takes media only as they are sent to it.');
    return media.lend(parse(ByHash, request.params).sha256, parse(LocalMedia, request.body));
  });
}

function taskRoutes(app: FastifyInstance, { tasks }: WorkerParts): void {
  app.post('/v1/tasks', (request) => tasks.start(parse(TaskRequest, request.body)));
  app.post('/v1/tasks/:id/cancel', (request) => tasks.cancel(parse(ById, request.params).id));
  app.get('/v1/tasks/:id/events', (request, reply) => {
    const log = tasks.log(parse(ById, request.params).id);
    const gone = new AbortController();
    reply.raw.once('close', () => { gone.abort(); });
    return reply.type('application/x-ndjson').send(Readable.from(log.lines(parse(After, request.query).after, gone.signal), { objectMode: false }));
  });
}

function machineRoutes(app: FastifyInstance, parts: WorkerParts): void {
  const status = (): WorkerStatus => ({ protocol: PROTOCOL_VERSION, version, pid: process.pid, device: parts.device, leaseEndsAt: parts.lease.endsAt().toISOString(), tasks: parts.tasks.list() });
  app.get('/v1/status', status);
  const gpus = gpuMeter();
  app.get('/v1/metrics', async (): Promise<WorkerMetrics> => ({ ...await treeUsage(), uptimeSeconds: process.uptime(), cores: availableParallelism(), gpus: await gpus() }));
  app.get('/v1/device', () => parts.reportDevice());
  app.post('/v1/lease', (request) => {
    parts.lease.renew(parse(LeaseRequest, request.body).seconds);
    return status();
  });
  app.post('/v1/wipe', async () => {
    await parts.tasks.stop();
    return parts.wipe();
  });
  app.post('/v1/stop', async (_request, reply) => {
    await reply.send({});
    parts.stop();
  });
}

export function workerServer(parts: WorkerParts): FastifyInstance {
  // Observations of an earlier attempt travel in task requests, so bodies may be large.
  const app = Fastify({ logger: false, bodyLimit: 512 * 1024 * 1024, forceCloseConnections: true });
  // Media are streamed to the disk, never buffered.
  app.addContentTypeParser('application/octet-stream', (_request, _body, done) => { done(null); });
  app.addHook('onRequest', async (request) => { checkToken(request, parts.token); });
  app.setErrorHandler(async (error, _request, reply) => {
    const known = z.object({ statusCode: z.int().min(400).max(499) }).safeParse(error).success
      ? new AppError('INVALID_MESSAGE', error instanceof Error ? error.message : 'The message could not be read.', {}, error) : toAppError(error);
    const body: ErrorBody = { code: known.code, message: known.message, next: known.next() };
    return reply.status(errorCodes[known.code].status).send(body);
  });
  app.setNotFoundHandler(async (_request, reply) => reply.status(404).send({ code: 'NOT_FOUND', message: 'No such address.', next: errorCodes.NOT_FOUND.next.en } satisfies ErrorBody));
  mediaRoutes(app, parts);
  sealedRoutes(app, parts);
  taskRoutes(app, parts);
  machineRoutes(app, parts);
  return app;
}
