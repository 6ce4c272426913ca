/** Who may do what: a role in a workspace is a set of permissions; an API key has a part of its owner's. */
import { z } from 'zod';

export const Permission = z.enum([
  'media:read', 'media:write',
  'jobs:read', 'jobs:write',
  /** Spends money: starts, resumes and retries machines' work. */
  'jobs:start',
  /** Confirms completion, after which media are wiped. */
  'jobs:confirm',
  'jobs:batch',
  'results:read', 'results:write',
  'audit:read',
  /** Members, invitations, keys and settings of the workspace. */
  'workspace:manage',
  /** The installation: accounts, configuration, every workspace's existence (never its content). */
  'system:manage',
]);
export type Permission = z.infer<typeof Permission>;

/** A person's role in one workspace. */
export const WorkspaceRole = z.enum(['owner', 'editor', 'viewer']);
export type WorkspaceRole = z.infer<typeof WorkspaceRole>;

/** A person's role in the installation. */
export const AccountRole = z.enum(['personal', 'enterprise', 'admin']);
export type AccountRole = z.infer<typeof AccountRole>;
