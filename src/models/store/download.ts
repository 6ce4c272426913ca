/** One file over HTTP into a `.part` file: goes on where an earlier attempt ended, waits when it is told to, gives up in words. */
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { ask, reasonOf, retryAfterMs, type Network } from './network.ts';

export interface DownloadRequest {
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** Grows here; kept when the download fails, so that the next one goes on. */
  part: string;
  /** The exact size that the registry knows. */
  sizeBytes: number;
  /** For messages. */
  name: string;
  signal?: AbortSignal;
  onProgress?: (hereBytes: number) => void;
}

/** Progress that makes failed tries before it forgotten. */
const REAL_PROGRESS_BYTES = 1 << 20;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 16_000;

/** How one attempt ended: `problem` is passing, anything final is thrown. */
interface Attempt {
  receivedBytes: number;
  problem?: string;
  waitMs?: number;
}

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

const wrongSize = (request: DownloadRequest, actual: number | string): AppError =>
  new AppError('MODEL_HASH_MISMATCH', `${request.name} at ${request.url.href} has ${actual} bytes, AIMA knows it with ${request.sizeBytes}.`, { url: request.url.href });

/** @throws AppError for an answer that another try will not change */
function checkStatus(request: DownloadRequest, { status }: Response): void {
  if (status === 401 || status === 403) throw new AppError('DOWNLOAD_REFUSED', `The server refuses ${request.name} (status ${status}): ${request.url.href}`, { status });
  const passing = status === 206 || status === 200 || status === 408 || status === 416 || status === 425 || status === 429 || status >= 500;
  if (!passing) throw new AppError('DOWNLOAD_FAILED', `The server has no ${request.name} (status ${status}): ${request.url.href}`, { status });
}

/** Where the body belongs in the file. @throws AppError MODEL_HASH_MISMATCH if the whole has another size */
function startOf(request: DownloadRequest, response: Response): number {
  if (response.status === 200) {
    const length = response.headers.get('content-length');
    if (length !== null && !response.headers.has('content-encoding') && Number(length) !== request.sizeBytes) throw wrongSize(request, length);
    return 0;
  }
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (total !== undefined && total !== '*' && Number(total) !== request.sizeBytes) throw wrongSize(request, total);
  return from === undefined ? Number.NaN : Number(from);
}

async function write(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  try {
    await handle.writeFile(chunk);
  } catch (error) {
    throw toAppError(error);
  }
}

/** Appends the body; ends without a problem exactly when the file has its full size. */
async function receive(request: DownloadRequest, body: ReadableStream<Uint8Array>, offset: number, alive: () => void): Promise<Attempt> {
  let here = offset;
  const handle = await open(request.part, offset === 0 ? 'w' : 'a', 0o600).catch((error: unknown) => { throw toAppError(error); });
  try {
    for await (const chunk of body) {
      alive();
      if (here + chunk.length > request.sizeBytes) throw wrongSize(request, `more than ${request.sizeBytes}`);
      await write(handle, chunk);
      here += chunk.length;
      request.onProgress?.(here);
    }
    await handle.sync();
    return here === request.sizeBytes ? { receivedBytes: here - offset } : { receivedBytes: here - offset, problem: 'the connection ended early' };
  } catch (error) {
    if (error instanceof AppError || request.signal?.aborted === true) throw error;
    return { receivedBytes: here - offset, problem: reasonOf(error) };
  } finally {
    await handle.close();
  }
}

async function attempt(network: Network, request: DownloadRequest, offset: number): Promise<Attempt> {
  const limit = new AbortController();
  const late = setTimeout(() => { limit.abort(new Error('the server is silent')); }, network.answerLimitMs);
  const signal = request.signal ? AbortSignal.any([request.signal, limit.signal]) : limit.signal;
  let stall: NodeJS.Timeout | undefined;
  try {
    const headers = { ...request.headers, 'accept-encoding': 'identity', ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) };
    const response = await ask(network, request.url, { method: 'GET', headers, signal, follow: 'everywhere' });
    clearTimeout(late);
    checkStatus(request, response);
    if (response.status === 416) await rm(request.part, { force: true });
    const start = response.status === 200 || response.status === 206 ? startOf(request, response) : Number.NaN;
    if (response.body === null || (start !== offset && start !== 0)) {
      await response.body?.cancel();
      const waitMs = retryAfterMs(response.headers.get('retry-after'));
      return { receivedBytes: 0, problem: `status ${response.status}`, ...(waitMs === undefined ? {} : { waitMs }) };
    }
    stall = setTimeout(() => { limit.abort(new Error('the connection stalled')); }, network.stallLimitMs);
    const timer = stall;
    return await receive(request, response.body, start, () => void timer.refresh());
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (request.signal?.aborted === true) throw new AppError('CANCELLED', 'Cancelled; what arrived is kept.', {}, error);
    return { receivedBytes: 0, problem: limit.signal.aborted ? reasonOf(limit.signal.reason) : reasonOf(error) };
  } finally {
    clearTimeout(late);
    clearTimeout(stall);
    // Whatever ended the attempt, nothing of it stays open.
    limit.abort();
  }
}

/**
 * Completes the part file. What it holds is not verified here.
 * @returns whether the file is made of more than one attempt
 * @throws AppError DOWNLOAD_FAILED, DOWNLOAD_REFUSED, MODEL_HASH_MISMATCH (wrong size), DISK_FULL, OUTPUT_UNWRITABLE, CANCELLED
 */
export async function downloadFile(network: Network, request: DownloadRequest): Promise<{ pieces: number }> {
  let pieces = await sizeOf(request.part) > 0 ? 1 : 0;
  for (let failures = 0; ;) {
    if (request.signal?.aborted === true) throw new AppError('CANCELLED', 'Cancelled; what arrived is kept.');
    let offset = await sizeOf(request.part);
    if (offset > request.sizeBytes) {
      await rm(request.part, { force: true });
      offset = 0;
    }
    request.onProgress?.(offset);
    if (offset === request.sizeBytes) return { pieces };
    const { receivedBytes, problem, waitMs } = await attempt(network, request, offset);
    if (receivedBytes > 0) pieces++;
    if (problem === undefined) continue;
    failures = receivedBytes >= REAL_PROGRESS_BYTES ? 1 : failures + 1;
    const kept = `${await sizeOf(request.part)} of ${request.sizeBytes} bytes are kept.`;
    if (failures >= network.tries) throw new AppError('DOWNLOAD_FAILED', `${request.name} could not be loaded from ${request.url.href}: ${problem}. ${kept}`, { url: request.url.href });
    if ((waitMs ?? 0) > network.patienceMs) throw new AppError('DOWNLOAD_FAILED', `The server asks to wait ${Math.ceil((waitMs ?? 0) / 1000)} s before ${request.name}. ${kept}`, { url: request.url.href });
    await network.sleep(waitMs ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)), request.signal).catch(() => undefined);
  }
}
