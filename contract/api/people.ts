/** People: who signs in, how, and with what rights. Moments are ISO 8601 in UTC. */
import { z } from 'zod';
import { Language } from '../units.ts';
import { AccountRole, Permission, WorkspaceRole } from './permissions.ts';

const moment = z.iso.datetime();
const secret = (most: number) => z.string().min(1).max(most);

export const Email = z.email().max(254).describe('Mail address; upper and lower case are the same');
export const PersonName = z.string().trim().min(1).max(200);
const NewPassword = z.string().min(8).max(128).describe('The installation may ask for more than 8 characters (`passwordLength` of the sign-in options)');

const Widgets = z.array(z.string().max(40)).max(40);

/** What one person likes the pages to be. */
export const Preferences = z.strictObject({
  language: Language.optional(),
  theme: z.enum(['system', 'light', 'dark']).optional(),
  dashboard: z.strictObject({ order: Widgets, hidden: Widgets }).optional().describe('Widgets of the dashboard in their order, and those that are not shown; unknown ones are passed over'),
}).meta({ id: 'Preferences' });
export type Preferences = z.infer<typeof Preferences>;

export const Account = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: AccountRole,
  secondFactor: z.boolean().describe('An authenticator is asked for at sign-in'),
  disabled: z.boolean(),
  lastSignInAt: moment.nullable(),
  createdAt: moment,
}).meta({ id: 'Account' });
export type Account = z.infer<typeof Account>;

export const Membership = z.object({ id: z.uuid(), name: z.string(), role: WorkspaceRole.describe('Of the person who asks'), personal: z.boolean().describe("An account's own workspace"), createdAt: moment }).meta({ id: 'Workspace' });
export type Membership = z.infer<typeof Membership>;

export const Me = z.object({
  account: Account,
  preferences: Preferences,
  workspaceId: z.uuid().describe('The workspace that this request is about'),
  permissions: z.array(Permission).describe('In that workspace'),
  workspaces: z.array(Membership).describe('Own one first'),
}).meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const AccountSettings = z.strictObject({ name: PersonName.optional(), preferences: Preferences.optional() }).meta({ id: 'AccountSettings' });

export const SignInOptions = z.object({
  needsAdministrator: z.boolean().describe('Nobody administrates yet: the server printed a one-time link'),
  registration: z.enum(['open', 'invitations']),
  passwordLength: z.int().describe('Least characters of a password'),
  directory: z.boolean().describe('Names and passwords of a directory (LDAP) are accepted'),
  providers: z.array(z.object({ id: z.string(), name: z.string() })).describe('Of single sign-on'),
}).meta({ id: 'SignInOptions' });

export const NewAccount = z.strictObject({
  email: Email,
  name: PersonName,
  password: NewPassword,
  welcomeToken: secret(200).optional().describe('From the one-time link of the first administrator'),
  invitationToken: secret(200).optional().describe('From an invitation'),
}).refine(({ welcomeToken, invitationToken }) => welcomeToken === undefined || invitationToken === undefined, 'One token at most').meta({ id: 'NewAccount' });

export const PasswordSignIn = z.strictObject({ email: z.string().min(1).max(254), password: secret(1000) });
export const DirectorySignIn = z.strictObject({ name: z.string().min(1).max(254), password: secret(1000) });
export const SecondFactorCode = z.strictObject({ kind: z.enum(['totp', 'recovery']).default('totp'), code: z.string().trim().min(4).max(64) });
export const SingleSignOnStart = z.strictObject({
  next: z.string().max(500).regex(/^\/(?![/\\])[\w\-./?=&%#]*$/, 'is a path on this server').default('/').describe('Path to go to afterwards'),
});

export const SignInState = z.object({ state: z.enum(['signed_in', 'second_factor']).describe('`second_factor`: send the code next; the answer set a cookie for it') }).meta({ id: 'SignInState' });

/** WebAuthn: what the browser's `navigator.credentials` takes and gives, as JSON. */
export const PasskeyOptions = z.looseObject({ challenge: z.string() }).meta({ id: 'PasskeyOptions' });
export const PasskeyAnswer = z.looseObject({ id: z.string().max(2000), type: z.literal('public-key') }).meta({ id: 'PasskeyAnswer' });
export const NewPasskey = z.strictObject({ name: PersonName, response: PasskeyAnswer });
export const Passkey = z.object({ id: z.uuid(), name: z.string().nullable(), createdAt: moment }).meta({ id: 'Passkey' });

export const PasswordChange = z.strictObject({ current: secret(1000), next: NewPassword });
export const PasswordConfirmation = z.strictObject({ password: secret(1000).optional().describe('Of accounts that have one') });
export const AuthenticatorCode = z.strictObject({ code: z.string().trim().regex(/^\d{6}$/) });
export const AuthenticatorSetup = z.object({ uri: z.string().describe('otpauth:// address, for a QR code'), recoveryCodes: z.array(z.string()) }).describe('Shown only now').meta({ id: 'AuthenticatorSetup' });
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) }).describe('Shown only now').meta({ id: 'RecoveryCodes' });

