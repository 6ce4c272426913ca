/** People who knock at the rooms themselves, without HTTP: their browsers, and what their tests look at. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { authenticate, installation, openPeople, signUp, type AuthSettings, type People, type Principal, type Visitor } from '../../src/auth/index.ts';
import { rowsOf } from '../../src/db/database.ts';
import type { Database } from '../../src/db/index.ts';
import { makePerson, testAuthSettings, testMasterKeys } from './people.ts';

export const PASSWORD = 'correct horse battery';

export interface Browser extends Visitor {
  headers: Headers;
  take(cookies: readonly string[]): void;
}

/** Keeps cookies. */
export function browser(ip = '127.0.0.1'): Browser {
  const kept = new Map<string, string>();
  const headers = new Headers({ 'user-agent': 'test browser' });
  return {
    headers, ip,
    take(cookies) {
      for (const cookie of cookies) {
        const [pair = ''] = cookie.split(';', 1);
        const name = pair.slice(0, pair.indexOf('='));
        if (/max-age=0/i.test(cookie)) kept.delete(name);
        else kept.set(name, pair);
      }
      headers.set('cookie', [...kept.values()].join('; '));
    },
  };
}

export const who = (people: People, visitor: Visitor): Promise<Principal | undefined> => authenticate(people, visitor.headers, { ip: visitor.ip });

export async function whoSurely(people: People, visitor: Visitor): Promise<Principal> {
  const principal = await who(people, visitor);
  if (!principal) throw new Error('Nobody is signed in.');
  return principal;
}

export const execute = (people: People, query: ReturnType<typeof sql>): Promise<unknown> => people.database.transaction('everything', (tx) => tx.execute(query));

export async function auditOf(people: People, objectId: string): Promise<string[]> {
  const rows = await people.database.read('everything', (tx) => rowsOf(tx, sql`select action from audit_entry where object_id = ${objectId} order by seq`, z.object({ action: z.string() })));
  return rows.map(({ action }) => action);
}

export const tokenOf = (link: string | undefined): string => /#token=(.+)$/.exec(link ?? '')?.[1] ?? '';
export const newMail = (): string => `${randomUUID()}@example.test`;

/** Somebody administrates, or nobody else could come. */
export async function openRegistration(people: People): Promise<void> {
  if (!(await installation(people)).hasAdmin) await makePerson(people.database, { accountRole: 'admin' });
  await execute(people, sql`update installation set registration = 'open'`);
}

/** Somebody with a password, signed in. */
export async function register(people: People, ip?: string): Promise<{ visitor: Browser; principal: Principal; email: string }> {
  await openRegistration(people);
  const visitor = browser(ip);
  const email = newMail();
  visitor.take((await signUp(people, { email, name: 'Somebody', password: PASSWORD }, visitor)).cookies);
  await execute(people, sql`update installation set registration = 'invitations'`);
  return { visitor, principal: await whoSurely(people, visitor), email };
}

export const openOver = (database: Database, more: Partial<AuthSettings> = {}): People => openPeople({ database, masterKeys: testMasterKeys, settings: { ...testAuthSettings, ...more } });
