/**
 * The room's door: who people are, how they sign in, where they belong and what they may do. docs/decisions/0010-people.md.
 *
 *   opening     openPeople → what every use case takes first; welcomeLink for the first administrator
 *   every request  authenticate → Principal; requirePermission is the first line of what follows
 *   keys        workspaceKeys: the ring under which a workspace's files are encrypted
 */
export { accounts, changeAccount, changeInstallation, installation, resetSecondFactor, workspaceExistence } from './accounts.ts';
export { apiKeys, createApiKey, endApiKey } from './api-keys.ts';
export { authenticate } from './authenticate.ts';
export { passwordLink, setNewPassword } from './new-password.ts';
export { openPeople, type People } from './people.ts';
export type { Principal } from './principal.ts';
export { confirmAuthenticator, deletePasskey, disableAuthenticator, enrolAuthenticator, listPasskeys, passkeyRegistrationOptions, passkeySignInOptions, registerPasskey, renewRecoveryCodes, signInWithPasskey } from './second-factor.ts';
export { changeOwnAccount, changePassword, chooseWorkspace, endSessions, ownSessions, rotate, whoAmI } from './sessions.ts';
export { readAuthSettings, type AuthSettings } from './settings.ts';
export { finishWithSecondFactor, signInWithDirectory, signInWithPassword, signOut, type Visitor } from './sign-in.ts';
export { signUp, welcomeLink } from './sign-up.ts';
export { handleCallback, linkSingleSignOn, startSingleSignOn } from './single-sign-on.ts';
export { addWorkspaceKey, rewrapWorkspaceKeys, workspaceKeys } from './workspace-keys.ts';
export { acceptInvitation, changeRole, createWorkspace, invitations, invite, lookAtInvitation, members, removeMember, rename, withdrawInvitation, workspaces } from './workspaces.ts';
