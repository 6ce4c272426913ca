/** Which servers the command line knows, and the keys it got there: one file that only its owner reads. Passwords are never kept. */
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { temporaryBeside } from '../../kernel/atomic-file.ts';
import { AppError } from '../../kernel/app-error.ts';

export const Account = z.object({
  /** API key. */
  token: z.string(),
  /** Of the key, to revoke it at logout; absent where a key was given and is not ours to revoke. */
  keyId: z.string().optional(),
  email: z.string().optional(),
});
export type Account = z.infer<typeof Account>;

const Credentials = z.object({
  /** The server of the last login. */
  current: z.string().optional(),
  servers: z.record(z.string(), Account).default({}),
});
export type Credentials = z.infer<typeof Credentials>;

type Environment = Readonly<Record<string, string | undefined>>;

const OWNER_ONLY = 0o600;

export const configFolder = (env: Environment): string => path.join(env['XDG_CONFIG_HOME'] ?? path.join(env['HOME'] ?? homedir(), '.config'), 'aima');
const fileOf = (env: Environment): string => path.join(configFolder(env), 'credentials.json');

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** @throws AppError CONFIG_INVALID */
export async function readCredentials(env: Environment): Promise<Credentials> {
  const file = fileOf(env);
  try {
    const { mode } = await stat(file);
    // Somebody copied it without care; others could read a key.
    if ((mode & 0o077) !== 0) await chmod(file, OWNER_ONLY);
    return Credentials.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return { servers: {} };
    if (error instanceof SyntaxError || error instanceof z.ZodError) throw new AppError('CONFIG_INVALID', `${file} is not what aima login writes; delete it and log in again.`, {}, error);
    throw error;
  }
}

/** Replaces the file; it is never readable for others, not even for a moment. */
export async function writeCredentials(env: Environment, credentials: Credentials): Promise<void> {
  const file = fileOf(env);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = temporaryBeside(file);
  try {
    const handle = await open(temporary, 'wx', OWNER_ONLY);
    try {
      await handle.writeFile(`${JSON.stringify(credentials, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
