/** A file onto the other machine: goes on where it was broken off, and counts only once that machine has the right SHA-256. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import { runCommand } from './command.ts';
import type { Connection } from './connection.ts';
import { diskFull } from './disk-full.ts';
import { quote } from './quote.ts';
import type { CommandOptions, CommandResult, Shell } from './shell.ts';

const READ_BYTES = 2 ** 20;
/** What a file system may need beside the bytes themselves. */
const SPARE_KIB = 1024;

type Source = Parameters<Shell['send']>[0];
type SendOptions = NonNullable<Parameters<Shell['send']>[2]>;

/** Reads standard input. OpenSSL uses the processor's own instructions where coreutils do not, four times as fast. */
const SUM = 'sum() { if command -v openssl > /dev/null; then openssl dgst -sha256 -r; else sha256sum; fi | cut -c 1-64; }';

/** Output of a script that must succeed. */
async function done(connection: Connection, script: string, options: CommandOptions): Promise<string> {
  const { code, stdout, stderr }: CommandResult = await runCommand(connection, `export LC_ALL=C; umask 077; ${SUM}; ${script}`, options);
  if (code === 0) return stdout.trim();
  const why = stderr.trim();
  throw diskFull(why) ?? connection.lost(why === '' ? `a command ended with ${code}.` : why);
}

/** @returns how many bytes are there already, or `complete` */
async function whatIsThere(connection: Connection, source: Source, target: string, part: string, options: CommandOptions): Promise<number | 'complete'> {
  const [file, partFile, folder] = [quote(target), quote(part), quote(path.posix.dirname(target))];
  const answer = await done(connection, [
    `mkdir -p ${folder} || exit 1`,
    `if [ -f ${file} ] && [ "$(wc -c < ${file})" -eq ${source.sizeBytes} ] && [ "$(sum < ${file})" = ${quote(source.sha256)} ]; then echo complete; exit 0; fi`,
    `have=0; [ ! -f ${partFile} ] || have=$(wc -c < ${partFile})`,
    // Longer than the whole cannot be a beginning of it.
    `if [ "$have" -gt ${source.sizeBytes} ]; then rm -f ${partFile}; have=0; fi`,
    // Columns of POSIX df: the fourth is what is free, in KiB.
    `free=$(df -Pk ${folder} | awk 'NR == 2 { print $4 }')`,
    `if [ $(( (${source.sizeBytes} - have) / 1024 + ${SPARE_KIB} )) -gt "$free" ]; then echo "No space left for ${source.sizeBytes} bytes" >&2; exit 1; fi`,
    'echo "$have"',
  ].join('\n'), options);
  return answer === 'complete' ? answer : Number(answer);
}

/**
 * Two buffers in turn: one is read into while the other is sent. New ones for each piece would cost more than encrypting it does.
 */
async function* bytesFrom(source: Source, start: number, onProgress: SendOptions['onProgress']): AsyncGenerator<Uint8Array> {
  await using file = await open(source.path);
  let [current, next] = [Buffer.allocUnsafe(READ_BYTES), Buffer.allocUnsafe(READ_BYTES)];
  let at = start;
  let reading = file.read(current, 0, READ_BYTES, at);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return;
    const chunk = current.subarray(0, bytesRead);
    at += bytesRead;
    [current, next] = [next, current];
    reading = file.read(current, 0, READ_BYTES, at);
    // Where nobody asks on, nobody waits for it either.
    reading.catch(() => undefined);
    try {
      yield chunk;
    } finally {
      await reading.catch(() => undefined);
    }
    onProgress?.(at);
  }
}

/** @returns whether the machine now has the whole of it */
async function sendRest(connection: Connection, source: Source, target: string, have: number, part: string, { signal, onProgress }: SendOptions): Promise<boolean> {
  const [file, partFile] = [quote(target), quote(part)];
  // Hashed from memory afterwards: a pipe through another program on the way costs more than it saves.
  const answer = await done(connection, [
    `${have > 0 ? '' : `: > ${partFile} && `}cat >> ${partFile} || exit 1`,
    `[ "$(wc -c < ${partFile})" -eq ${source.sizeBytes} ] && [ "$(sum < ${partFile})" = ${quote(source.sha256)} ] || { rm -f ${partFile}; echo different; exit 0; }`,
    `mv -f ${partFile} ${file} && echo complete`,
  ].join('\n'), { ...signal && { signal }, input: have < source.sizeBytes ? bytesFrom(source, have, onProgress) : '' });
  return answer === 'complete';
}

/** @throws AppError MACHINE_UNREACHABLE, MEDIA_HASH_MISMATCH, DISK_FULL, CANCELLED */
export async function sendFile(connection: Connection, source: Source, target: string, options: SendOptions = {}): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(source.sha256)) throw new AppError('INTERNAL', 'A SHA-256 is 64 hexadecimal digits.');
  // Its name says what it will be, so only a beginning of the same content is gone on with.
  const part = `${target}.${source.sha256.slice(0, 16)}.part`;
  const have = await whatIsThere(connection, source, target, part, options.signal ? { signal: options.signal } : {});
  if (have === 'complete' || await sendRest(connection, source, target, have, part, options)) {
    options.onProgress?.(source.sizeBytes);
    return;
  }
  // What was there before may have been damaged; a second difference is that of the source.
  if (have > 0 && await sendRest(connection, source, target, 0, part, options)) return;
  throw new AppError('MEDIA_HASH_MISMATCH', `${path.posix.basename(target)}: what arrived has another SHA-256.`, { sha256: source.sha256 });
}
