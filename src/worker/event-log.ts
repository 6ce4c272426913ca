/**
 * The events of one task, numbered from 1, on disk: a reader that lost its connection goes on after the last
 * number it saw, and a long film's findings never pile up in memory.
 */
import { open, type FileHandle } from 'node:fs/promises';
import type { TaskEvent } from '@aima/contract';
import type { TaskEventBody } from '../pipeline/index.ts';

export interface EventLog {
  append(body: TaskEventBody): Promise<void>;
  /** Lines (NDJSON) from the event after `seq` on, waiting for new ones until the log is closed. */
  lines(seq: number, signal: AbortSignal): AsyncGenerator<Buffer>;
  /** No more events will come. */
  close(): Promise<void>;
}

/** One read of the file; several events, or part of a large one. */
const READ_BYTES = 256 * 1024;

export async function openEventLog(file: string): Promise<EventLog> {
  const handle: FileHandle = await open(file, 'wx+', 0o600);
  /** starts[n] is where event n + 1 begins; the last entry is where the file ends. */
  const starts: number[] = [0];
  let closed = false;
  let wake = Promise.withResolvers<void>();
  let writing: Promise<void> = Promise.resolve();

  const ended = (): number => starts.at(-1) ?? 0;
  const announce = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };

  async function write(body: TaskEventBody): Promise<void> {
    const event: TaskEvent = { ...body, seq: starts.length };
    const line = Buffer.from(`${JSON.stringify(event)}\n`);
    await handle.write(line, 0, line.length, ended());
    starts.push(ended() + line.length);
    announce();
  }

  return {
    append(body) {
      // One after the other, whatever callers do: numbers and places in the file must agree.
      const next = writing.then(() => write(body));
      writing = next.catch(() => undefined);
      return next;
    },
    async *lines(seq, signal) {
      const aborted = new Promise<void>((resolve) => { signal.addEventListener('abort', () => { resolve(); }, { once: true }); });
      let at = starts[seq] ?? ended();
      while (!signal.aborted) {
        const news = wake.promise;
        if (at < ended()) {
          const chunk = Buffer.alloc(Math.min(READ_BYTES, ended() - at));
          const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
          at += bytesRead;
          yield chunk.subarray(0, bytesRead);
        } else if (closed) return;
        else await Promise.race([news, aborted]);
      }
    },
    async close() {
      await writing;
      closed = true;
      announce();
    },
  };
}
