/** What holds for a job that does not say otherwise: the settings of its workspace, or else of the installation. */
import type { JobSettings, WantedSettings } from '@aima/contract';
import { effectiveSettings, type Transaction } from '../db/index.ts';

/** In a transaction of the workspace. */
export async function settingsOf(tx: Transaction, workspaceId: string, wanted: WantedSettings): Promise<JobSettings> {
  return { ...wanted, profile: wanted.profile ?? (await effectiveSettings(tx, workspaceId)).defaultProfile };
}

/** In a transaction of the workspace. */
export async function costLimitOf(tx: Transaction, workspaceId: string, givenUsd: number | undefined): Promise<number> {
  return givenUsd ?? (await effectiveSettings(tx, workspaceId)).costLimitUsd;
}
