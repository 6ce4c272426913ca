/** Settings of the workspace and of the installation: read by everybody in it, changed by who manages it, each change in the log. */
import { SystemSettings, SystemSettingsChange, WorkspaceSettings, WorkspaceSettingsChange } from '@aima/contract';
import { profiles } from '../../analyzers/profiles.ts';
import { recordAudit } from '../../audit/index.ts';
import type { Principal } from '../../auth/index.ts';
import { effectiveSettings, readSettings, standardSettings, writeSettings, type Database, type Transaction } from '../../db/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { operation, type Operation } from '../operation.ts';

async function workspaceSettings(tx: Transaction, workspaceId: string): Promise<WorkspaceSettings> {
  const { body, version } = await readSettings(tx, workspaceId);
  const own = WorkspaceSettingsChange.parse(body);
  const { version: _, ...standard } = await standardSettings(tx);
  return {
    version, costLimitUsd: own.costLimitUsd ?? null, budgetAlertPercents: own.budgetAlertPercents ?? null, defaultProfile: own.defaultProfile ?? null,
    effective: await effectiveSettings(tx, workspaceId), installation: standard,
  };
}

interface Change {
  principal: Principal;
  /** Absent: the installation's. */
  workspaceId?: string;
  change: Record<string, unknown>;
  ifMatch?: number;
}

/** What no job could be made with is refused here, not at every later job. */
function demandProfile(name: unknown): void {
  if (typeof name !== 'string' || profiles.some((profile) => profile.name === name)) return;
  throw new AppError('INVALID_MESSAGE', `There is no such profile. There are: ${profiles.map((profile) => profile.name).join(', ')}.`, { field: 'defaultProfile' });
}

/** @throws AppError VERSION_CHANGED, INVALID_MESSAGE */
async function change(tx: Transaction, { principal, workspaceId, change: changed, ifMatch }: Change): Promise<void> {
  demandProfile(changed['defaultProfile']);
  const { body, version } = await readSettings(tx, workspaceId);
  const next = Object.fromEntries(Object.entries({ ...body, ...changed }).filter(([, value]) => value !== null && value !== undefined));
  const written = ifMatch !== undefined && ifMatch !== version ? undefined : await writeSettings(tx, workspaceId, next, version);
  if (written === undefined) throw new AppError('VERSION_CHANGED', 'These settings were changed meanwhile.', { version });
  await recordAudit(tx, {
    workspaceId: workspaceId ?? null, actor: principal.actor, action: 'settings.changed',
    objectType: workspaceId === undefined ? 'installation' : 'workspace', objectId: workspaceId ?? 'installation',
    details: { changed: Object.keys(changed).sort().join(',') },
  });
}

const tag = 'settings';
const given = (ifMatch: number | undefined): { ifMatch?: number } => (ifMatch === undefined ? {} : { ifMatch });

export const settingsOperations = ({ database }: { database: Database }): Operation[] => [
  operation({
    id: 'getSettings', method: 'GET', path: '/settings', tag, summary: 'Settings of the workspace', access: 'signed_in', result: WorkspaceSettings,
    handle: ({ principal: { workspaceId } }) => database.read({ workspaceId }, (tx) => workspaceSettings(tx, workspaceId)),
  }),
  operation({
    id: 'changeSettings', method: 'PATCH', path: '/settings', tag, summary: 'Changes settings of the workspace', description: 'Null gives a value back to the installation.',
    access: 'workspace:manage', body: WorkspaceSettingsChange, result: WorkspaceSettings, errors: ['VERSION_CHANGED'],
    handle: ({ principal, body, ifMatch }) => database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
      await change(tx, { principal, workspaceId: principal.workspaceId, change: body, ...given(ifMatch) });
      return workspaceSettings(tx, principal.workspaceId);
    }),
  }),
  operation({
    id: 'getSystemSettings', method: 'GET', path: '/system/settings', tag, summary: 'Settings of the installation', access: 'system:manage', result: SystemSettings,
    handle: () => database.read('everything', (tx) => standardSettings(tx)),
  }),
  operation({
    id: 'changeSystemSettings', method: 'PATCH', path: '/system/settings', tag, summary: 'Changes settings of the installation', access: 'system:manage', body: SystemSettingsChange, result: SystemSettings, errors: ['VERSION_CHANGED'],
    handle: ({ principal, body, ifMatch }) => database.transaction('everything', async (tx) => {
      await change(tx, { principal, change: body, ...given(ifMatch) });
      return standardSettings(tx);
    }),
  }),
];
