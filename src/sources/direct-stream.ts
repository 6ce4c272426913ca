/**
 * The file behind an address as its bytes come, without writing any of them down. A torn connection is taken up again where it ended,
 * if the server can and the file is provably the same.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { AddressGuard } from './address-guard.ts';
import { isEndless, looksLike, placeOf, proposedNameOf, refusePacked, refuseStatus, SIGN_BYTES, tooLarge, validatorOf, type DownloadLimits } from './direct-download.ts';
import { guardedGet, type GuardedAnswer } from './guarded-request.ts';
import { publicForm } from './source-address.ts';

export interface DirectStream {
  url: URL;
  guard: AddressGuard;
  limits: DownloadLimits;
  signal: AbortSignal;
}

export type Opened =
  | { kind: 'file'; body: AsyncIterable<Uint8Array>; proposedName?: string; close(): Promise<void> }
  | { kind: 'page' | 'playlist' | 'endless' };

const cancelled = (cause?: unknown): AppError => new AppError('CANCELLED', 'Cancelled.', {}, cause);

async function pause({ limits, signal }: DirectStream, failures: number): Promise<void> {
  await sleep(limits.firstWaitMs * 2 ** (failures - 1), undefined, { signal }).catch((error: unknown) => { throw cancelled(error); });
}

/** An answer whose body begins at `from`. */
async function connect(asked: DirectStream, from: number, validator: string): Promise<GuardedAnswer> {
  const { url, guard, limits, signal } = asked;
  for (let failures = 1; ; failures++) {
    let problem: string;
    try {
      const answer = await guardedGet(url, { guard, signal, answerLimitMs: limits.answerLimitMs, headers: from > 0 ? { range: `bytes=${from}-`, 'if-range': validator } : {} });
      const fits = placeOf(answer)?.from === from;
      if (fits) return answer;
      answer.body.destroy();
      refuseStatus(answer);
      if (answer.status === 200) throw new AppError('DOWNLOAD_FAILED', `${publicForm(url)} became another file while it was loaded.`);
      problem = `status ${answer.status}`;
    } catch (error) {
      const known = toAppError(error);
      if (known.code !== 'SOURCE_UNREACHABLE') throw known;
      problem = known.message;
    }
    if (failures >= limits.tries) throw new AppError('SOURCE_UNREACHABLE', `${publicForm(url)} could not be loaded: ${problem}.`);
    await pause(asked, failures);
  }
}

/** How long the reader takes counts for nothing; how long the sender is silent does. */
async function* chunksOf({ body }: GuardedAnswer, stallLimitMs: number): AsyncGenerator<Uint8Array> {
  const arm = (): NodeJS.Timeout => setTimeout(() => { body.destroy(new Error('the connection stalled')); }, stallLimitMs);
  let stall = arm();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) { // no encoding is set, so chunks are buffers
      clearTimeout(stall);
      yield chunk;
      stall = arm();
    }
  } finally {
    clearTimeout(stall);
    body.destroy();
  }
}

async function* wholeOf(asked: DirectStream, first: GuardedAnswer): AsyncGenerator<Uint8Array> {
  const { url, limits, signal } = asked;
  const validator = validatorOf(first);
  const totalBytes = placeOf(first)?.totalBytes;
  let here = 0;
  let answer = first;
  for (let failures = 0; ;) {
    let problem = 'the connection ended early';
    try {
      for await (const chunk of chunksOf(answer, limits.stallLimitMs)) {
        if (here + chunk.length > limits.maxBytes) throw tooLarge(url, limits.maxBytes);
        yield chunk;
        here += chunk.length;
        failures = 0;
      }
      if (totalBytes === undefined || here >= totalBytes) return;
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (signal.aborted) throw cancelled(error);
      problem = error instanceof Error ? error.message : String(error);
    }
    failures++;
    if (validator === '' || failures >= limits.tries) throw new AppError('DOWNLOAD_FAILED', `${publicForm(url)} could not be loaded: ${problem}.`);
    await pause(asked, failures);
    answer = await connect(asked, here, validator);
  }
}

async function* joined(begin: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* begin;
  yield* rest;
}

/**
 * @returns the file, to be closed in any case; or what else is there
 * @throws AppError ADDRESS_REFUSED, SOURCE_UNREACHABLE, SOURCE_REFUSED, SOURCE_TOO_LARGE, DOWNLOAD_FAILED, CANCELLED; the body raises the same
 */
export async function openDirectly(asked: DirectStream): Promise<Opened> {
  const answer = await connect(asked, 0, '');
  if (isEndless(answer)) {
    answer.body.destroy();
    return { kind: 'endless' };
  }
  const totalBytes = placeOf(answer)?.totalBytes;
  const rest = wholeOf(asked, answer);
  const close = async (): Promise<void> => {
    await rest.return(undefined);
    answer.body.destroy();
  };
  try {
    refusePacked(answer);
    if (totalBytes !== undefined && totalBytes > asked.limits.maxBytes) throw tooLarge(asked.url, asked.limits.maxBytes);
    const begin: Uint8Array[] = [];
    for (let sizeBytes = 0; sizeBytes < SIGN_BYTES;) {
      const next = await rest.next();
      if (next.done === true) break;
      begin.push(next.value);
      sizeBytes += next.value.length;
    }
    const other = looksLike(Buffer.concat(begin));
    if (other) {
      await close();
      return { kind: other };
    }
    const proposedName = proposedNameOf(answer);
    return { kind: 'file', body: joined(begin, rest), close, ...(proposedName === undefined ? {} : { proposedName }) };
  } catch (error) {
    await close();
    throw error;
  }
}
