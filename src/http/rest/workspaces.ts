/** Workspaces; `/workspace` is the one that the request is about (`AIMA-Workspace`, or the session's). */
import { Invitation, InvitationFacts, InvitationToken, MadeInvitation, Member, MemberChange, Membership, NewInvitation, NewWorkspace } from '@aima/contract';
import { z } from 'zod';
import {
  acceptInvitation, changeRole, createWorkspace, invitations, invite, lookAtInvitation, members, removeMember, rename, withdrawInvitation, workspaces, type People,
} from '../../auth/index.ts';
import type { InvitationRow } from '../../db/index.ts';
import { operation, type Operation } from '../operation.ts';
import { iso, membershipOf } from './auth-answers.ts';

const tag = 'workspaces';
const Id = z.object({ id: z.uuid() });
const User = z.object({ userId: z.uuid() });

const invitationOf = (row: InvitationRow): z.input<typeof Invitation> => ({ ...row, createdAt: iso(row.createdAt), expiresAt: iso(row.expiresAt) });

const belonging = (people: People): Operation[] => [
  operation({
    id: 'listWorkspaces', method: 'GET', path: '/workspaces', tag, summary: 'Workspaces that one belongs to, the own one first', access: 'signed_in', result: z.object({ items: z.array(Membership) }),
    handle: async ({ principal }) => ({ items: (await workspaces(people, principal)).map(membershipOf) }),
  }),
  operation({
    id: 'createWorkspace', method: 'POST', path: '/workspaces', tag, summary: 'Makes a workspace and becomes its owner', access: 'signed_in', status: 201, body: NewWorkspace, result: Membership, idempotent: true,
    handle: async ({ principal, body }) => membershipOf(await createWorkspace(people, principal, body.name)),
  }),
  operation({
    id: 'renameWorkspace', method: 'PATCH', path: '/workspace', tag, summary: 'Renames the workspace', access: 'workspace:manage', body: NewWorkspace,
    handle: ({ principal, body }) => rename(people, principal, body.name),
  }),
  operation({
    id: 'listMembers', method: 'GET', path: '/workspace/members', tag, summary: 'Who belongs to the workspace', access: 'signed_in', result: z.object({ items: z.array(Member) }),
    handle: async ({ principal }) => ({ items: (await members(people, principal)).map((row) => ({ ...row, since: iso(row.since) })) }),
  }),
  operation({
    id: 'changeMember', method: 'PATCH', path: '/workspace/members/:userId', tag, summary: "Changes a member's role", access: 'workspace:manage', params: User, body: MemberChange, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params, body }) => changeRole(people, principal, params.userId, body.role),
  }),
  operation({
    id: 'removeMember', method: 'DELETE', path: '/workspace/members/:userId', tag, summary: 'Removes a member, or leaves', description: 'Their keys of this workspace end with it. The last owner cannot leave.',
    access: 'signed_in', params: User, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params }) => removeMember(people, principal, params.userId),
  }),
];

const inviting = (people: People): Operation[] => [
  operation({
    id: 'listInvitations', method: 'GET', path: '/workspace/invitations', tag, summary: 'The last hundred invitations, newest first', access: 'workspace:manage', result: z.object({ items: z.array(Invitation) }),
    handle: async ({ principal }) => ({ items: (await invitations(people, principal)).map(invitationOf) }),
  }),
  operation({
    id: 'invite', method: 'POST', path: '/workspace/invitations', tag, summary: 'Invites somebody: the answer holds the link to hand on', access: 'workspace:manage', status: 201, body: NewInvitation, result: MadeInvitation,
    handle: async ({ principal, body }) => {
      const { token, row } = await invite(people, principal, body);
      return { ...invitationOf(row), token, link: `${people.settings.publicUrl}/invitation#token=${token}` };
    },
  }),
  operation({
    id: 'withdrawInvitation', method: 'DELETE', path: '/workspace/invitations/:id', tag, summary: 'Withdraws an invitation', access: 'workspace:manage', params: Id, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => withdrawInvitation(people, principal, params.id),
  }),
  operation({
    id: 'lookAtInvitation', method: 'POST', path: '/invitations/look', tag, summary: 'What an invitation is for', access: 'public', perMinute: 30, body: InvitationToken, result: InvitationFacts, errors: ['LINK_INVALID'],
    handle: async ({ body }) => {
      const { workspaceName, role, email, expiresAt } = await lookAtInvitation(people, body.token);
      return { workspace: workspaceName, role, email, expiresAt: iso(expiresAt) };
    },
  }),
  operation({
    id: 'acceptInvitation', method: 'POST', path: '/invitations/accept', tag, summary: 'Joins a workspace with the account one has', access: 'signed_in', body: InvitationToken, result: z.object({ workspaceId: z.uuid() }), errors: ['LINK_INVALID', 'CONFLICT'],
    handle: async ({ principal, body }) => ({ workspaceId: await acceptInvitation(people, principal, body.token) }),
  }),
];

export const workspaceOperations = (people: People): Operation[] => [...belonging(people), ...inviting(people)];
