/** People for tests, made without HTTP: an account, its workspace with a key, a session and what a request of theirs carries. */
import { createSecretKey, randomUUID } from 'node:crypto';
import type { AccountRole, Permission, WorkspaceRole } from '@aima/contract';
import { ensureOwnWorkspace } from '../../src/auth/new-workspace.ts';
import { permissionsOf } from '../../src/auth/permissions.ts';
import type { Principal } from '../../src/auth/principal.ts';
import { cookieHeader } from '../../src/auth/session-cookie.ts';
import { AuthSettings } from '../../src/auth/settings.ts';
import { API_KEY_PREFIX, hashToken, newToken } from '../../src/auth/tokens.ts';
import { insertAccount, insertApiKey, insertMember, insertSession, type Database } from '../../src/db/index.ts';
import type { KeyRing } from '../../src/storage/index.ts';

/** The installation of tests: its master key and settings are in no other use. */
export const testMasterKeys: KeyRing = { current: createSecretKey(Buffer.alloc(32, 7)), earlier: [] };
export const testAuthSettings: AuthSettings = AuthSettings.parse({ publicUrl: 'http://localhost:8000', secret: 'only for tests, nobody is kept out' });

export interface Person {
  principal: Principal;
  userId: string;
  email: string;
  workspaceId: string;
  /** Headers of a browser where this person is signed in; it names its page, as browsers do with every change. */
  cookie: { cookie: string; 'sec-fetch-site': 'same-origin'; 'aima-workspace': string };
  /** Headers of a program with a key of this person's that may do all that the person may. */
  bearer: { authorization: string };
}

export interface PersonOptions {
  /** In the workspace; owner unless named. */
  role?: WorkspaceRole;
  accountRole?: AccountRole;
  /** Somebody else's workspace, to belong to; absent: this person's own. */
  workspaceId?: string;
  masterKeys?: KeyRing;
  settings?: AuthSettings;
}

/** A person of their own, as the server would have made one. */
export async function makePerson(database: Database, options: PersonOptions = {}): Promise<Person> {
  const { accountRole = 'personal', masterKeys = testMasterKeys, settings = testAuthSettings } = options;
  const email = `${randomUUID()}@example.test`;
  const token = newToken();
  const key = `${API_KEY_PREFIX}${newToken()}`;
  return database.transaction('everything', async (tx) => {
    const userId = await insertAccount(tx, { email, name: 'Test Person', role: accountRole }) ?? '';
    const own = await ensureOwnWorkspace(tx, masterKeys, userId) ?? '';
    const workspaceId = options.workspaceId ?? own;
    const workspaceRole = options.workspaceId === undefined ? 'owner' : options.role ?? 'owner';
    if (workspaceId !== own) await insertMember(tx, { workspaceId, userId, role: workspaceRole });
    const permissions: Set<Permission> = permissionsOf(workspaceRole, accountRole, ['personal', 'enterprise', 'admin']);
    const sessionId = await insertSession(tx, { userId, token, lastsMs: settings.sessionMs });
    await insertApiKey(tx, { workspaceId, userId, name: 'test', tokenHash: hashToken(key), ending: key.slice(-4), scopes: [...permissions] });
    return {
      principal: { kind: 'user', userId, actor: `user:${userId}`, sessionId, workspaceId, workspaceRole, accountRole, permissions },
      userId, email, workspaceId,
      cookie: { cookie: cookieHeader(settings, token), 'sec-fetch-site': 'same-origin', 'aima-workspace': workspaceId },
      bearer: { authorization: `Bearer ${key}` },
    };
  });
}
