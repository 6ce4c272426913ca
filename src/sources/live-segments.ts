/**
 * A live source as a row of short files on the source's own clock. What the analysis has no time for is left out and told
 * as a gap; neither memory nor disk grows with the length of the stream.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../kernel/app-error.ts';
import { findFfmpeg } from '../media/index.ts';
import type { AddressGuard } from './address-guard.ts';
import { openLiveInput, type LiveSource } from './live-input.ts';
import { startRecorder, type RecordedPiece, type Recorder, type RecorderEnd, type RecorderLimits } from './live-recorder.ts';
import { withoutSecrets } from './source-address.ts';
import { openPassingFolder } from './work-folders.ts';

export interface LiveSegment {
  /** Removed when the next one is asked for. */
  path: string;
  /** Milliseconds since the first picture or sound that was recorded. */
  startMs: number;
  endMs: number;
  /** What is missing before it: left out, or lost with the connection. */
  gapBeforeMs: number;
  /** When it was complete, as `Date.now()`. */
  readyAt: number;
}

export type LiveEvent =
  | { type: 'left_out'; startMs: number; endMs: number }
  | { type: 'reconnecting'; attempt: number; why: string }
  | { type: 'gone'; why: string };

export interface LiveLimits extends RecorderLimits {
  /** Complete segments that wait; of a source that cannot wait itself the oldest is left out beyond it. */
  mostWaiting: number;
  /** Connections in a row without a segment, after there was one. */
  tries: number;
  firstWaitMs: number;
}

const standardLiveLimits: LiveLimits = { mostPieceBytes: 2 * 2 ** 30, mostPieceMs: 180_000, silenceMs: 45_000, mostWaiting: 3, tries: 6, firstWaitMs: 1_000 };

export interface LiveOptions {
  guard: AddressGuard;
  /** Segments lie below it while they wait. */
  folder: string;
  segmentSeconds: number;
  /** Ends by itself after so much of the stream. */
  forMs?: number | undefined;
  /** Finishes the running segment and ends. */
  stop: AbortSignal;
  /** Ends at once. */
  signal: AbortSignal;
  limits?: Partial<LiveLimits>;
  onEvent(event: LiveEvent): void;
}

/** Shorter holes are rounding. */
const LEAST_GAP_MS = 150;
const LONGEST_WAIT_MS = 15_000;
/** A wrong address shall not keep anybody waiting. */
const FIRST_TRIES = 2;

interface Queue {
  push(segment: LiveSegment): void;
  end(error?: unknown): void;
  /** Resolves once there is room again. */
  room(): Promise<void>;
  next(): Promise<LiveSegment | undefined>;
}

function segmentQueue(mostWaiting: number, leaveOut: ((segment: LiveSegment) => void) | undefined): Queue {
  const waiting: LiveSegment[] = [];
  let ended: { error?: unknown } | undefined;
  let wake = Promise.withResolvers<void>();
  const changed = (): void => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  return {
    push(segment) {
      waiting.push(segment);
      if (leaveOut && waiting.length > mostWaiting) for (const old of waiting.splice(0, waiting.length - mostWaiting)) leaveOut(old);
      changed();
    },
    end(error) {
      ended ??= error === undefined ? {} : { error };
      changed();
    },
    async room() {
      while (waiting.length >= mostWaiting && !ended) await wake.promise;
    },
    async next() {
      while (waiting.length === 0 && !ended) await wake.promise;
      const segment = waiting.shift();
      changed();
      if (segment === undefined && ended && 'error' in ended) throw ended.error;
      return segment;
    },
  };
}

function problemOf(source: LiveSource, { exitCode, complaints, failure }: RecorderEnd): AppError {
  const said = withoutSecrets(complaints.at(-1) ?? `ffmpeg ended with ${exitCode ?? 'a signal'}`);
  if (failure) return failure;
  if (/no space left on device/i.test(complaints.join('\n'))) return new AppError('DISK_FULL', 'No space left for the segments of the stream.');
  if (/not on whitelist|Invalid data found|Could not find codec|Only .* are supported|not currently supported/i.test(complaints.join('\n'))) return new AppError('MEDIA_UNREADABLE', `The stream is no video or sound that can be read: ${said}`);
  if (/40[0134]|unauthorized|forbidden/i.test(complaints.join('\n'))) return new AppError('SOURCE_REFUSED', `The stream is refused: ${said}`);
  return new AppError('SOURCE_UNREACHABLE', `${source.kind === 'stdin' ? 'Standard input' : 'The stream'} cannot be read: ${said}`);
}

interface Recordings {
  source: LiveSource;
  options: LiveOptions;
  limits: LiveLimits;
  folder: string;
  queue: Queue;
}

/** Whether another connection may bring more. */
const mayComeBack = (source: LiveSource, end: RecorderEnd, problem: AppError): boolean => {
  if (source.kind === 'stdin' || ['DISK_FULL', 'MEDIA_UNSUPPORTED', 'ADDRESS_REFUSED'].includes(problem.code)) return false;
  return source.kind === 'stream' || end.exitCode !== 0;
};

