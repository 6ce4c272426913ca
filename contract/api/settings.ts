/** Settings that take effect while AIMA runs. */
import { z } from 'zod';

const costLimitUsd = z.number().min(0).max(100_000).describe('Most that one job may cost unless it says otherwise');
const budgetAlertPercents = z.array(z.int().min(1).max(100)).max(10).describe('Shares of a limit at which an alert is sent');
const defaultProfile = z.string().min(1).max(100).describe('Profile of new jobs');

/** Of the installation: what holds where a workspace leaves it open. */
export const SystemSettings = z.object({
  version: z.int().nonnegative(),
  costLimitUsd, budgetAlertPercents, defaultProfile,
}).meta({ id: 'SystemSettings' });
export type SystemSettings = z.infer<typeof SystemSettings>;

export const SYSTEM_SETTINGS: Omit<SystemSettings, 'version'> = { costLimitUsd: 5, budgetAlertPercents: [50, 80, 100], defaultProfile: 'lite' };

export const SystemSettingsChange = SystemSettings.omit({ version: true }).partial().strict().meta({ id: 'SystemSettingsChange' });
export type SystemSettingsChange = z.infer<typeof SystemSettingsChange>;

export const WorkspaceSettings = z.object({
  version: z.int().nonnegative(),
  costLimitUsd: costLimitUsd.nullable(), budgetAlertPercents: budgetAlertPercents.nullable(), defaultProfile: defaultProfile.nullable(),
  effective: SystemSettings.omit({ version: true }).describe('What holds: its own value, or the one of the installation where that is null'),
  installation: SystemSettings.omit({ version: true }).optional().describe('What holds where it leaves something open'),
}).meta({ id: 'WorkspaceSettings' });
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;

export const WorkspaceSettingsChange = WorkspaceSettings.omit({ version: true, effective: true, installation: true }).partial().strict().meta({ id: 'WorkspaceSettingsChange' });
export type WorkspaceSettingsChange = z.infer<typeof WorkspaceSettingsChange>;
