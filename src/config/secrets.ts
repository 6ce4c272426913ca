/** What an installation makes up once and then keeps: in `<data>/secrets`, for its owner alone. */
import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, openSync, closeSync, fsyncSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import type { ServerConfig } from './schema.ts';

const OTHERS = 0o077;
const SECRET_BYTES = 32;

export const secretsFolder = (data: string): string => path.join(data, 'secrets');
export const masterKeyFile = (data: string): string => path.join(secretsFolder(data), 'master.key');
const sessionSecretFile = (data: string): string => path.join(secretsFolder(data), 'session.secret');

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;

function refuseOpenModes(place: string, wanted: string): void {
  if (process.platform !== 'win32' && (statSync(place).mode & OTHERS) !== 0) throw new AppError('CONFIG_INVALID', `${place} can be read by others: chmod ${wanted} it.`);
}

/** The data folder and the one of its secrets, for their owner alone where they are made here. @throws AppError CONFIG_INVALID, OUTPUT_UNWRITABLE */
export function makeFolders(data: string): void {
  try {
    const made = mkdirSync(data, { recursive: true, mode: 0o700 });
    // `mode` holds for every folder that was made on the way; the umask may have taken more away.
    if (made !== undefined) chmodSync(data, 0o700);
    mkdirSync(secretsFolder(data), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppError('OUTPUT_UNWRITABLE', `AIMA's own folder ${data} cannot be written: ${error instanceof Error ? error.message : String(error)}`, {}, error);
  }
  refuseOpenModes(secretsFolder(data), '700');
}

function readSecret(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    refuseOpenModes(file, '600');
    if (text.length < SECRET_BYTES) throw new AppError('CONFIG_INVALID', `${file} holds no secret of at least ${SECRET_BYTES} characters.`);
    return text;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** `link` does not replace: of two processes that start at the same time both use the secret of the first. */
function writeSecret(file: string): void {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(descriptor, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What signs cookies: configured, or made at the first start. @throws AppError CONFIG_INVALID */
export function sessionSecret({ data, signIn }: ServerConfig): string {
  if (signIn.secret !== undefined) return signIn.secret;
  const file = sessionSecretFile(data);
  const there = readSecret(file);
  if (there !== undefined) return there;
  writeSecret(file);
  return readSecret(file) ?? '';
}
