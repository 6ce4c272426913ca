/**
 * Uploads by the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload) with creation, creation-with-upload, expiration,
 * checksum and termination, on the addresses where `uploads.ts` tells of the same uploads as JSON. Written here and not taken
 * from a package, because bytes shall go straight from the socket into the encryption, and errors be those of the API.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import { Sha256 } from '@aima/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../../auth/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import { cancelUpload, createUpload, receiveUpload, resumeUpload, type Library } from '../../library/index.ts';
import type { RawRoutes } from '../api.ts';

const VERSION = '1.0.0';
const EXTENSIONS = 'creation,creation-with-upload,expiration,checksum,termination';
const ALGORITHMS = ['sha256', 'sha1', 'md5'];
const UPLOADS_PATH = '/api/v1/uploads';
const BYTES = 'application/offset+octet-stream';
/** A piece with a checksum is kept back until it is whole, so that nothing of a wrong one is stored. */
const MAX_CHECKED_BYTES = 32 * 2 ** 20;
/** For so long is read what a client still sends of a refused piece. */
const LEFT_OVER_MS = 1000;

type Row = Awaited<ReturnType<typeof resumeUpload>>;

const Params = z.object({ id: z.uuid() });
const Metadata = z.object({ name: z.string().max(1000), contentType: z.string().max(200).optional(), sha256: Sha256.optional(), jobId: z.uuid().optional() });

/** `key base64,key base64`; unknown keys are ignored. @throws AppError INVALID_MESSAGE */
function readMetadata(header: string | undefined): z.infer<typeof Metadata> {
  const given = new Map<string, string>();
  for (const pair of (header ?? '').split(',')) {
    const [key = '', value = ''] = pair.trim().split(' ');
    if (key === '' ) continue;
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw new AppError('INVALID_MESSAGE', 'Upload-Metadata holds a value that is no base64.', { header: 'Upload-Metadata' });
    given.set(key, Buffer.from(value, 'base64').toString('utf8').replaceAll('\0', ''));
  }
  const optional = (field: string, value: string | undefined): Record<string, string> => (value === undefined || value === '' ? {} : { [field]: value });
  const parsed = Metadata.safeParse({
    name: given.get('filename') ?? given.get('name') ?? 'unnamed', ...optional('contentType', given.get('filetype') ?? given.get('type')),
    ...optional('sha256', given.get('sha256')?.toLowerCase()), ...optional('jobId', given.get('jobId') ?? given.get('job')),
  });
  if (!parsed.success) throw new AppError('INVALID_MESSAGE', `Upload-Metadata: ${parsed.error.issues[0]?.path.join('.') ?? 'a value'} is not valid.`, { header: 'Upload-Metadata' });
  return parsed.data;
}

/** @throws AppError INVALID_MESSAGE */
function wholeNumber(request: FastifyRequest, header: string): number {
  const text = request.headers[header];
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) throw new AppError('INVALID_MESSAGE', `The header ${header} must hold a number of bytes.`, { header });
  return Number(text);
}

function speaksTus(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('tus-resumable', VERSION);
  if (request.headers['tus-resumable'] === VERSION) return;
  void reply.header('tus-version', VERSION);
  throw new AppError('UPLOAD_PROTOCOL', 'The header Tus-Resumable must be 1.0.0.');
}

function tell(reply: FastifyReply, row: Row): FastifyReply {
  const open = row.state === 'receiving';
  return reply.header('upload-offset', row.offsetBytes).header('cache-control', 'no-store')
    .headers(open ? { 'upload-expires': new Date(row.expiresAtMs).toUTCString() } : {});
}

/** @throws AppError UPLOAD_CHECKSUM_MISMATCH, INVALID_MESSAGE, TOO_LARGE */
async function checked(body: AsyncIterable<Uint8Array>, header: string): Promise<Uint8Array[]> {
  const [algorithm = '', digest = ''] = header.split(' ');
  if (!ALGORITHMS.includes(algorithm)) throw new AppError('INVALID_MESSAGE', `Upload-Checksum knows ${ALGORITHMS.join(', ')}.`, { header: 'Upload-Checksum' });
  const hash = createHash(algorithm);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_CHECKED_BYTES) throw new AppError('TOO_LARGE', `A piece with a checksum may have ${MAX_CHECKED_BYTES} bytes at most.`, { maxBytes: MAX_CHECKED_BYTES });
    hash.update(chunk);
    chunks.push(chunk);
  }
  const [made, given] = [hash.digest(), Buffer.from(digest, 'base64')];
  if (made.length !== given.length || !timingSafeEqual(made, given)) throw new AppError('UPLOAD_CHECKSUM_MISMATCH', 'This piece has another checksum than the one sent with it.');
  return chunks;
}

