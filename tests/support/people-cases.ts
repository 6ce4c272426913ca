/** Who asks, where they belong, and the walls between workspaces: one set of tests for both databases. */
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { addWorkspaceKey, authenticate, rewrapWorkspaceKeys, workspaceKeys, type Principal } from '../../src/auth/index.ts';
import { rotateSession, type Database } from '../../src/db/index.ts';
import { rowsOf } from '../../src/db/database.ts';
import { keyFromBytes, newKey, unwrapKey, wrapKey } from '../../src/storage/index.ts';
import { makePerson, testAuthSettings, testMasterKeys } from './people.ts';

const ask = (database: Database, headers: Record<string, string>, workspaceId?: string): Promise<Principal | undefined> =>
  authenticate({ database, masterKeys: testMasterKeys, settings: testAuthSettings }, headers, { ip: '127.0.0.1', ...(workspaceId === undefined ? {} : { workspaceId }) });

const execute = (database: Database, query: ReturnType<typeof sql>): Promise<unknown> => database.transaction('everything', (tx) => tx.execute(query));

/** `database`: opened before the first test. */
export function authenticateCases(database: () => Database): void {
  test('a session and a key are the person they were made for', async () => {
    const person = await makePerson(database());
    expect(await ask(database(), { cookie: person.cookie.cookie })).toEqual(person.principal);
    expect(await ask(database(), person.bearer)).toMatchObject({ kind: 'api_key', userId: person.userId, workspaceId: person.workspaceId, permissions: person.principal.permissions });
    expect(await ask(database(), {})).toBeUndefined();
  });

  test('what was changed, is unknown or belongs to another secret opens nothing', async () => {
    const { cookie, bearer } = await makePerson(database());
    const other = { ...testAuthSettings, secret: 'another secret of another installation' };
    const headers = { cookie: cookie.cookie };
    expect(await authenticate({ database: database(), masterKeys: testMasterKeys, settings: other }, headers, { ip: '' })).toBeUndefined();
    expect(await ask(database(), { cookie: cookie.cookie.replace('=', '=x') })).toBeUndefined();
    expect(await ask(database(), { cookie: 'aima.session_token=%zz' })).toBeUndefined();
    expect(await ask(database(), { authorization: `${bearer.authorization}x` })).toBeUndefined();
    // A wrong key is not made good by a right cookie.
    expect(await ask(database(), { ...headers, authorization: 'Bearer aima_nonsense' })).toBeUndefined();
    expect(await ask(database(), { authorization: bearer.authorization.replace('Bearer', 'Basic') })).toBeUndefined();
  });

  test('a workspace is chosen among those one belongs to, and no other is admitted to exist', async () => {
    const owner = await makePerson(database());
    const guest = await makePerson(database(), { workspaceId: owner.workspaceId, role: 'viewer' });
    const stranger = await makePerson(database());
    const seen = await ask(database(), { cookie: guest.cookie.cookie }, owner.workspaceId);
    expect(seen).toMatchObject({ workspaceId: owner.workspaceId, workspaceRole: 'viewer' });
    expect([...seen?.permissions ?? []].sort()).toEqual(['jobs:read', 'media:read', 'results:read']);
    // Without a word it is the own one.
    expect((await ask(database(), { cookie: guest.cookie.cookie }))?.workspaceId).not.toBe(owner.workspaceId);
    for (const headers of [{ cookie: stranger.cookie.cookie }, stranger.bearer]) await expect(ask(database(), headers, owner.workspaceId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('an administrator manages the system and is a stranger in others\' workspaces', async () => {
    const owner = await makePerson(database());
    const admin = await makePerson(database(), { accountRole: 'admin' });
    expect((await ask(database(), { cookie: admin.cookie.cookie }))?.permissions.has('system:manage')).toBe(true);
    expect(owner.principal.permissions.has('system:manage')).toBe(false);
    await expect(ask(database(), { cookie: admin.cookie.cookie }, owner.workspaceId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('disabled accounts, expired and revoked keys and ended sessions open nothing, at once', async () => {
    const person = await makePerson(database());
    const headers = { cookie: person.cookie.cookie };
    await execute(database(), sql`update api_key set expires_at = now() - interval '1 second' where user_id = ${person.userId}`);
    expect(await ask(database(), person.bearer)).toBeUndefined();
    await execute(database(), sql`update api_key set expires_at = null, revoked_at = now() where user_id = ${person.userId}`);
    expect(await ask(database(), person.bearer)).toBeUndefined();
    await execute(database(), sql`update account set disabled_at = now() where id = ${person.userId}`);
    expect(await ask(database(), headers)).toBeUndefined();
    await execute(database(), sql`update account set disabled_at = null where id = ${person.userId}`);
    expect(await ask(database(), headers)).toBeDefined();
    await execute(database(), sql`update account_session set expires_at = now() - interval '1 second' where user_id = ${person.userId}`);
    expect(await ask(database(), headers)).toBeUndefined();
  });

  test('a key may do what its scopes say and its owner may, and remembers its last use', async () => {
    const owner = await makePerson(database());
    const editor = await makePerson(database(), { workspaceId: owner.workspaceId, role: 'editor' });
    await execute(database(), sql`update api_key set scopes = '{media:read,workspace:manage,system:manage}' where user_id = ${editor.userId}`);
    expect([...(await ask(database(), editor.bearer))?.permissions ?? []]).toEqual(['media:read']);
    const rows = await database().read('everything', (tx) => rowsOf(tx, sql`select last_used_at is not null as used from api_key where user_id = ${editor.userId}`, z.object({ used: z.boolean() })));
    expect(rows).toEqual([{ used: true }]);
    await execute(database(), sql`delete from workspace_member where user_id = ${editor.userId} and workspace_id = ${owner.workspaceId}`);
    expect(await ask(database(), editor.bearer)).toBeUndefined();
  });

  test('batches are for the account roles that the installation names', async () => {
    const person = await makePerson(database());
    await execute(database(), sql`update installation set batch_roles = '{enterprise}'`);
    const permissions = (await ask(database(), { cookie: person.cookie.cookie }))?.permissions;
    await execute(database(), sql`update installation set batch_roles = '{personal,enterprise,admin}'`);
    expect([permissions?.has('jobs:batch'), permissions?.has('jobs:start')]).toEqual([false, true]);
  });

  test('the token before a rotation is good for what was under way; later it ends the session', async () => {
    const person = await makePerson(database());
    const headers = { cookie: person.cookie.cookie };
    const token = decodeURIComponent(headers.cookie.split('=')[1] ?? '').split('.')[0] ?? '';
    const { sessionId = '' } = person.principal;
    expect(await database().transaction('everything', (tx) => rotateSession(tx, sessionId, token, `next-${token}`, 60_000))).toBe(true);
    expect(await database().transaction('everything', (tx) => rotateSession(tx, sessionId, token, 'late', 60_000))).toBe(false);
    expect(await ask(database(), headers)).toBeDefined();
    await execute(database(), sql`update account_session set rotated_at = now() - interval '2 minutes' where id = ${sessionId}`);
    expect(await ask(database(), headers)).toBeUndefined();
    const rows = await database().read('everything', (tx) => rowsOf(tx, sql`select id from account_session where id = ${sessionId}`, z.object({})));
    expect(rows).toEqual([]);
  });
}

export function workspaceKeyCases(database: () => Database): void {
  test('a workspace has a key; a new one wraps, the earlier one still opens', async () => {
    const { workspaceId } = await makePerson(database());
    const purpose = { kind: 'file', workspaceId, fileId: 'a' } as const;
    const before = await database().read({ workspaceId }, (tx) => workspaceKeys(tx, testMasterKeys, workspaceId));
    const wrapped = wrapKey(before, newKey(), purpose);
    await database().transaction('everything', (tx) => addWorkspaceKey(tx, testMasterKeys, workspaceId));
    const after = await database().read({ workspaceId }, (tx) => workspaceKeys(tx, testMasterKeys, workspaceId));
    expect(after.earlier).toHaveLength(1);
    expect(after.current.equals(before.current)).toBe(false);
    expect(unwrapKey(after, wrapped, purpose).equals(unwrapKey(before, wrapped, purpose))).toBe(true);
  });

  test('after a new master key the old one is needed until everything was wrapped anew', async () => {
    const { workspaceId } = await makePerson(database());
    const next = keyFromBytes(randomBytes(32));
    const keysUnder = (ring: typeof testMasterKeys): ReturnType<typeof workspaceKeys> => database().read({ workspaceId }, (tx) => workspaceKeys(tx, ring, workspaceId));
    const before = await keysUnder(testMasterKeys);
    await expect(keysUnder({ current: next, earlier: [] })).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
    const both = { current: next, earlier: [testMasterKeys.current] };
    expect(await database().transaction('everything', (tx) => rewrapWorkspaceKeys(tx, both))).toBeGreaterThan(0);
    const after = await keysUnder({ current: next, earlier: [] });
    expect(after.current.equals(before.current)).toBe(true);
    await database().transaction('everything', (tx) => rewrapWorkspaceKeys(tx, { current: testMasterKeys.current, earlier: [next] }));
  });

  test('from inside a workspace only its members, keys and invitations can be seen, and nothing of how people sign in', async () => {
    const mine = await makePerson(database());
    await makePerson(database());
    const inside = <T>(query: ReturnType<typeof sql>, shape: z.ZodType<T>): Promise<T[]> => database().read({ workspaceId: mine.workspaceId }, (tx) => rowsOf(tx, query, shape));
    const id = z.object({ id: z.string() });
    expect(await inside(sql`select id from account`, id)).toEqual([{ id: mine.userId }]);
    expect(await inside(sql`select user_id as id from workspace_member`, id)).toEqual([{ id: mine.userId }]);
    expect(await inside(sql`select user_id as id from api_key`, id)).toEqual([{ id: mine.userId }]);
    expect(await inside(sql`select workspace_id as id from workspace_key`, id)).toEqual([{ id: mine.workspaceId }]);
    for (const table of ['account_credential', 'account_session', 'account_verification', 'account_two_factor', 'account_passkey', 'sign_in_failure', 'installation']) {
      await expect(inside(sql`select * from ${sql.identifier(table)}`, z.object({})), table).rejects.toMatchObject({ cause: { code: '42501' } });
    }
    await expect(inside(sql`select disabled_at from account`, z.object({}))).rejects.toMatchObject({ cause: { code: '42501' } });
  });
}
