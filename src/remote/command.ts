/** One command on the other machine: its output, its input, its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { AppError } from '../kernel/app-error.ts';
import type { Connection } from './connection.ts';
import { quote } from './quote.ts';
import type { CommandOptions, CommandResult } from './shell.ts';

const MOST_OUTPUT_BYTES = 2 ** 20;
/** What a login shell's own files may print before the command begins. */
const MOST_NOISE_BYTES = 2 ** 16;
const KILL_LIMIT_MS = 5_000;
/** How long a kill waits for the number of a command that just began. */
const BEGIN_LIMIT_MS = 2_000;

/**
 * Says its process number on both outputs, then becomes the command: what stands before is the login shell's noise. sshd makes
 * each command the leader of a session, so that number is also the group's. sshd refuses to pass signals to sessions of root.
 */
const WRAPPER = String.raw`printf '\n@aima %s\n' $$; printf '\n@aima %s\n' $$ >&2; exec sh -c "$0"`;
const BEGINNING = /\n@aima (\d+)\n/;

const wrapped = (command: string): string => `exec sh -c ${quote(WRAPPER)} ${quote(command)}`;

interface Output {
  take(chunk: Buffer): void;
  /** UTF-8. */
  text(): string;
  /** Of the process, once it said it. */
  readonly began: Promise<number>;
}

function output(): Output {
  const { promise: began, resolve } = Promise.withResolvers<number>();
  let noise = '';
  let begun = false;
  const kept: Buffer[] = [];
  let bytes = 0;
  const keep = (chunk: Buffer): void => {
    const piece = chunk.subarray(0, MOST_OUTPUT_BYTES - bytes);
    if (piece.length > 0) kept.push(piece);
    bytes += piece.length;
  };
  return {
    began,
    take(chunk) {
      if (begun) {
        keep(chunk);
        return;
      }
      // Latin-1 keeps every byte as it is.
      noise = (noise + chunk.toString('latin1')).slice(-MOST_NOISE_BYTES);
      const found = BEGINNING.exec(noise);
      if (!found) return;
      begun = true;
      resolve(Number(found[1]));
      keep(Buffer.from(noise.slice(found.index + found[0].length), 'latin1'));
    },
    // Of a command that never began, the noise is all there is.
    text: () => (begun ? Buffer.concat(kept).toString('utf8') : noise),
  };
}

/** Resolves when all of it lies in packets, so that its bytes may be overwritten, or when the channel has ended. */
const written = (channel: ClientChannel, chunk: Uint8Array, ended: AbortSignal): Promise<void> => new Promise((resolve) => {
  const go = (): void => {
    ended.removeEventListener('abort', go);
    resolve();
  };
  ended.addEventListener('abort', go, { once: true });
  channel.write(chunk, go);
});

/** Writes as fast as the other side reads; stops where the channel ends. Asks for the next chunk only when the last may be overwritten. */
async function feed(channel: ClientChannel, input: CommandOptions['input'], ended: AbortSignal): Promise<void> {
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) {
    channel.end(input === undefined ? undefined : Buffer.from(input));
    return;
  }
  for await (const chunk of input) {
    if (!ended.aborted) await written(channel, chunk, ended);
    if (ended.aborted) return;
  }
  channel.end();
}

/** Ends the command's whole process group; closes the channel where that cannot be done. */
async function kill(connection: Connection, channel: ClientChannel, began: Promise<number>, ended: AbortSignal): Promise<void> {
  const done = new Promise<void>((resolve) => {
    if (ended.aborted) resolve();
    else ended.addEventListener('abort', () => { resolve(); }, { once: true });
  });
  const pid = await Promise.race([began, done, sleep(BEGIN_LIMIT_MS, undefined, { ref: false })]);
  if (pid !== undefined && connection.isOpen()) {
    await connection.exec(`kill -KILL -- -${pid}`, (killer) => { killer.on('error', () => undefined).resume(); }).catch(() => undefined);
  }
  await Promise.race([done, sleep(KILL_LIMIT_MS, undefined, { ref: false })]);
  if (!ended.aborted) channel.close();
}

/** @throws AppError MACHINE_UNREACHABLE, CANCELLED, and whatever the input throws */
export async function runCommand(connection: Connection, command: string, options: CommandOptions = {}): Promise<CommandResult> {
  const { signal, limitMs, input } = options;
  const cancelled = (): AppError => new AppError('CANCELLED', 'Cancelled.', {}, signal?.reason);
  if (signal?.aborted) throw cancelled();
  const [stdout, stderr] = [output(), output()];
  const end = new AbortController();
  const { promise: ended, resolve: closed } = Promise.withResolvers<undefined>();
  let code = -1;
  const channel = await connection.exec(wrapped(command), (opened) => {
    opened.on('data', stdout.take).on('error', () => undefined)
      .on('exit', (status: number | null) => { code = status ?? -1; })
      // Also comes when the connection breaks.
      .once('close', () => {
        end.abort();
        closed(undefined);
      });
    opened.stderr.on('data', stderr.take);
  });
  const stop = (): void => { void kill(connection, channel, stderr.began, end.signal); };
  let late = false;
  const timer = limitMs === undefined ? undefined : setTimeout(() => {
    late = true;
    stop();
  }, limitMs);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const fed = feed(channel, input, end.signal).catch((error: unknown) => {
      stop();
      return { error };
    });
    await ended;
    if (signal?.aborted) throw cancelled();
    const broken = await Promise.race([fed, Promise.resolve()]);
    if (broken) throw broken.error;
    if (code === -1 && !connection.isOpen()) throw connection.lost();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
  return { code: late ? -1 : code, stdout: stdout.text(), stderr: late ? `${stderr.text()}\nended after ${limitMs ?? 0} ms` : stderr.text() };
}
