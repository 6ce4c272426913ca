/**
 * Loads the file behind an address. What arrives decides what it is: media are written down, a page or a playlist is
 * told as such after its first bytes. Goes on where an earlier attempt ended, if the server can and the file is the same.
 */
import { open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { AddressGuard } from './address-guard.ts';
import { guardedGet, type GuardedAnswer } from './guarded-request.ts';
import { publicForm } from './source-address.ts';

export interface DownloadLimits {
  maxBytes: number;
  /** Until the next bytes, milliseconds. */
  stallLimitMs: number;
  answerLimitMs: number;
  /** Failed tries in a row, without progress between them. */
  tries: number;
  firstWaitMs: number;
  /** Bytes that are free where the file is written. */
  freeBytes: (folder: string) => Promise<number>;
}

export const standardLimits: DownloadLimits = {
  maxBytes: 20 * 2 ** 30, stallLimitMs: 30_000, answerLimitMs: 30_000, tries: 5, firstWaitMs: 500,
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

export interface DirectDownload {
  url: URL;
  guard: AddressGuard;
  /** Of this process; holds `media.part` while it grows. */
  folder: string;
  limits: DownloadLimits;
  signal: AbortSignal;
  onProgress(hereBytes: number, totalBytes: number | undefined): void;
}

export type Arrived =
  | { kind: 'file'; file: string; url: URL; contentType: string; proposedName?: string }
  | { kind: 'page' | 'playlist' | 'endless' };

export const SIGN_BYTES = 1024;
const LONGEST_WAIT_MS = 16_000;

/** What the first bytes are, where they are no media. */
export function looksLike(first: Buffer): 'page' | 'playlist' | undefined {
  const text = first.toString('latin1', 0, SIGN_BYTES).replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^#EXTM3U/.test(text)) return 'playlist';
  return /^[<{[]/.test(text) && !text.includes('\0') ? 'page' : undefined;
}

/** An internet radio or a camera over HTTP: its body has no end. */
export const isEndless = ({ headers }: GuardedAnswer): boolean => Object.keys(headers).some((name) => name.startsWith('icy-')) || /multipart\/x-mixed-replace/i.test(headers['content-type'] ?? '');

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

export const tooLarge = (url: URL, limit: number): AppError => new AppError('SOURCE_TOO_LARGE', `${publicForm(url)} is larger than ${(limit / 2 ** 30).toLocaleString('en', { maximumFractionDigits: 1 })} GiB.`);

export function refuseStatus({ status, url }: GuardedAnswer): void {
  if ([200, 206, 408, 416, 425, 429].includes(status) || status >= 500) return;
  throw new AppError('SOURCE_REFUSED', `${url.hostname} refuses ${publicForm(url)} (status ${status}).`, { status });
}

/** Where the body belongs, and how long the whole is. */
export function placeOf({ status, headers }: GuardedAnswer): { from: number; totalBytes: number | undefined } | undefined {
  if (status === 200) {
    const length = headers['content-length'];
    return { from: 0, totalBytes: length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined };
  }
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  return status !== 206 || from === undefined ? undefined : { from: Number(from), totalBytes: total === '*' ? undefined : Number(total) };
}

async function checkRoom(download: DirectDownload, from: number, totalBytes: number | undefined): Promise<void> {
  const { url, limits, folder } = download;
  if (totalBytes === undefined) return;
  if (totalBytes > limits.maxBytes) throw tooLarge(url, limits.maxBytes);
  if (totalBytes - from > await limits.freeBytes(folder)) throw new AppError('DISK_FULL', `There is no room for the ${Math.ceil(totalBytes / 2 ** 20)} MiB of ${publicForm(url)} in ${path.dirname(folder)}.`);
}

/** Only a strong validator proves that bytes of two answers belong together (RFC 9110, 13.1.5). */
export const validatorOf = ({ headers }: GuardedAnswer): string => headers.etag !== undefined && !headers.etag.startsWith('W/') ? headers.etag : '';

const paths = (folder: string) => ({ part: path.join(folder, 'media.part'), validator: path.join(folder, 'validator') });

export const proposedNameOf = ({ headers }: GuardedAnswer): string | undefined => /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(headers['content-disposition'] ?? '')?.[1];

export function refusePacked({ headers, url }: GuardedAnswer): void {
  const packed = headers['content-encoding'];
  if (packed !== undefined && packed !== 'identity') throw new AppError('SOURCE_REFUSED', `${url.hostname} sends its files packed.`);
}

/** @returns a passing problem in words, or what arrived */
async function receive(download: DirectDownload, answer: GuardedAnswer): Promise<Arrived | { problem: string }> {
  const { limits, signal, onProgress } = download;
  const { part, validator } = paths(download.folder);
  const place = placeOf(answer);
  if (place === undefined || (place.from > 0 && place.from !== await sizeOf(part))) {
    answer.body.destroy();
    await rm(part, { force: true });
    return { problem: `status ${answer.status}` };
  }
  const { from, totalBytes } = place;
  refusePacked(answer);
  await checkRoom(download, from, totalBytes);
  const stall = setTimeout(() => { answer.body.destroy(new Error('the connection stalled')); }, limits.stallLimitMs);
  await writeFile(validator, validatorOf(answer), { mode: 0o600 });
  const handle = await open(part, from > 0 ? 'a' : 'w', 0o600);
  let here = from;
  let begin: Buffer = Buffer.alloc(0);
  let seen = from > 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) { // no encoding is set, so chunks are buffers
      stall.refresh();
      if (!seen) begin = Buffer.concat([begin, chunk]);
      if (!seen && begin.length >= SIGN_BYTES) {
        const other = looksLike(begin);
        if (other) return { kind: other };
        seen = true;
      }
      if (here + chunk.length > limits.maxBytes) throw tooLarge(answer.url, limits.maxBytes);
      await handle.writeFile(chunk).catch((error: unknown) => { throw toAppError(error); });
      here += chunk.length;
      onProgress(here, totalBytes);
    }
    await handle.sync();
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled; what arrived is kept.', {}, error);
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(stall);
    answer.body.destroy();
    await handle.close();
  }
  const other = seen ? undefined : looksLike(begin);
  if (other) return { kind: other };
  if (totalBytes !== undefined && here < totalBytes) return { problem: 'the connection ended early' };
  const proposedName = proposedNameOf(answer);
  return { kind: 'file', file: part, url: answer.url, contentType: answer.headers['content-type'] ?? '', ...(proposedName === undefined ? {} : { proposedName }) };
}

async function attempt(download: DirectDownload): Promise<Arrived | { problem: string }> {
  const { part, validator } = paths(download.folder);
  const known = await readFile(validator, 'utf8').catch(() => '');
  if (known === '') await rm(part, { force: true });
  const offset = await sizeOf(part);
  const headers = offset > 0 ? { range: `bytes=${offset}-`, 'if-range': known } : {};
  let answer: GuardedAnswer;
  try {
    answer = await guardedGet(download.url, { guard: download.guard, headers, signal: download.signal, answerLimitMs: download.limits.answerLimitMs });
  } catch (error) {
    if (toAppError(error).code === 'SOURCE_UNREACHABLE') return { problem: toAppError(error).message };
    throw error;
  }
  refuseStatus(answer);
  if (answer.status === 200 && isEndless(answer)) {
    answer.body.destroy();
    return { kind: 'endless' };
  }
  return receive(download, answer);
}

/**
 * @throws AppError ADDRESS_REFUSED, SOURCE_UNREACHABLE, SOURCE_REFUSED, SOURCE_TOO_LARGE, DOWNLOAD_FAILED, DISK_FULL, OUTPUT_UNWRITABLE, CANCELLED;
 * what arrived stays in the folder where another attempt may go on with it
 */
export async function downloadDirectly(download: DirectDownload): Promise<Arrived> {
  const { limits, signal, url } = download;
  const { part } = paths(download.folder);
  for (let failures = 0; ;) {
    const before = await sizeOf(part);
    const outcome = await attempt(download);
    if ('kind' in outcome) return outcome;
    failures = await sizeOf(part) > before ? 1 : failures + 1;
    if (failures >= limits.tries) {
      const nothing = await sizeOf(part) === 0;
      throw new AppError(nothing ? 'SOURCE_UNREACHABLE' : 'DOWNLOAD_FAILED', `${publicForm(url)} could not be loaded: ${outcome.problem}.`);
    }
    await sleep(Math.min(LONGEST_WAIT_MS, limits.firstWaitMs * 2 ** (failures - 1)), undefined, { signal }).catch(() => { throw new AppError('CANCELLED', 'Cancelled; what arrived is kept.'); });
  }
}
