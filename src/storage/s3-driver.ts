/** Objects in an S3 bucket (AWS or anything that speaks its protocol). What is stored is ciphertext already. */
import {
  AbortMultipartUploadCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client, S3ServiceException,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { putObject } from './s3-multipart.ts';
import type { ByteRange, StorageDriver, StoredObject } from './storage-driver.ts';
import { keySegments, prefixSegments } from './storage-key.ts';
import { withoutStalling } from './without-stalling.ts';

export const S3Settings = z.strictObject({
  bucket: z.string().min(3).max(63),
  region: z.string().min(1).default('us-east-1'),
  /** Left out: AWS itself. */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  /** In front of every key: one bucket can hold several installations. */
  prefix: z.string().regex(/^(?:[a-z0-9][a-z0-9_-]*\/)*$/).default(''),
  /** `https://host/bucket/key` instead of `https://bucket.host/key`; most servers other than AWS need it. */
  pathStyle: z.boolean().default(true),
  connectTimeoutMs: z.int().positive().default(5000),
  /** Without a single byte for so long, an answer counts as lost. */
  silenceTimeoutMs: z.int().positive().default(30_000),
  attempts: z.int().min(1).max(10).default(4),
});
export type S3Settings = z.infer<typeof S3Settings>;

/** Names of failed signatures, rights and missing buckets: another attempt would end the same way. */
const REFUSED = new Set(['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'NoSuchBucket', 'PermanentRedirect', 'AuthorizationHeaderMalformed', 'InvalidBucketName']);
const statusOf = (error: unknown): number | undefined => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined);
const isAbsent = (error: unknown): boolean => error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound');

const until = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } => (signal ? { abortSignal: signal } : {});

/** Credentials never stand in these messages: only the server's own words do. */
function storageError(error: unknown, signal?: AbortSignal): AppError {
  if (error instanceof AppError) return error;
  if (signal?.aborted === true) return new AppError('CANCELLED', 'Cancelled.', {}, error);
  const status = statusOf(error);
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (error instanceof Error && (REFUSED.has(error.name) || status === 401 || status === 403)) return new AppError('STORAGE_REFUSED', `The S3 storage refuses: ${words}`, {}, error);
  if (status === 507) return new AppError('DISK_FULL', `The S3 storage is full: ${words}`, {}, error);
  return new AppError('STORAGE_UNREACHABLE', `The S3 storage cannot be reached or failed: ${words}`, {}, error);
}

function openClient(settings: S3Settings): S3Client {
  const { region, endpoint, accessKeyId, secretAccessKey, pathStyle, attempts, connectTimeoutMs, silenceTimeoutMs } = settings;
  return new S3Client({
    region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: pathStyle, maxAttempts: attempts,
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: new NodeHttpHandler({ connectionTimeout: connectTimeoutMs, requestTimeout: silenceTimeoutMs, socketTimeout: silenceTimeoutMs, throwOnRequestTimeout: true }),
    // Blocks are authenticated by their own tags; servers other than AWS often do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

interface Bucket { client: S3Client; settings: S3Settings; nameOf: (key: string) => string }

/** Goes on behind the last byte that came when a connection breaks, as often as settings allow without a byte of progress. */
async function* readObject({ client, settings, nameOf }: Bucket, key: string, range: ByteRange | undefined, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const head = await client.send(new HeadObjectCommand({ Bucket: settings.bucket, Key: nameOf(key) }), until(signal));
  const size = head.ContentLength ?? 0;
  const { start, end } = range ?? { start: 0, end: size };
  if (start < 0 || end > size || start > end) throw new AppError('INVALID_MESSAGE', `Bytes ${start} to ${end} are not within the ${size} bytes of ${key}.`);
  let at = start;
  for (let attempt = 1; at < end; attempt++) {
    const before = at;
    try {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: settings.bucket, Key: nameOf(key), Range: `bytes=${at}-${end - 1}`, ...(head.ETag === undefined ? {} : { IfMatch: head.ETag }) }), until(signal));
      if (!(body instanceof Readable)) throw new Error('an answer without content');
      for await (const chunk of withoutStalling(body, settings.silenceTimeoutMs, signal)) {
        at += chunk.length;
        yield chunk;
      }
      if (at < end) throw new Error(`the answer ended ${end - at} bytes early`);
    } catch (error) {
      if (statusOf(error) === 412) throw new AppError('STORED_FILE_DAMAGED', `${key} changed while it was read.`, {}, error);
      if (at > before) attempt = 1;
      if (signal?.aborted === true || isAbsent(error) || attempt >= settings.attempts) throw error;
    }
  }
}

async function* listObjects({ client, settings, nameOf }: Bucket, prefix: string, signal: AbortSignal | undefined): AsyncGenerator<StoredObject> {
  let token: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: settings.bucket, Prefix: nameOf(prefix), ...(token === undefined ? {} : { ContinuationToken: token }) }), until(signal));
    for (const { Key, Size, LastModified } of page.Contents ?? []) yield { key: (Key ?? '').slice(settings.prefix.length), sizeBytes: Size ?? 0, modifiedAtMs: LastModified?.getTime() ?? 0 };
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function abortUnfinished({ client, settings }: Bucket, olderThanMs: number): Promise<number> {
  let aborted = 0;
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker) {
    const page: Awaited<ReturnType<typeof list>> = await list(marker);
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Initiated === undefined || Date.now() - Initiated.getTime() < olderThanMs) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: settings.bucket, Key, UploadId }));
      aborted += 1;
    }
    marker = page.IsTruncated === true && page.NextKeyMarker !== undefined ? { KeyMarker: page.NextKeyMarker, ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }) } : undefined;
  }
  return aborted;

  function list(from: { KeyMarker?: string; UploadIdMarker?: string }) {
    return client.send(new ListMultipartUploadsCommand({ Bucket: settings.bucket, Prefix: settings.prefix, ...from }));
  }
}

