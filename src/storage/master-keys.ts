/** The installation's master keys: given by the environment, or in a file that only its owner can read, made at the first start. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import { writePrivateFile } from './durable.ts';
import { keyFromBytes, keyId, type KeyRing } from './key-wrapping.ts';

const KEY_BYTES = 32;
const OTHERS = 0o077;

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;

/**
 * @param text keys of 32 bytes in base64, the current one first, earlier ones behind it (white space or commas between them);
 *   what follows `#` on a line is a remark
 * @throws AppError KEY_UNAVAILABLE; the message never holds what was given
 */
export function parseMasterKeys(text: string, from: string): KeyRing {
  const words = text.replace(/#.*$/gm, '').split(/[\s,]+/).filter((word) => word !== '');
  const keys = words.map((word, i) => {
    const bytes = Buffer.from(word, 'base64');
    if (bytes.length !== KEY_BYTES) throw new AppError('KEY_UNAVAILABLE', `Key ${i + 1} of ${from} is not ${KEY_BYTES} bytes in base64.`);
    return keyFromBytes(bytes);
  });
  const [current, ...earlier] = keys;
  if (!current) throw new AppError('KEY_UNAVAILABLE', `There is no key in ${from}.`);
  if (new Set(keys.map(keyId)).size !== keys.length) throw new AppError('KEY_UNAVAILABLE', `A key stands twice in ${from}.`);
  return { current, earlier };
}

async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { mode } = await handle.stat();
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) throw new AppError('KEY_UNAVAILABLE', `${file} can be read by others: chmod 600 it.`);
    return await handle.readFile('utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (hasCode(error, 'ELOOP')) throw new AppError('KEY_UNAVAILABLE', `${file} is a link; the file itself belongs there.`, {}, error);
    throw error;
  }
}

const newLine = (): string => `${randomBytes(KEY_BYTES).toString('base64')} # ${new Date().toISOString().slice(0, 10)}\n`;

/**
 * @param given the environment's keys; then no file is read or written
 * @param options.mayMake whether a missing file is made (not where stored media exist already: they would be lost quietly)
 * @throws AppError KEY_UNAVAILABLE: unreadable, readable by others, or missing and not to be made
 */
export async function openMasterKeys(file: string, given: string | undefined, options: { mayMake: boolean }): Promise<KeyRing> {
  if (given !== undefined && given.trim() !== '') return parseMasterKeys(given, 'the environment');
  let text = await readKeyFile(file);
  if (text === undefined) {
    if (!options.mayMake) throw new AppError('KEY_UNAVAILABLE', `The master key ${file} is missing.`);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    // `link` does not replace: of two processes that start at the same time both use the key of the first.
    await writePrivateFile(file, newLine(), (temporary) => link(temporary, file).catch((error: unknown) => { if (!hasCode(error, 'EEXIST')) throw error; }));
    text = await readKeyFile(file) ?? '';
  }
  return parseMasterKeys(text, file);
}

/** Puts a new key in front; the earlier ones stay until everything was wrapped anew (`rewrapKey`). @returns the new ring */
export async function addMasterKey(file: string): Promise<KeyRing> {
  const text = await readKeyFile(file);
  if (text === undefined) throw new AppError('KEY_UNAVAILABLE', `The master key ${file} is missing.`);
  const next = `${newLine()}${text}`;
  const ring = parseMasterKeys(next, file);
  await writePrivateFile(file, next);
  return ring;
}

/** Forgets the earlier keys: what is still wrapped under one of them can never be opened again. */
export async function dropEarlierMasterKeys(file: string): Promise<KeyRing> {
  const ring = parseMasterKeys(await readKeyFile(file) ?? '', file);
  await writePrivateFile(file, `${ring.current.export().toString('base64')}\n`);
  return { current: ring.current, earlier: [] };
}
