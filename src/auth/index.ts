/** The room's door: who people are, how they sign in, where they belong and what they may do. docs/decisions/0010-people.md. */
export { authenticate, type Asked, type AuthenticateParts } from './authenticate.ts';
export { permissionsOf } from './permissions.ts';
export { requirePermission, type Principal } from './principal.ts';
export { AuthSettings } from './settings.ts';
export { addWorkspaceKey, rewrapWorkspaceKeys, workspaceKeys } from './workspace-keys.ts';
