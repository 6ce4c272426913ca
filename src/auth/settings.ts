/** What an installation says about how people sign in. Times in milliseconds. */
import { AccountRole } from '@aima/contract';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A provider of single sign-on by OpenID Connect Discovery 1.0. */
export const OidcProvider = z.object({
  /** Part of its addresses: `/api/auth/callback/ID` is where it sends people back. */
  id: z.string().regex(/^[a-z0-9-]{1,40}$/).refine((id) => id !== 'credential' && id !== 'ldap', 'is taken'),
  name: z.string().min(1).max(80),
  /** The address whose `/.well-known/openid-configuration` describes it. */
  issuer: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scopes: z.array(z.string()).default(['openid', 'email', 'profile']),
  /** Whom the provider vouches for gets an account, even while registration is closed. */
  createsAccounts: z.boolean().default(false),
});
export type OidcProvider = z.infer<typeof OidcProvider>;

/** A directory that people's names and passwords are checked against (RFC 4511, RFC 4513). */
export const LdapSettings = z.object({
  /** `ldaps://host:636`, or `ldap://host:389` together with `startTls`. */
  url: z.url({ protocol: /^ldaps?$/ }),
  startTls: z.boolean().default(false),
  /** Certificates (PEM) to trust in place of the system's. */
  certificates: z.string().optional(),
  /** Who looks people up; absent: anonymous. */
  bindDn: z.string().optional(),
  bindPassword: z.string().optional(),
  /** Where people are. */
  baseDn: z.string().min(1),
  /** RFC 4515; `{name}` is what was typed, escaped. */
  filter: z.string().includes('{name}').default('(&(objectClass=person)(|(uid={name})(mail={name})))'),
  /** Attributes; `id` never changes and is nobody else's. */
  attributes: z.object({ id: z.string().default('entryUUID'), email: z.string().default('mail'), name: z.string().default('cn') }).prefault({}),
  groups: z.object({
    baseDn: z.string().min(1),
    /** `{dn}` is the person's, escaped. */
    filter: z.string().includes('{dn}').default('(&(objectClass=groupOfNames)(member={dn}))'),
    /** First match wins; who is in none of them may not sign in where `required` is set. */
    roles: z.array(z.object({ dn: z.string().min(1), role: AccountRole })),
    required: z.boolean().default(false),
  }).optional(),
  timeoutMs: z.int().positive().default(5000),
}).refine(({ url, startTls }) => !(startTls && url.startsWith('ldaps:')), 'startTls is for ldap:// addresses');
export type LdapSettings = z.infer<typeof LdapSettings>;

export const AuthSettings = z.object({
  /** As people's browsers name this server, without a path: `https://aima.example`. */
  publicUrl: z.url(),
  /** Signs cookies and encrypts second factors; at least 32 characters that nobody else knows. */
  secret: z.string().min(32),
  /** Other origins whose pages may write with a signed-in person's cookie. */
  trustedOrigins: z.array(z.url()).default([]),
  sessionMs: z.int().positive().default(14 * DAY),
  /** A session's token is changed when it is older and its holder asks who they are. */
  rotateAfterMs: z.int().nonnegative().default(60 * MINUTE),
  invitationMs: z.int().positive().default(7 * DAY),
  passwordLength: z.int().min(8).max(64).default(10),
  /** Failed sign-ins of one account, and from one address, before a lock. */
  lockOut: z.object({
    perAccount: z.int().positive().default(10),
    perAddress: z.int().positive().default(50),
    windowMs: z.int().positive().default(15 * MINUTE),
    lockMs: z.int().positive().default(15 * MINUTE),
  }).prefault({}),
  oidc: z.array(OidcProvider).refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two have the same id').default([]),
  ldap: LdapSettings.optional(),
});
export type AuthSettings = z.infer<typeof AuthSettings>;


/**
 * From the server's configuration, whose `oidc` and `ldap` are unchecked.
 *
 * @throws AppError CONFIG_INVALID; its message names the value, never what was given
 */
export function readAuthSettings(given: { publicUrl: string; secret: string; sessionDays: number; oidc: unknown; ldap: unknown; trustedOrigins?: readonly string[] }): AuthSettings {
  const { sessionDays, ...rest } = given;
  const read = AuthSettings.safeParse({ ...rest, sessionMs: Math.round(sessionDays * DAY) });
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `signIn.${path.join('.')}: ${message.split(/,? received/)[0] ?? ''}`);
  throw new AppError('CONFIG_INVALID', problems.join('; '));
}