/** An error of the source stays what it is; everything else is the storage's. */
async function put({ client, settings, nameOf }: Bucket, key: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): Promise<{ sizeBytes: number }> {
  let failure: AppError | undefined;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* content;
    } catch (error) {
      failure = toAppError(error);
      throw error;
    }
  }
  try {
    return { sizeBytes: await putObject({ client, Bucket: settings.bucket, Key: nameOf(key) }, watched(), signal) };
  } catch (error) {
    throw failure ?? storageError(error, signal);
  }
}

async function statObject({ client, settings, nameOf }: Bucket, key: string, signal: AbortSignal | undefined): Promise<StoredObject | undefined> {
  try {
    const { ContentLength, LastModified } = await client.send(new HeadObjectCommand({ Bucket: settings.bucket, Key: nameOf(key) }), until(signal));
    return { key, sizeBytes: ContentLength ?? 0, modifiedAtMs: LastModified?.getTime() ?? 0 };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storageError(error, signal);
  }
}

/** Opens nothing yet: the first operation tells whether the bucket can be reached. */
export function openS3Driver(settings: S3Settings): StorageDriver {
  const client = openClient(settings);
  const bucket: Bucket = { client, settings, nameOf: (key) => `${settings.prefix}${key}` };
  return {
    kind: 's3',
    async write(key, content, signal) {
      keySegments(key);
      return put(bucket, key, content, signal);
    },
    async moveIn(key, file, signal) {
      keySegments(key);
      const stored = await put(bucket, key, createReadStream(file, { highWaterMark: 1024 * 1024 }), signal);
      await rm(file);
      return stored;
    },
    async *read(key, range, signal) {
      keySegments(key);
      try {
        yield* readObject(bucket, key, range, signal);
      } catch (error) {
        throw isAbsent(error) ? new AppError('NOT_FOUND', `Nothing is stored under ${key}.`, {}, error) : storageError(error, signal);
      }
    },
    async stat(key, signal) {
      keySegments(key);
      return statObject(bucket, key, signal);
    },
    async delete(key, signal) {
      keySegments(key);
      await client.send(new DeleteObjectCommand({ Bucket: settings.bucket, Key: bucket.nameOf(key) }), until(signal)).catch((error: unknown) => { throw storageError(error, signal); });
    },
    async *list(prefix, signal) {
      prefixSegments(prefix);
      try {
        yield* listObjects(bucket, prefix, signal);
      } catch (error) {
        throw storageError(error, signal);
      }
    },
    space: () => Promise.resolve(undefined),
    sweep: (olderThanMs) => abortUnfinished(bucket, olderThanMs).catch((error: unknown) => { throw storageError(error); }),
    close: () => { client.destroy(); },
  };
}
