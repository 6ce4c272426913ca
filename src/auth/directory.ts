/** A directory is asked who somebody is: search, then bind with what was typed (RFC 4513, 5.1.3). */
import { isIP } from 'node:net';
import { Client, Filter, InvalidCredentialsError, type Entry } from 'ldapts';
import type { AccountRole } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { accountBySubject, insertAccount, insertCredential, updateAccount } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { ensureOwnWorkspace } from './new-workspace.ts';
import type { People } from './people.ts';
import type { LdapSettings } from './settings.ts';

const PROVIDER = 'ldap';

/** `role`: what the groups say; undefined where none are configured. */
interface DirectoryPerson { subject: string; email: string; name: string; role: AccountRole | undefined }

const refused = (): AppError => new AppError('SIGN_IN_FAILED', 'Name and password do not belong together.');

/** A connection to the directory, closed at its end whatever happens. */
async function withClient<T>(settings: LdapSettings, work: (client: Client) => Promise<T>): Promise<T> {
  const host = new URL(settings.url).hostname.replace(/^\[|\]$/g, '');
  // The name that the certificate must have: for StartTLS nobody else says it, and 'localhost' would be expected.
  const tlsOptions = { minVersion: 'TLSv1.2', host, ...(isIP(host) === 0 ? { servername: host } : {}), ...(settings.certificates === undefined ? {} : { ca: settings.certificates }) } as const;
  const client = new Client({ url: settings.url, timeout: settings.timeoutMs, connectTimeout: settings.timeoutMs, ...(settings.url.startsWith('ldaps:') ? { tlsOptions } : {}) });
  try {
    if (settings.startTls) await client.startTLS(tlsOptions);
    return await work(client);
  } finally {
    await client.unbind().catch(() => undefined);
  }
}

/** Binds in a connection of its own. */
async function passwordFits(settings: LdapSettings, dn: string, password: string): Promise<boolean> {
  try {
    await withClient(settings, (client) => client.bind(dn, password));
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  }
}

function valueOf(entry: Entry, attribute: string): string | undefined {
  const key = Object.keys(entry).find((name) => name.toLowerCase() === attribute.toLowerCase());
  const value = key === undefined ? undefined : entry[key];
  const first = Array.isArray(value) ? value[0] : value;
  if (Buffer.isBuffer(first)) return first.toString('hex');
  return first === undefined || first === '' ? undefined : first;
}

const sameDn = (a: string, b: string): boolean => a.toLowerCase().replace(/\s*([,=])\s*/g, '$1') === b.toLowerCase().replace(/\s*([,=])\s*/g, '$1');

/** @throws AppError FORBIDDEN where a group is required and none fits */
async function roleIn(client: Client, { groups }: LdapSettings, dn: string): Promise<AccountRole | undefined> {
  if (!groups) return undefined;
  const { searchEntries } = await client.search(groups.baseDn, { scope: 'sub', filter: groups.filter.replaceAll('{dn}', () => Filter.escape(dn)), attributes: ['1.1'] });
  const found = groups.roles.find((each) => searchEntries.some((entry) => sameDn(entry.dn, each.dn)));
  if (!found && groups.required) throw new AppError('FORBIDDEN', 'This person is in none of the groups that may sign in here.');
  return found?.role ?? 'personal';
}

async function find(client: Client, settings: LdapSettings, name: string): Promise<Entry | undefined> {
  if (settings.bindDn !== undefined) await client.bind(settings.bindDn, settings.bindPassword ?? '');
  const { id, email, name: nameAttribute } = settings.attributes;
  const { searchEntries } = await client.search(settings.baseDn, {
    scope: 'sub', filter: settings.filter.replaceAll('{name}', () => Filter.escape(name)), attributes: [id, email, nameAttribute], sizeLimit: 2,
  });
  // Two of one name: nobody can say who is meant.
  return searchEntries.length === 1 ? searchEntries[0] : undefined;
}

async function ask(settings: LdapSettings, name: string, password: string): Promise<DirectoryPerson> {
  return withClient(settings, async (client) => {
    const entry = await find(client, settings, name);
    // An unknown name costs as many questions as a wrong password.
    const fits = await passwordFits(settings, entry?.dn ?? `cn=nobody,${settings.baseDn}`, password);
    if (!entry || !fits) throw refused();
    const [subject, email] = [valueOf(entry, settings.attributes.id), valueOf(entry, settings.attributes.email)];
    if (subject === undefined || email === undefined) throw new AppError('SIGN_IN_FAILED', 'The directory names no id or no mail address of this person.');
    return { subject, email, name: valueOf(entry, settings.attributes.name) ?? email, role: await roleIn(client, settings, entry.dn) };
  });
}

/** The person's account, made at the first time; its role follows the directory's groups. */
async function accountFor({ database, masterKeys }: People, { subject, email, name, role }: DirectoryPerson): Promise<string> {
  return database.transaction('everything', async (tx) => {
    const known = await accountBySubject(tx, PROVIDER, subject);
    if (known) {
      if (role === undefined || role === known.role) return known.id;
      await updateAccount(tx, known.id, { role });
      await recordAudit(tx, { workspaceId: null, actor: 'system:directory', action: 'account.role_changed', objectType: 'account', objectId: known.id, details: { from: known.role, to: role } });
      return known.id;
    }
    const id = await insertAccount(tx, { email, name, role: role ?? 'personal' });
    // Whoever may write mail addresses into the directory shall not take over accounts that way.
    if (id === undefined) throw new AppError('CONFLICT', 'The mail address of this person has another account here.');
    await insertCredential(tx, { userId: id, provider: PROVIDER, subject });
    await ensureOwnWorkspace(tx, masterKeys, id);
    await recordAudit(tx, { workspaceId: null, actor: 'system:directory', action: 'account.created', objectType: 'account', objectId: id, details: { role: role ?? 'personal' } });
    return id;
  });
}

/**
 * @returns the account's id
 * @throws AppError SIGN_IN_FAILED, SIGN_IN_SERVICE_UNREACHABLE, FORBIDDEN (no group), CONFLICT
 */
export async function checkDirectory(people: People, settings: LdapSettings, name: string, password: string): Promise<string> {
  // A bind with an empty password is anonymous, and succeeds (RFC 4513, 5.1.2).
  if (password === '' || name.trim() === '') throw refused();
  let person: DirectoryPerson;
  try {
    person = await ask(settings, name.trim(), password);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('SIGN_IN_SERVICE_UNREACHABLE', 'The directory could not be asked.', {}, error);
  }
  return accountFor(people, person);
}