export const Session = z.object({
  id: z.uuid(), current: z.boolean(), userAgent: z.string().nullable(), address: z.string().nullable(), createdAt: moment, lastSeenAt: moment.describe('To the hour'), expiresAt: moment,
}).meta({ id: 'Session' });

export const ApiKey = z.object({
  id: z.uuid(), userId: z.uuid(), name: z.string(), ending: z.string().describe('Last characters of the key'), scopes: z.array(Permission),
  expiresAt: moment.nullable(), lastUsedAt: moment.nullable().describe('To the minute'), createdAt: moment, revokedAt: moment.nullable(),
}).meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;
export const NewApiKey = z.strictObject({ name: PersonName, scopes: z.array(Permission).min(1).max(Permission.options.length), expiresAt: moment.optional().describe('Absent: it does not expire') }).meta({ id: 'NewApiKey' });
export const MadeApiKey = ApiKey.extend({ key: z.string().describe('Shown only now; sent as `Authorization: Bearer KEY`') }).meta({ id: 'MadeApiKey' });

export const NewWorkspace = z.strictObject({ name: PersonName });
export const Member = z.object({ userId: z.uuid(), name: z.string(), email: z.string(), role: WorkspaceRole, since: moment }).meta({ id: 'Member' });
export const MemberChange = z.strictObject({ role: WorkspaceRole });
export const NewInvitation = z.strictObject({ role: WorkspaceRole, email: Email.optional().describe('Then only this address may accept') }).meta({ id: 'NewInvitation' });
export const Invitation = z.object({
  id: z.uuid(), role: WorkspaceRole, email: z.string().nullable(), createdAt: moment, expiresAt: moment, state: z.enum(['open', 'accepted', 'revoked', 'expired']),
}).meta({ id: 'Invitation' });
export const MadeInvitation = Invitation.extend({ token: z.string(), link: z.string().describe('To hand on; shown only now') }).meta({ id: 'MadeInvitation' });
export const InvitationToken = z.strictObject({ token: secret(200) });
export const InvitationFacts = z.object({ workspace: z.string().describe('Its name'), role: WorkspaceRole, email: z.string().nullable(), expiresAt: moment }).meta({ id: 'InvitationFacts' });

export const PasswordLink = z.object({ link: z.string().describe('To hand on; shown only now'), expiresAt: moment }).meta({ id: 'PasswordLink' });
export const PasswordByLink = z.strictObject({ token: secret(200), password: NewPassword });
export const AccountChange = z.strictObject({ role: AccountRole.optional(), disabled: z.boolean().optional() }).meta({ id: 'AccountChange' });
export const WorkspaceExistence = z.object({ id: z.uuid(), personal: z.boolean(), members: z.int(), createdAt: moment }).meta({ id: 'WorkspaceExistence' });
export const RegistrationSettings = z.object({ registration: z.enum(['open', 'invitations']), batchRoles: z.array(AccountRole).describe('Account roles that may run batches') }).meta({ id: 'RegistrationSettings' });
export const RegistrationChange = z.strictObject(RegistrationSettings.partial().shape).meta({ id: 'RegistrationChange' });
