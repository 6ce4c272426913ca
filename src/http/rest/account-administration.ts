/** What administrators do with accounts and registration; of workspaces they see that they exist. */
import { Account, AccountChange, Email, pageOf, PageQuery, PasswordLink, RegistrationChange, RegistrationSettings, WorkspaceExistence } from '@aima/contract';
import { z } from 'zod';
import { accounts, changeAccount, changeInstallation, installation, passwordLink, resetSecondFactor, workspaceExistence, type People } from '../../auth/index.ts';
import { operation, type Operation } from '../operation.ts';
import { accountOf, iso } from './auth-answers.ts';

const tag = 'system';
const access = 'system:manage' as const;
const Id = z.object({ id: z.uuid() });

const withNext = <T>(items: T[], next: string | undefined): { items: T[]; next?: string } => ({ items, ...(next === undefined ? {} : { next }) });

export const accountAdministrationOperations = (people: People): Operation[] => [
  operation({
    id: 'listAccounts', method: 'GET', path: '/system/accounts', tag, summary: 'Accounts, newest first', access, query: PageQuery.extend({ email: Email.optional(), text: z.string().trim().max(254).optional().describe('In name or mail address') }), result: pageOf(Account),
    handle: async ({ principal, query }) => {
      const { items, next } = await accounts(people, principal, query);
      return withNext(items.map(accountOf), next);
    },
  }),
  operation({
    id: 'changeAccount', method: 'PATCH', path: '/system/accounts/:id', tag, summary: 'Changes the role of an account, disables or enables it', description: 'Disabling ends its sessions; its keys open nothing meanwhile.',
    access, params: Id, body: AccountChange, result: Account, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: async ({ principal, params, body }) => accountOf(await changeAccount(people, principal, params.id, body)),
  }),
  operation({
    id: 'resetSecondFactor', method: 'POST', path: '/system/accounts/:id/reset-second-factor', tag, summary: 'Takes authenticator, recovery codes and passkeys away and ends the sessions', access, params: Id, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => resetSecondFactor(people, principal, params.id),
  }),
  operation({
    id: 'makePasswordLink', method: 'POST', path: '/system/accounts/:id/password-link', tag, summary: 'Makes a link with which somebody sets a new password', description: 'Good for a day and one use; an earlier link does not work any more.',
    access, params: Id, result: PasswordLink, status: 201, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: async ({ principal, params }) => {
      const { token, expiresAt } = await passwordLink(people, principal, params.id);
      return { link: `${people.settings.publicUrl}/new-password#token=${token}`, expiresAt: iso(expiresAt) };
    },
  }),
  operation({
    id: 'listAllWorkspaces', method: 'GET', path: '/system/workspaces', tag, summary: 'That workspaces exist; nothing of what is in them', access, query: PageQuery, result: pageOf(WorkspaceExistence),
    handle: async ({ principal, query }) => {
      const { items, next } = await workspaceExistence(people, principal, query);
      return withNext(items.map((row) => ({ ...row, createdAt: iso(row.createdAt) })), next);
    },
  }),
  operation({
    id: 'getRegistration', method: 'GET', path: '/system/registration', tag, summary: 'Who may register, and whose role may run batches', access, result: RegistrationSettings,
    handle: async () => {
      const { registration, batchRoles } = await installation(people);
      return { registration, batchRoles };
    },
  }),
  operation({
    id: 'changeRegistration', method: 'PATCH', path: '/system/registration', tag, summary: 'Opens or closes registration, or changes who may run batches', access, body: RegistrationChange, result: RegistrationSettings,
    handle: async ({ principal, body }) => {
      const { registration, batchRoles } = await changeInstallation(people, principal, body);
      return { registration, batchRoles };
    },
  }),
];
