import { expect, test } from 'vitest';
import { readAuthSettings } from './settings.ts';

const given = { publicUrl: 'https://aima.example', secret: 'x'.repeat(32), sessionDays: 14, oidc: [], ldap: undefined };
const provider = { id: 'company', name: 'Company', issuer: 'https://id.example', clientId: 'a', clientSecret: 'hunter2' };
const directory = { url: 'ldaps://directory.example', baseDn: 'dc=example', bindPassword: 'hunter2' };

test('what is not said has a value, and days become milliseconds', () => {
  const settings = readAuthSettings({ ...given, sessionDays: 0.5, oidc: [provider], ldap: directory });
  expect(settings).toMatchObject({ sessionMs: 43_200_000, lockOut: { perAccount: 10, perAddress: 50 }, trustedOrigins: [] });
  expect(settings.oidc[0]).toMatchObject({ createsAccounts: false, scopes: ['openid', 'email', 'profile'] });
  expect(settings.ldap).toMatchObject({ attributes: { id: 'entryUUID', email: 'mail', name: 'cn' }, timeoutMs: 5000 });
});

test.each([
  ['oidc', { ...given, oidc: [{ ...provider, issuer: 'hunter2' }] }, 'signIn.oidc.0.issuer'],
  ['an id that is ours', { ...given, oidc: [{ ...provider, id: 'ldap' }] }, 'signIn.oidc.0.id'],
  ['one id twice', { ...given, oidc: [provider, provider] }, 'two have the same id'],
  ['ldap', { ...given, ldap: { ...directory, bindPassword: 12, url: 'http://hunter2' } }, 'signIn.ldap.url'],
  ['a filter that asks for nobody', { ...given, ldap: { ...directory, filter: '(uid=hunter2)' } }, 'signIn.ldap.filter'],
  ['StartTLS inside TLS', { ...given, ldap: { ...directory, startTls: true } }, 'startTls is for ldap://'],
  ['a short secret', { ...given, secret: 'hunter2' }, 'signIn.secret'],
])('%s: the value is named, and what was given is not', (_what, wrong, named) => {
  let said = '';
  try {
    readAuthSettings(wrong);
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    said = error instanceof Error ? error.message : '';
  }
  expect(said).toContain(named);
  expect(said).not.toContain('hunter2');
});
