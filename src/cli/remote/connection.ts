/** Which server the command line speaks with, and as whom. */
import type { Language } from '@aima/contract';
import { ApiError, createClient, type Client } from '@aima/contract/client';
import { AppError } from '../../kernel/app-error.ts';
import { readCredentials } from './credentials.ts';

export const DEFAULT_SERVER = 'http://127.0.0.1:8000';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConnectionChoice {
  env: Environment;
  language: Language;
  server?: string | undefined;
  workspace?: string | undefined;
}

export interface Connection {
  client: Client;
  server: string;
  /** False where nothing is known that could sign in. */
  signedIn: boolean;
}

/** The address as it names a server in the file of credentials. @throws AppError USAGE */
export function serverAddress(text: string): string {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '') throw new AppError('USAGE', `'${text}' is not the address of a server, such as ${DEFAULT_SERVER}.`);
  return url.origin;
}

/** Whether what is sent there in the clear stays on this machine. */
export const isPrivateLine = (server: string): boolean => server.startsWith('https:') || /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|$)/.test(server);

/** An empty variable is as good as none. */
export const variable = (env: Environment, name: string): string | undefined => (env[name] === '' ? undefined : env[name]);

/** `--server`, else AIMA_SERVER, else where was logged in last; the token of AIMA_TOKEN, else the one kept for that server. */
export async function connect({ env, language, server: given, workspace }: ConnectionChoice): Promise<Connection> {
  const known = await readCredentials(env);
  const server = serverAddress(given ?? variable(env, 'AIMA_SERVER') ?? known.current ?? DEFAULT_SERVER);
  const account = known.servers[server];
  const token = variable(env, 'AIMA_TOKEN') ?? account?.token;
  const inWorkspace = workspace ?? variable(env, 'AIMA_WORKSPACE');
  const client = createClient({ baseUrl: server, language, ...(token === undefined ? {} : { token }), ...(inWorkspace === undefined ? {} : { workspace: inWorkspace }) });
  return { client, server, signedIn: token !== undefined };
}

/** What the API said as the command line's own error; everything else as it is. */
export function asAppError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const issues = error.issues.slice(1).map(({ path, message }) => `\n  ${path}: ${message}`).join('');
  return new AppError(error.code, `${error.message}${issues}`, error.details, error);
}
