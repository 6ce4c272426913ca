/** The commands `keys` and `workspaces`. */
import { Permission } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import type { Remote, RemoteCommand } from './command.ts';
import { readCredentials } from './credentials.ts';
import { signIn } from './session.ts';
import { dayInWords } from './words.ts';

const DAY_MS = 86_400_000;

async function listKeys(remote: Remote): Promise<void> {
  const { texts, language, around: { signal } } = remote;
  const client = await remote.client();
  const keys = [];
  for await (const key of client.pages('listApiKeys', { query: { limit: 500 } }, { signal })) if (key.revokedAt === null) keys.push(key);
  const rows = keys.map(({ id, name, ending, expiresAt, scopes }) => [id, `${printable(name)} (…${ending})`, expiresAt === null ? texts.never : dayInWords(expiresAt, language), scopes.join(',')]);
  remote.tell({ keys }, rows.length === 0 ? `${texts.none}\n` : table([texts.columns.keys, ...rows]));
}

/** A key cannot make keys, so whoever wants one signs in. */
async function makeKey(remote: Remote, name: string): Promise<void> {
  const { texts, language, option, around: { env, signal } } = remote;
  const { server } = await remote.connection();
  const days = remote.number('days', 0.01);
  const wanted = option('scope')?.split(',').map((word) => {
    const scope = Permission.safeParse(word.trim());
    if (!scope.success) throw new AppError('USAGE', texts.unknownScope(word, Permission.options.join(', ')));
    return scope.data;
  });
  const session = await signIn(remote, server, { language, workspace: option('workspace') }, (await readCredentials(env)).servers[server]?.email);
  try {
    const scopes = wanted ?? (await session.client.api.getMe({}, { signal })).permissions;
    const made = await session.client.api.createApiKey({ body: { name, scopes, ...(days === undefined ? {} : { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() }) } }, { signal });
    if (!remote.json) remote.say(texts.keyMade);
    remote.tell(made, `${made.key}\n`);
  } finally {
    await session.end();
  }
}

export const keys: RemoteCommand = {
  flags: { scope: { type: 'string' }, days: { type: 'string' }, email: { type: 'string' } },
  async run(remote) {
    const { words: [word, subject, ...more], texts } = remote;
    if (word === undefined) {
      await listKeys(remote);
      return exitCodes.done;
    }
    if (word !== 'make' && word !== 'revoke') throw new AppError('USAGE', texts.unknownWord('keys', word));
    if (subject === undefined || more.length > 0) throw new AppError('USAGE', texts.needs.key);
    if (word === 'make') await makeKey(remote, subject);
    else {
      await (await remote.client()).api.revokeApiKey({ path: { id: subject } }, { signal: remote.around.signal });
      remote.tell({ revoked: subject }, `${texts.keyRevoked}\n`);
    }
    return exitCodes.done;
  },
};

export const workspaces: RemoteCommand = {
  async run(remote) {
    const { texts, around: { signal } } = remote;
    const { api } = await remote.client();
    const [me, { items }] = await Promise.all([api.getMe({}, { signal }), api.listWorkspaces({}, { signal })]);
    const rows = items.map(({ id, name, role }) => [id === me.workspaceId ? '*' : '', id, printable(name), role]);
    remote.tell({ workspaceId: me.workspaceId, workspaces: items }, `${table([texts.columns.workspaces, ...rows])}${items.length > 1 ? `${texts.otherWorkspace}\n` : ''}`);
    return exitCodes.done;
  },
};