const principalOf = (request: FastifyRequest): Principal => {
  if (!request.principal) throw new AppError('SIGN_IN_REQUIRED', 'Uploads need somebody who is signed in.');
  return request.principal;
};

const bodyOf = (request: FastifyRequest): Readable => (request.body instanceof Readable ? request.body : Readable.from([]));

/**
 * A refused piece may still be on its way. It is read away for a moment, so that the client sees the answer, and then the line
 * ends: without anybody reading, nobody would ever notice that the client has gone.
 */
function leaveUnread({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return;
  const { socket } = raw;
  void reply.header('connection', 'close');
  raw.resume();
  setTimeout(() => { if (!raw.complete) socket.destroy(); }, LEFT_OVER_MS).unref();
}

async function receive(library: Library, request: FastifyRequest, reply: FastifyReply, id: string, offset: number): Promise<Row> {
  const gone = new AbortController();
  const onClose = (): void => { if (!reply.raw.writableFinished) gone.abort(); };
  if (reply.raw.closed) onClose();
  else reply.raw.once('close', onClose);
  const checksum = request.headers['upload-checksum'];
  try {
    const body = bodyOf(request);
    const source = typeof checksum === 'string' ? Readable.from(await checked(body, checksum)) : body;
    return await receiveUpload(library, principalOf(request), id, { offset, source, signal: gone.signal });
  } catch (error) {
    leaveUnread(request, reply);
    if (error instanceof AppError && error.code === 'CONFLICT' && typeof error.details['offset'] === 'number') void reply.header('upload-offset', error.details['offset']);
    throw error;
  } finally {
    reply.raw.off('close', onClose);
  }
}

async function create(library: Library, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  speaksTus(request, reply);
  if (request.headers['upload-defer-length'] !== undefined) throw new AppError('INVALID_MESSAGE', 'The size must be known when an upload begins (Upload-Length).', { header: 'Upload-Defer-Length' });
  const sizeBytes = wholeNumber(request, 'upload-length');
  const metadata = readMetadata(typeof request.headers['upload-metadata'] === 'string' ? request.headers['upload-metadata'] : undefined);
  const { name, contentType, sha256, jobId } = metadata;
  let row = await createUpload(library, principalOf(request), {
    name, sizeBytes, ...(contentType === undefined ? {} : { contentType }), ...(sha256 === undefined ? {} : { sha256 }), ...(jobId === undefined ? {} : { jobId }),
  });
  void reply.header('location', `${UPLOADS_PATH}/${row.id}`);
  if (row.state === 'receiving' && request.headers['content-type'] === BYTES) row = await receive(library, request, reply, row.id, 0);
  return tell(reply, row).status(201).send();
}

/** `raw` part of `createApi`. */
export const tusRoutes = (library: Library): RawRoutes => (app, guard) => {
  const { maxFileBytes } = library.options;
  // Bytes are not collected: the handler gets the socket's own stream.
  app.addContentTypeParser(BYTES, (_request, payload, done) => { done(null, payload); });
  // Clients send odd types with an announcement, and nothing in it.
  app.addContentTypeParser('*', (_request, payload, done) => { payload.resume(); done(null, undefined); });
  const writes = { ...guard('media:write'), schema: { hide: true } };
  const address = `${UPLOADS_PATH}/:id`;
  const idOf = (request: FastifyRequest): string => {
    const parsed = Params.safeParse(request.params);
    if (!parsed.success) throw new AppError('NOT_FOUND', 'There is no such upload.');
    return parsed.data.id;
  };
  for (const url of [UPLOADS_PATH, address]) {
    app.options(url, { schema: { hide: true } }, (_request, reply) => reply.status(204).headers({
      'tus-resumable': VERSION, 'tus-version': VERSION, 'tus-extension': EXTENSIONS, 'tus-max-size': maxFileBytes, 'tus-checksum-algorithm': ALGORITHMS.join(','),
    }).send());
  }
  app.post(UPLOADS_PATH, writes, (request, reply) => create(library, request, reply));
  app.head(address, writes, async (request, reply) => {
    speaksTus(request, reply);
    const row = await resumeUpload(library, principalOf(request), idOf(request));
    return tell(reply, row).header('upload-length', row.sizeBytes).status(200).send();
  });
  app.patch(address, writes, async (request, reply) => {
    speaksTus(request, reply);
    if (request.headers['content-type'] !== BYTES) throw new AppError('TYPE_UNSUPPORTED', `Bytes are sent as ${BYTES}.`);
    return tell(reply, await receive(library, request, reply, idOf(request), wholeNumber(request, 'upload-offset'))).status(204).send();
  });
  app.delete(address, writes, async (request, reply) => {
    void reply.header('tus-resumable', VERSION);
    await cancelUpload(library, principalOf(request), idOf(request));
    return reply.status(204).send();
  });
};
