/** A server for tests: in this process (`openServer`), or the real program as a process of its own (`startServerProgram`). */
import { createServer } from 'node:net';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createClient, type Client } from '@aima/contract/client';
import type { z } from 'zod';
import { startServer } from '../../src/bin/server/start.ts';
import { loadConfig } from '../../src/config/index.ts';
import { openLog } from '../../src/http/log.ts';
import { emptyDatabase } from './empty-database.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../src/bin/cli.ts');

/** The first administrator of every server here. */
export const ADMIN = { email: 'admin@example.com', name: 'Ada Admin', password: 'a long enough password 7' } as const;

export interface Session {
  /** Sends a request as this person; a body becomes JSON. Changes come from AIMA's own page. */
  ask(method: string, address: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The same, and the answer's JSON; any status but 2xx fails with what it said. */
  json<T>(shape: z.ZodType<T>, method: string, address: string, body?: unknown, headers?: Record<string, string>): Promise<T>;
  /** `Cookie` of this person. */
  cookie: string;
}

const cookiesOf = (answer: Response): string => answer.headers.getSetCookie().map((each) => each.split(';', 1)[0]).join('; ');

/** Nobody in particular with an empty cookie. */
export function session(url: string, cookie: string): Session {
  const ask: Session['ask'] = (method, address, body, headers = {}) => fetch(new URL(address, url), {
    method,
    headers: { origin: url, ...(cookie === '' ? {} : { cookie }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    ask, cookie,
    async json(shape, method, address, body, headers) {
      const answer = await ask(method, address, body, headers);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
      return shape.parse(JSON.parse(text));
    },
  };
}

/** The typed client as AIMA's own page has it: with this cookie, from this origin. */
export const clientOf = (url: string, cookie: string): Client => createClient({
  baseUrl: url,
  fetch(input, init) {
    const request = new Request(input, init);
    request.headers.set('cookie', cookie);
    request.headers.set('origin', url);
    return fetch(request);
  },
});

/** As Playwright takes them. */
export const browserCookies = (url: string, cookie: string): { name: string; value: string; url: string }[] =>
  cookie.split('; ').map((each) => ({ name: each.slice(0, each.indexOf('=')), value: each.slice(each.indexOf('=') + 1), url }));

const tokenOf = (link: string): string => new URL(link).hash.replace('#token=', '');

/** Makes the first account by the one-time link. */
export async function firstAdmin(url: string, welcomeLink: string): Promise<Session> {
  const answer = await session(url, '').ask('POST', '/api/v1/auth/sign-up', { ...ADMIN, welcomeToken: tokenOf(welcomeLink) });
  if (!answer.ok) throw new Error(`The first account was refused: ${answer.status} ${await answer.text()}`);
  return session(url, cookiesOf(answer));
}

/** @param person ADMIN, or another account */
export async function signIn(url: string, person: { email: string; password: string } = ADMIN): Promise<Session> {
  const { email, password } = person;
  const answer = await session(url, '').ask('POST', '/api/v1/auth/sign-in', { email, password });
  if (!answer.ok) throw new Error(`Signing in was refused: ${answer.status} ${await answer.text()}`);
  return session(url, cookiesOf(answer));
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => { if (address !== null && typeof address === 'object') resolve(address.port); });
    });
  });

/** A new data folder with an empty database; what was made here is removed when its server has ended. */
async function newFolder(): Promise<string> {
  const data = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'aima-server-')));
  await emptyDatabase(path.join(data, 'database'));
  return data;
}

const remove = (folder: string): void => { rmSync(folder, { recursive: true, force: true }); };

export interface ServerOptions {
  /** A folder that stays; without it one that is made and removed. */
  data?: string;
  /** Variables of the environment, such as DATABASE_URL; nothing of the real environment counts in this process. */
  env?: Record<string, string>;
}

export interface TestServer {
  url: string;
  data: string;
  /** Signed in; made with the first call on a new data folder. */
  admin(): Promise<Session>;
  stop(): Promise<void>;
}

/** The whole server inside this process, on a free port and a folder of its own. */
export async function openServer({ data: given, env = {} }: ServerOptions = {}): Promise<TestServer> {
  const data = given ?? await newFolder();
  const { config } = loadConfig({ AIMA_DATA: data, AIMA_PORT: String(await freePort()), AIMA_LOG_LEVEL: 'warn', ...env });
  const server = await startServer(config, openLog(config.log.level));
  let admin: Promise<Session> | undefined;
  return {
    url: server.url, data,
    async stop() {
      await server.stop();
      if (given === undefined) remove(data);
    },
    admin: () => (admin ??= server.welcomeLink === undefined ? signIn(server.url) : firstAdmin(server.url, server.welcomeLink)),
  };
}

export interface ServerProgram {
  child: ChildProcess;
  url: string;
  data: string;
  /** On a folder where nobody administrates yet. */
  welcomeLink?: string;
  /** Everything that it said so far. */
  output(): string;
  /** Sends the signal and resolves with the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Resolves with the exit code once it ended by itself. */
  ended: Promise<number | null>;
}

/** Starts the real program. @throws Error with what it said, if it ends before it is ready */
export async function startServerProgram({ data: given, env = {}, args = [] }: ServerOptions & { args?: readonly string[] } = {}): Promise<ServerProgram> {
  const data = given ?? await newFolder();
  const port = env['AIMA_PORT'] ?? String(await freePort());
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LANG: 'C', LC_ALL: 'C', AIMA_DATA: data, AIMA_PORT: port, ...env },
  });
  let said = '';
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      if (given === undefined) remove(data);
      resolve(code);
    });
  });
  const ready = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /AIMA is ready: (\S+) .*\n/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([ready, ended.then((code) => { throw new Error(`The server ended with ${code}: ${said}`); })]);
  // The link comes right behind the first line.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const welcomeLink = /(http\S+\/welcome#token=\S+)/.exec(said)?.[1];
  return {
    child, url, data, ended, output: () => said, ...(welcomeLink === undefined ? {} : { welcomeLink }),
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
