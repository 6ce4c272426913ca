/** What can be said of a medium before anything decodes it: size, hash, first bytes; from a file, or from an address that is lent. */
import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';

/** An address on loopback as `storage` lends it. Nothing else is ever opened over the network. */
const LENT = /^http:\/\/127\.0\.0\.1:\d{1,5}\/[\w-]{16,}$/;

export const isLent = (source: string): boolean => LENT.test(source);

/** What a message may call it: the address is a secret. */
export const nameOf = (source: string): string => (isLent(source) ? 'this medium' : path.basename(source));

export const resolved = (source: string): string => (isLent(source) ? source : path.resolve(source));

/** Prefix and absolute path keep dashes, colons and other signs in names from being read as options or protocols. */
export const asInput = (source: string): string => (isLent(source) ? source : `file:${path.resolve(source)}`);

/** Size in bytes. Throws MEDIA_MISSING, MEDIA_EMPTY, MEDIA_UNREADABLE. */
export async function sizeOfMedia(source: string, name = nameOf(source)): Promise<number> {
  const size = isLent(source) ? await lentSize(source, name) : await fileSize(source, name);
  if (size === 0) throw new AppError('MEDIA_EMPTY', `'${name}' is empty (0 bytes).`);
  return size;
}

async function fileSize(file: string, name: string): Promise<number> {
  const found = await stat(file).catch((error: unknown) => {
    throw openFailure(error, name);
  });
  if (!found.isFile()) throw new AppError('MEDIA_UNREADABLE', `'${name}' is not a file.`);
  return found.size;
}

async function lentSize(address: string, name: string): Promise<number> {
  const { headers } = await ask(address, name, { method: 'HEAD' });
  return Number(headers.get('content-length') ?? 0);
}

/** Throws MEDIA_MISSING where nothing is lent there any more. */
async function ask(address: string, name: string, init: RequestInit): Promise<Response> {
  const reply = await fetch(address, { ...init, redirect: 'error' }).catch((error: unknown) => { throw openFailure(error, name); });
  if (reply.ok) return reply;
  await reply.body?.cancel();
  throw new AppError(reply.status === 404 ? 'MEDIA_MISSING' : 'MEDIA_UNREADABLE', `'${name}' cannot be opened.`);
}

function openFailure(error: unknown, name: string): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('MEDIA_MISSING', `There is no file '${name}'.`, {}, error);
  if (code === 'EACCES' || code === 'EPERM') return new AppError('MEDIA_UNREADABLE', `Not allowed to read '${name}'.`, {}, error);
  return new AppError('MEDIA_UNREADABLE', `'${name}' cannot be opened.`, {}, error);
}

/** The first bytes, up to `length`. Throws MEDIA_MISSING or MEDIA_UNREADABLE. */
export async function firstBytes(source: string, length: number, name = nameOf(source)): Promise<Buffer> {
  if (isLent(source)) return gathered(await ask(source, name, { headers: { range: `bytes=0-${length - 1}` } }), name);
  try {
    await using handle = await open(source, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw openFailure(error, name);
  }
}

/** All bytes. Throws MEDIA_MISSING or MEDIA_UNREADABLE. */
export async function wholeFile(source: string, name: string): Promise<Buffer> {
  if (isLent(source)) return gathered(await ask(source, name, {}), name);
  return readFile(source).catch((error: unknown) => {
    throw new AppError('MEDIA_UNREADABLE', `'${name}' cannot be read.`, {}, error);
  });
}

const gathered = async (reply: Response, name: string): Promise<Buffer> =>
  Buffer.from(await reply.arrayBuffer().catch((error: unknown) => { throw openFailure(error, name); }));

async function* chunksOf(source: string, name: string): AsyncGenerator<Uint8Array> {
  if (isLent(source)) {
    yield* (await ask(source, name, {})).body ?? [];
    return;
  }
  const block = Buffer.allocUnsafe(1 << 20);
  await using handle = await open(source, 'r');
  for (;;) {
    const { bytesRead } = await handle.read(block, 0, block.length, null);
    if (bytesRead === 0) return;
    yield block.subarray(0, bytesRead);
  }
}

/** Reads the whole medium once. Throws MEDIA_MISSING, MEDIA_UNREADABLE, CANCELLED. */
export async function sha256OfFile(source: string, signal?: AbortSignal): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  const name = nameOf(source);
  let sizeBytes = 0;
  try {
    for await (const chunk of chunksOf(source, name)) {
      signal?.throwIfAborted();
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
    signal?.throwIfAborted();
  } catch (error) {
    if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
    throw error instanceof AppError ? error : openFailure(error, name);
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
