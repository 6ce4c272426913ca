/** New accounts: the first administrator by the one-time link, others by an invitation, or freely where that is open. */
import type { AccountRole } from '@aima/contract';
import { hashPassword } from 'better-auth/crypto';
import { recordAudit } from '../audit/index.ts';
import { insertAccount, insertMember, openInvitation, readInstallation, setWelcome, spendInvitation, takeWelcome, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { ensureOwnWorkspace } from './new-workspace.ts';
import type { People } from './people.ts';
import { signInVouched, type SignedIn, type Visitor } from './sign-in.ts';
import { hashToken, newToken } from './tokens.ts';

/** At most one of the tokens. */
export interface NewPerson {
  email: string;
  name: string;
  password: string;
  welcomeToken?: string | undefined;
  invitationToken?: string | undefined;
}

/**
 * While nobody administrates: a new one-time link; the one before does not work any more.
 *
 * @param base how this server is reached: `http://127.0.0.1:8000`
 */
export async function welcomeLink({ database }: Pick<People, 'database'>, base: string): Promise<string | undefined> {
  const token = newToken();
  const made = await database.transaction('everything', (tx) => setWelcome(tx, hashToken(token)));
  return made ? `${base.replace(/\/$/, '')}/welcome#token=${token}` : undefined;
}

/** @throws AppError INVALID_MESSAGE */
export function checkNewPassword(password: string, email: string, passwordLength: number): void {
  if (password.length < passwordLength || password.length > 128) throw new AppError('INVALID_MESSAGE', `A password has ${passwordLength} to 128 characters.`, { least: passwordLength });
  if (password.toLowerCase() === email.toLowerCase()) throw new AppError('INVALID_MESSAGE', 'The mail address is no password.');
  if (new Set(password).size < 4) throw new AppError('INVALID_MESSAGE', 'A password has at least four different characters.');
}

const linkInvalid = (): AppError => new AppError('LINK_INVALID', 'This link does not work any more.');

/** Role of the account that this person may have, and the workspace they are invited to. The link is spent with the transaction. */
async function admission(tx: Transaction, person: NewPerson): Promise<{ role: AccountRole; invitation?: Awaited<ReturnType<typeof openInvitation>> }> {
  if (person.welcomeToken !== undefined) {
    if (!await takeWelcome(tx, hashToken(person.welcomeToken))) throw linkInvalid();
    return { role: 'admin' };
  }
  if (person.invitationToken !== undefined) {
    const invitation = await openInvitation(tx, hashToken(person.invitationToken));
    if (!invitation || (invitation.email !== null && invitation.email !== person.email.toLowerCase())) throw linkInvalid();
    return { role: 'enterprise', invitation };
  }
  const { registration, hasAdmin } = await readInstallation(tx);
  if (registration !== 'open' || !hasAdmin) throw new AppError('REGISTRATION_CLOSED', 'New accounts need an invitation here.');
  return { role: 'personal' };
}

/**
 * One transaction: link, account, workspace and key come together or not at all.
 *
 * @throws AppError LINK_INVALID, REGISTRATION_CLOSED, CONFLICT (the address has an account), INVALID_MESSAGE (password)
 */
export async function signUp(people: People, person: NewPerson, visitor: Visitor): Promise<SignedIn> {
  const { database, masterKeys, settings } = people;
  checkNewPassword(person.password, person.email, settings.passwordLength);
  const passwordHash = await hashPassword(person.password);
  const userId = await database.transaction('everything', async (tx) => {
    const { role, invitation } = await admission(tx, person);
    const id = await insertAccount(tx, { email: person.email, name: person.name, role, passwordHash });
    if (id === undefined) throw new AppError('CONFLICT', 'This mail address has an account already; sign in, then open the link.');
    const actor = `user:${id}`;
    await ensureOwnWorkspace(tx, masterKeys, id);
    if (invitation) {
      await insertMember(tx, { workspaceId: invitation.workspaceId, userId: id, role: invitation.role });
      await spendInvitation(tx, invitation.id, id);
      await recordAudit(tx, { workspaceId: invitation.workspaceId, actor, action: 'member.joined', objectType: 'account', objectId: id, details: { role: invitation.role, invitation: invitation.id } });
    }
    await recordAudit(tx, { workspaceId: null, actor, action: 'account.created', objectType: 'account', objectId: id, details: { role } });
    return id;
  });
  const signedIn = await signInVouched(people, userId, 'registration', visitor);
  if (signedIn.state !== 'signed_in') throw new Error('A new account has no second factor.');
  return signedIn;
}
