/** Signing in with a directory: a real slapd on loopback. */
import { randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import { expect, test } from 'vitest';
import { authenticate, confirmAuthenticator, enrolAuthenticator, openPeople, signInWithDirectory, type AuthSettings, type People, type Principal } from '../../src/auth/index.ts';
import { LdapSettings } from '../../src/auth/settings.ts';
import { insertAccount, type Database } from '../../src/db/index.ts';
import { testAuthSettings, testMasterKeys } from './people.ts';
import { ADMIN_DN, BASE_DN, type Slapd } from './slapd.ts';

const PASSWORD = 'Grüße, directory!';
const visitor = { headers: new Headers(), ip: '127.0.0.1' };

export interface TestDirectory {
  slapd: Slapd;
  /** A person that no other test knows. @returns name to sign in with, distinguished name, mail address */
  person(more?: Record<string, string | string[]>): Promise<{ uid: string; dn: string; mail: string }>;
}

export async function fillDirectory(slapd: Slapd): Promise<TestDirectory> {
  for (const ou of ['people', 'groups']) await slapd.add(`ou=${ou},${BASE_DN}`, { objectClass: 'organizationalUnit', ou });
  return {
    slapd,
    async person(more = {}) {
      const uid = `u${randomUUID()}`;
      const dn = `uid=${uid},ou=people,${BASE_DN}`;
      const mail = `${uid}@example.test`;
      await slapd.add(dn, { objectClass: 'inetOrgPerson', uid, cn: 'Ada Directory', sn: 'Directory', mail, userPassword: PASSWORD, ...more });
      return { uid, dn, mail };
    },
  };
}

const addGroup = (slapd: Slapd, name: string, members: string[]): Promise<void> => slapd.add(`cn=${name},ou=groups,${BASE_DN}`, { objectClass: 'groupOfNames', cn: name, member: members });

/** `directory`: started before the first test. */
export function directoryCases(database: () => Database, directory: () => TestDirectory): void {
  const settings = (more: Record<string, unknown> = {}): AuthSettings => ({
    ...testAuthSettings,
    ldap: LdapSettings.parse({ url: directory().slapd.url, bindDn: ADMIN_DN, bindPassword: directory().slapd.adminPassword, baseDn: `ou=people,${BASE_DN}`, ...more }),
  });
  const open = (more?: Record<string, unknown>): People => openPeople({ database: database(), masterKeys: testMasterKeys, settings: settings(more) });

  async function signIn(people: People, name: string, password = PASSWORD): Promise<Principal | string> {
    const result = await signInWithDirectory(people, { name, password }, visitor);
    if (result.state !== 'signed_in') return result.state;
    return await authenticate(people, { cookie: result.cookies.map((cookie) => cookie.split(';')[0]).join('; ') }, { ip: '' }) ?? 'nobody';
  }

  test('a person of the directory signs in by name or mail address, and is one account', async () => {
    const people = open();
    const { uid, mail } = await directory().person();
    const first = await signIn(people, uid);
    expect(first).toMatchObject({ accountRole: 'personal', workspaceRole: 'owner' });
    expect(await signIn(people, mail)).toMatchObject({ userId: (first as Principal).userId });
  });

  test('wrong, empty and clever inputs get nobody in', async () => {
    const people = open();
    const { uid } = await directory().person();
    for (const [name, password] of [[uid, 'wrong'], [uid, ''], ['*', PASSWORD], [`${uid})(uid=*`, PASSWORD], [`${uid.slice(0, 8)}*`, PASSWORD], ['nobody', PASSWORD], ['', ''], [`${uid}\u0000`, PASSWORD]] as const) {
      await expect(signIn(people, name, password), `${name} ${password}`).rejects.toMatchObject({ code: 'SIGN_IN_FAILED', message: 'Name and password do not belong together.' });
    }
  });

  test('groups give the role, also later; where one is required nobody else comes in', async () => {
    const groups = { baseDn: `ou=groups,${BASE_DN}`, roles: [{ dn: `CN=admins-${randomUUID()}, ou=groups,${BASE_DN}`, role: 'admin' }, { dn: `cn=staff-${randomUUID()},ou=groups,${BASE_DN}`, role: 'enterprise' }] };
    const nameOf = (i: number): string => /=([\w-]+)/.exec(groups.roles[i]?.dn ?? '')?.[1] ?? '';
    const [ada, bob] = [await directory().person(), await directory().person()];
    await addGroup(directory().slapd, nameOf(1), [ada.dn]);
    const people = open({ groups });
    expect(await signIn(people, ada.uid)).toMatchObject({ accountRole: 'enterprise' });
    expect(await signIn(people, bob.uid)).toMatchObject({ accountRole: 'personal' });
    await expect(signIn(open({ groups: { ...groups, required: true } }), bob.uid)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await addGroup(directory().slapd, nameOf(0), [ada.dn]);
    expect(await signIn(people, ada.uid)).toMatchObject({ accountRole: 'admin' });
  });

  test('StartTLS and LDAPS; a certificate that is not trusted gets no password', async () => {
    const { uid } = await directory().person();
    const { url, secureUrl, certificate } = directory().slapd;
    expect(await signIn(open({ startTls: true, certificates: certificate }), uid)).toMatchObject({ kind: 'user' });
    expect(await signIn(open({ url: secureUrl, certificates: certificate }), uid)).toMatchObject({ kind: 'user' });
    // The last two: a trusted certificate of another name.
    const byName = (address: string): string => address.replace('127.0.0.1', 'localhost');
    for (const untrusted of [{ startTls: true }, { url: secureUrl }, { url: byName(url), startTls: true, certificates: certificate }, { url: byName(secureUrl), certificates: certificate }]) await expect(signIn(open(untrusted), uid)).rejects.toMatchObject({ code: 'SIGN_IN_SERVICE_UNREACHABLE' });
  });

  test('an authenticator is asked for after the directory, too', async () => {
    const people = open();
    const { uid } = await directory().person();
    const principal = await signIn(people, uid) as Principal;
    const result = await signInWithDirectory(people, { name: uid, password: PASSWORD }, visitor);
    const inside = { headers: new Headers({ cookie: result.cookies.map((cookie) => cookie.split(';')[0]).join('; ') }), ip: '' };
    const { uri } = await enrolAuthenticator(people, principal, undefined, inside);
    await confirmAuthenticator(people, principal, generateSync({ secret: new URL(uri).searchParams.get('secret') ?? '' }), inside);
    expect(await signIn(people, uid)).toBe('second_factor');
  });

  test('whoever writes another\'s mail address into the directory does not become them', async () => {
    const mail = `${randomUUID()}@example.test`;
    await database().transaction('everything', (tx) => insertAccount(tx, { email: mail, name: 'First', role: 'admin' }));
    const { uid } = await directory().person({ mail });
    await expect(signIn(open(), uid)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('a directory that is away says so, and passwords of tries are locked as others are', async () => {
    const { uid } = await directory().person();
    await expect(signIn(open({ url: 'ldap://127.0.0.1:1' }), uid)).rejects.toMatchObject({ code: 'SIGN_IN_SERVICE_UNREACHABLE' });
    await expect(signIn(open({ bindPassword: 'wrong' }), uid)).rejects.toMatchObject({ code: 'SIGN_IN_SERVICE_UNREACHABLE' });
    const strict = openPeople({ database: database(), masterKeys: testMasterKeys, settings: { ...settings(), lockOut: { perAccount: 2, perAddress: 1000, windowMs: 60_000, lockMs: 60_000 } } });
    const other = await directory().person();
    for (let i = 0; i < 2; i++) await expect(signIn(strict, other.uid, 'wrong')).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    await expect(signIn(strict, other.uid)).rejects.toMatchObject({ code: 'SIGN_IN_LOCKED' });
  });
}
