/** The commands `login`, `logout` and `whoami`. */
import { hostname } from 'node:os';
import { createClient } from '@aima/contract/client';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import type { Remote, RemoteCommand } from './command.ts';
import { asAppError, DEFAULT_SERVER, isPrivateLine, serverAddress, variable } from './connection.ts';
import { readCredentials, writeCredentials, type Account } from './credentials.ts';
import { signIn } from './session.ts';

/** Of a key's name, as the server allows it. */
const LONGEST_NAME = 200;

async function serverOf({ words, option, texts, around: { env } }: Remote): Promise<string> {
  if (words.length > 1) throw new AppError('USAGE', texts.needs.server);
  return serverAddress(words[0] ?? option('server') ?? variable(env, 'AIMA_SERVER') ?? (await readCredentials(env)).current ?? DEFAULT_SERVER);
}

/** With a key that somebody brings. @throws ApiError where it is not good */
async function withKey(remote: Remote, server: string, given: string): Promise<{ account: Account; who: string }> {
  const { language, around: { signal } } = remote;
  const token = given === '-' ? (await remote.prompt().ask('')).trim() : given;
  const { account } = await createClient({ baseUrl: server, language, token }).api.getMe({}, { signal });
  return { account: { token, email: account.email }, who: account.email };
}

/** As a person, who makes a key for this machine and is signed out again. */
async function withPassword(remote: Remote, server: string): Promise<{ account: Account; who: string }> {
  const { texts, language, option, around: { signal } } = remote;
  const session = await signIn(remote, server, { language, workspace: option('workspace') });
  try {
    const { api } = session.client;
    const { account, permissions } = await api.getMe({}, { signal });
    const { key, id } = await api.createApiKey({ body: { name: texts.keyName(hostname()).slice(0, LONGEST_NAME), scopes: permissions } }, { signal });
    return { account: { token: key, keyId: id, email: account.email }, who: account.email };
  } finally {
    await session.end();
  }
}

/** The key of an earlier login at this server would be forgotten and live on. */
async function revoke(server: string, { token, keyId }: Account, remote: Remote): Promise<void> {
  if (keyId === undefined) return;
  await createClient({ baseUrl: server, token, language: remote.language }).api.revokeApiKey({ path: { id: keyId } }, { signal: remote.around.signal });
}

export const login: RemoteCommand = {
  flags: { email: { type: 'string' }, token: { type: 'string' } },
  async run(remote) {
    const { texts, around: { env } } = remote;
    const server = await serverOf(remote);
    if (!isPrivateLine(server)) remote.say(texts.inTheClear(server));
    const given = remote.option('token');
    const { account, who } = given === undefined ? await withPassword(remote, server) : await withKey(remote, server, given);
    const known = await readCredentials(env);
    const earlier = known.servers[server];
    await writeCredentials(env, { current: server, servers: { ...known.servers, [server]: account } });
    if (earlier) await revoke(server, earlier, remote).catch(() => undefined); // it may have ended long ago
    remote.tell({ server, account: who }, `${texts.loggedIn(server, who)}\n`);
    return exitCodes.done;
  },
};

export const logout: RemoteCommand = {
  async run(remote) {
    const { texts, around: { env, signal } } = remote;
    const server = await serverOf(remote);
    const known = await readCredentials(env);
    const { [server]: account, ...servers } = known.servers;
    if (!account) {
      remote.tell({ server, forgotten: false }, `${texts.notKept(server)}\n`);
      return exitCodes.done;
    }
    const left = known.current === server ? Object.keys(servers)[0] : known.current;
    const failure = await revoke(server, account, remote).then(() => undefined, asAppError);
    signal.throwIfAborted();
    await writeCredentials(env, { servers, ...(left === undefined ? {} : { current: left }) });
    remote.tell({ server, forgotten: true, revoked: failure === undefined && account.keyId !== undefined }, `${failure === undefined ? texts.loggedOut(server) : texts.forgotten(server, toAppError(failure).message)}\n`);
    return exitCodes.done;
  },
};

export const whoami: RemoteCommand = {
  async run(remote) {
    const { texts: { who }, around: { signal } } = remote;
    const { client, server } = await remote.connection();
    const me = await client.api.getMe({}, { signal });
    const workspace = me.workspaces.find(({ id }) => id === me.workspaceId);
    remote.tell({ server, ...me }, table([
      [who.server, server], [who.account, `${me.account.name} <${me.account.email}>`], [who.role, me.account.role],
      [who.workspace, `${workspace?.name ?? ''} (${me.workspaceId}${workspace ? `, ${workspace.role}` : ''})`], [who.may, me.permissions.join(', ')],
    ]));
    return exitCodes.done;
  },
};