/** Connects, records, connects anew, until the end. @throws AppError where nothing could be recorded at all */
async function recordAll({ source, options, limits, folder, queue }: Recordings): Promise<void> {
  const { guard, segmentSeconds, forMs, stop, signal, onEvent } = options;
  const ffmpeg = await findFfmpeg();
  let endMs = 0;
  let originAt: number | undefined;
  let failures = 0;
  for (let connection = 0; ; connection++) {
    const input = await openLiveInput(source, guard);
    let baseMs: number | undefined;
    const onPiece = ({ file, startMs, endMs: pieceEnd }: RecordedPiece): void => {
      const readyAt = Date.now();
      originAt ??= readyAt - (pieceEnd - startMs);
      // After a loss the source begins its own clock anew; this one goes on with the time that passed.
      baseMs ??= connection === 0 ? -startMs : Math.max(endMs, readyAt - (pieceEnd - startMs) - originAt) - startMs;
      failures = 0;
      endMs = baseMs + pieceEnd;
      queue.push({ path: file, startMs: baseMs + startMs, endMs, gapBeforeMs: 0, readyAt });
    };
    const recorder = startRecorder({ ffmpeg, input, folder, prefix: `part${connection}`, segmentSeconds, limits, mayFeed: queue.room, onPiece, leftMs: forMs === undefined ? undefined : forMs - endMs });
    const end = await ending(recorder, stop, signal).finally(() => input.close());
    if (stop.aborted || signal.aborted || (forMs !== undefined && endMs >= forMs - LEAST_GAP_MS)) return;
    const problem = input.failure() ?? problemOf(source, end);
    if (!mayComeBack(source, end, problem)) {
      if (endMs === 0) throw problem;
      if (end.exitCode !== 0) onEvent({ type: 'gone', why: problem.message });
      return;
    }
    failures++;
    if (failures >= (endMs === 0 ? FIRST_TRIES : limits.tries)) {
      if (endMs === 0) throw problem;
      onEvent({ type: 'gone', why: problem.message });
      return;
    }
    onEvent({ type: 'reconnecting', attempt: failures, why: problem.message });
    await sleep(Math.min(LONGEST_WAIT_MS, limits.firstWaitMs * 2 ** (failures - 1)), undefined, { signal: AbortSignal.any([stop, signal]) }).catch(() => undefined);
    if (stop.aborted || signal.aborted) return;
  }
}

async function ending(recorder: Recorder, stop: AbortSignal, signal: AbortSignal): Promise<RecorderEnd> {
  stop.addEventListener('abort', recorder.stop, { once: true });
  signal.addEventListener('abort', recorder.kill, { once: true });
  if (stop.aborted) recorder.stop();
  if (signal.aborted) recorder.kill();
  try {
    return await recorder.ended;
  } finally {
    stop.removeEventListener('abort', recorder.stop);
    signal.removeEventListener('abort', recorder.kill);
  }
}

/**
 * One segment after the other, in order; the file of each lives until the next is asked for.
 * Ends with the stream, after `forMs`, or after `stop`.
 * @throws AppError ADDRESS_REFUSED, SOURCE_UNREACHABLE, SOURCE_REFUSED, MEDIA_UNREADABLE, MEDIA_UNSUPPORTED, DISK_FULL, FFMPEG_MISSING;
 * CANCELLED after `signal`
 */
export async function* liveSegments(source: LiveSource, options: LiveOptions): AsyncGenerator<LiveSegment, void, undefined> {
  const limits: LiveLimits = { ...standardLiveLimits, ...options.limits };
  const folder = await openPassingFolder(options.folder, 'live');
  const leaveOut = ({ path, startMs, endMs }: LiveSegment): void => {
    options.onEvent({ type: 'left_out', startMs, endMs });
    void rm(path, { force: true });
  };
  const queue = segmentQueue(limits.mostWaiting, source.kind === 'stdin' ? undefined : leaveOut);
  const own = new AbortController();
  const signal = AbortSignal.any([options.signal, own.signal]);
  const cancelled = (): void => { queue.end(new AppError('CANCELLED', 'Cancelled.')); };
  signal.addEventListener('abort', cancelled, { once: true });
  const recording = recordAll({ source, options: { ...options, signal }, limits, folder, queue }).then(() => { queue.end(); }, (error: unknown) => { queue.end(error); });
  try {
    let endMs = 0;
    for (let segment = await queue.next(); segment !== undefined; segment = await queue.next()) {
      if (options.signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
      const missing = segment.startMs - endMs;
      yield { ...segment, gapBeforeMs: missing >= LEAST_GAP_MS ? missing : 0 };
      await rm(segment.path, { force: true });
      endMs = segment.endMs;
    }
  } finally {
    own.abort();
    await recording;
    await rm(folder, { recursive: true, force: true });
  }
}
