/**
 * Sends a file so that it can go on after any break, by the protocol of tus.io (1.0.0, core and creation). The server's own
 * offset is what counts: after whatever went wrong it is asked how much it has, and told the rest.
 */
import { ApiError } from './api-error.ts';
import { pauseMs, sleep } from './backoff.ts';
import type { SendOptions } from './transport.ts';

export interface UploadSource {
  name: string;
  sizeBytes: number;
  /** Lower-case hex; announced, so that the server can refuse whatever else arrives. */
  sha256?: string;
  /** The bytes from `start` to before `end`. */
  read(start: number, end: number): Promise<Blob | Uint8Array<ArrayBuffer>>;
}

export interface UploadOptions {
  signal?: AbortSignal;
  /** Bytes that the server has. */
  onProgress?(sentBytes: number, sizeBytes: number): void;
  /** The address is known: keep it to go on in another process, with `resume`. */
  onCreated?(url: string): void;
  /** Address of an upload that was begun before; if it is gone, a new one is begun. */
  resume?: string;
  /** More facts for the server, such as `relativePath`. */
  metadata?: Readonly<Record<string, string>>;
  /** Bytes that are sent at once (8 MiB). */
  chunkBytes?: number;
  /** Breaks in a row, without a byte arriving in between, that are borne (8). */
  breaks?: number;
}

export interface UploadParts {
  /** Where uploads are made. */
  path: string;
  baseUrl: string;
  send(path: string, init: RequestInit, options?: SendOptions): Promise<Response>;
  /** First pause after a break, in milliseconds. */
  pauseMs: number;
}

const CHUNK_BYTES = 8 * 2 ** 20;
const BREAKS = 8;
const TUS = { 'tus-resumable': '1.0.0' };
/** A slow line needs its time for a chunk: this many bytes a second at least, and a minute besides. */
const LEAST_BYTES_PER_MS = 16;
const GRACE_MS = 60_000;

/** Base64 of the UTF-8 bytes. */
const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** The file of a browser or of a form as a source. */
export const blobSource = (file: Blob, name: string, sha256?: string): UploadSource => ({
  name, sizeBytes: file.size, ...(sha256 === undefined ? {} : { sha256 }), read: async (start, end) => file.slice(start, end),
});

function metadataOf(source: UploadSource, more: Readonly<Record<string, string>>): string {
  const all = { filename: source.name, ...(source.sha256 === undefined ? {} : { sha256: source.sha256 }), ...more };
  return Object.entries(all).map(([key, value]) => `${key} ${base64(value)}`).join(',');
}

/** The address of an upload as a path of this server: it may have been told with another host than the one we use. */
function pathOf(location: string, baseUrl: string): string {
  const { pathname, search } = new URL(location, `${baseUrl}/`);
  return `${pathname}${search}`;
}

const numberOf = (response: Response, header: string): number => {
  const text = response.headers.get(header);
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
};

async function create(source: UploadSource, { send, path, baseUrl }: UploadParts, { metadata = {}, signal }: UploadOptions): Promise<{ url: string; offset: number }> {
  // Under a key, so that it is sent again after a break: at worst an empty upload is left, which the server lets expire.
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const response = await send(path, { method: 'POST', headers: { ...TUS, 'upload-length': String(source.sizeBytes), 'upload-metadata': metadataOf(source, metadata), 'idempotency-key': key } }, { signal, stream: true });
  const location = response.headers.get('location');
  const offset = numberOf(response, 'upload-offset');
  await response.body?.cancel();
  if (location === null) throw new ApiError('SERVER_ANSWER_INVALID', `${baseUrl} made an upload and did not say where.`);
  // More than nothing where the server knows the content already.
  return { url: pathOf(location, baseUrl), offset: Number.isNaN(offset) ? 0 : offset };
}

/** How many bytes the server has. @throws ApiError */
async function offsetOf(url: string, { send, baseUrl }: UploadParts, signal: AbortSignal | undefined): Promise<number> {
  const offset = numberOf(await send(url, { method: 'HEAD', headers: TUS }, { signal, stream: true }), 'upload-offset');
  if (Number.isNaN(offset)) throw new ApiError('SERVER_ANSWER_INVALID', `${baseUrl} did not say how much of the upload it has.`);
  return offset;
}

async function sendChunk(url: string, source: UploadSource, offset: number, { send, baseUrl }: UploadParts, { chunkBytes = CHUNK_BYTES, signal }: UploadOptions): Promise<number> {
  const end = Math.min(source.sizeBytes, offset + chunkBytes);
  const body = await source.read(offset, end);
  const timeoutMs = GRACE_MS + (end - offset) / LEAST_BYTES_PER_MS;
  const response = await send(url, { method: 'PATCH', body, headers: { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' } }, { signal, timeoutMs, stream: true });
  const now = numberOf(response, 'upload-offset');
  await response.body?.cancel();
  if (Number.isNaN(now)) throw new ApiError('SERVER_ANSWER_INVALID', `${baseUrl} did not say how much of the upload it has.`);
  return now;
}

/** Gone on the server, as an upload of which too long nothing came. */
const isGone = (error: unknown): boolean => error instanceof ApiError && (error.status === 404 || error.status === 410);

/** Asking for the offset and going on may help: nothing arrived, another offset is right, or another writer is at it. */
const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && error.status !== 507 && (error.status === 0 || error.status === 409 || error.status === 423 || error.status === 429 || error.status >= 500);

async function begin(source: UploadSource, parts: UploadParts, options: UploadOptions): Promise<{ url: string; offset: number }> {
  if (options.resume !== undefined) {
    const url = pathOf(options.resume, parts.baseUrl);
    try {
      return { url, offset: await offsetOf(url, parts, options.signal) };
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  const created = await create(source, parts, options);
  options.onCreated?.(created.url);
  return created;
}

/**
 * Sends all of `source`; resolves with the address of the upload when the server has every byte.
 *
 * @throws ApiError of whatever ended it; what arrived is kept for `resume`. @throws the signal's reason
 */
export async function upload(source: UploadSource, parts: UploadParts, options: UploadOptions = {}): Promise<string> {
  const { url, offset: first } = await begin(source, parts, options);
  let offset = first;
  let breaks = 0;
  options.onProgress?.(offset, source.sizeBytes);
  // A file of no bytes needs no further request, and one that is complete already needs none either.
  while (offset < source.sizeBytes) {
    const before = offset;
    try {
      offset = await sendChunk(url, source, offset, parts, options);
    } catch (error) {
      if (!isPassing(error) || breaks >= (options.breaks ?? BREAKS)) throw error;
      await sleep(pauseMs(breaks, parts.pauseMs), options.signal);
      breaks++;
      offset = await offsetOf(url, parts, options.signal);
    }
    if (offset > source.sizeBytes) throw new ApiError('SERVER_ANSWER_INVALID', `${parts.baseUrl} says that it has more than the file holds.`);
    if (offset > before) breaks = 0;
    options.onProgress?.(offset, source.sizeBytes);
  }
  return url;
}
