/** Events of a workspace over a WebSocket that is opened anew whenever it breaks, from the last number that was seen. */
import type { EventKind, EventMessage, EventReset } from '../api/events.ts';
import { pauseMs, sleep } from './backoff.ts';

/** The part of a WebSocket that is used here; browsers and Node both have it. */
export interface Socket {
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  close(): void;
}

export interface WatchOptions {
  /** Number of the last event that is known; without it, only what happens from now on. */
  after?: number;
  signal?: AbortSignal;
  /** `broken` until it is `open` again; nothing is lost in between. */
  onConnection?(state: 'open' | 'broken'): void;
}

export interface WatchParts {
  /** @param after as in WatchOptions */
  open(after: number | undefined): Socket;
  /** Told after a connection that did not open: throws where another attempt makes no sense, such as after a revoked key. */
  refuse(signal: AbortSignal | undefined): Promise<void>;
  /** First pause before a new connection, in milliseconds. */
  pauseMs: number;
}

export type Watched = EventMessage | EventReset;

const KINDS: Readonly<Record<EventKind, true>> = { 'upload.changed': true, 'media.changed': true, 'job.changed': true, 'run.changed': true, 'job.progress': true, 'machine.changed': true, metrics: true, alert: true, 'results.changed': true };

/** By hand: browsers would load the whole of zod for these few fields. */
function messageOf(value: unknown): Watched | undefined {
  if (typeof value !== 'object' || value === null || !('seq' in value) || !Number.isSafeInteger(value.seq)) return undefined;
  const seq = Number(value.seq);
  if ('reset' in value && value.reset === true && seq >= 0) return { reset: true, seq };
  if (!('kind' in value) || typeof value.kind !== 'string' || !Object.hasOwn(KINDS, value.kind) || seq <= 0) return undefined;
  if (!('at' in value) || typeof value.at !== 'string' || !('body' in value) || typeof value.body !== 'object' || value.body === null) return undefined;
  // Each property was looked at above.
  return value as EventMessage;
}

/** More than this many waiting: whoever reads is slower than what happens, and the server keeps them better than we do. */
const MOST_WAITING = 5_000;

interface Line {
  /** The next message; undefined when the connection is over and nothing waits any more. */
  next(): Promise<Watched | undefined>;
  opened(): boolean;
  close(): void;
}

function lineOf(socket: Socket, onOpen: () => void): Line {
  const waiting: Watched[] = [];
  let wake: (() => void) | undefined;
  let over = false;
  let open = false;
  const changed = (): void => { wake?.(); };
  socket.addEventListener('open', () => {
    open = true;
    onOpen();
  });
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string' || over) return;
    const message = messageOf(safeJson(data));
    // Signs of life and kinds that a newer server knows.
    if (!message) return;
    waiting.push(message);
    if (waiting.length >= MOST_WAITING) {
      over = true;
      socket.close();
    }
    changed();
  });
  const end = (): void => {
    over = true;
    changed();
  };
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);
  return {
    opened: () => open,
    close: () => {
      end();
      socket.close();
    },
    async next() {
      while (waiting.length === 0 && !over) {
        await new Promise<void>((resolve) => { wake = resolve; });
      }
      return waiting.shift();
    },
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Ends when the signal aborts. @throws ApiError where the server refuses whoever asks */
export async function* watchEvents({ open, refuse, pauseMs: firstPauseMs }: WatchParts, { after, signal, onConnection }: WatchOptions = {}): AsyncGenerator<Watched, void, undefined> {
  let seen = after;
  for (let failures = 0; !signal?.aborted; failures++) {
    const line = lineOf(open(seen), () => {
      failures = 0;
      onConnection?.('open');
    });
    const leave = (): void => { line.close(); };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      for (let message = await line.next(); message && !signal?.aborted; message = await line.next()) {
        seen = message.seq;
        yield message;
      }
    } finally {
      signal?.removeEventListener('abort', leave);
      line.close();
    }
    if (signal?.aborted) return;
    onConnection?.('broken');
    if (!line.opened()) await refuse(signal);
    await sleep(pauseMs(failures, firstPauseMs), signal).catch(() => undefined);
  }
}
