/** What a workspace stores, what will be deleted, what was, and for how long things are kept. */
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { databaseSize, librarySettings, listStorageLog, plannedDeletions, saveLibrarySettings, storageUse, type PlannedDeletion, type StorageLogRow, type StorageUse } from '../db/index.ts';
import type { Library } from './library.ts';

const DAY_MS = 86_400_000;
const WARNING_SHARE = 0.8;
const CRITICAL_SHARE = 0.95;

export interface StorageStatus {
  workspace: StorageUse;
  databaseBytes: number;
  capacity?: { freeBytes: number; totalBytes: number; usedShare: number };
  alert: 'none' | 'warning' | 'critical';
}

/** @throws AppError FORBIDDEN */
export async function getStorageStatus({ database, driver }: Library, principal: Principal): Promise<StorageStatus> {
  requirePermission(principal, 'media:read');
  const { workspaceId } = principal;
  const use = await database.read({ workspaceId }, async (tx) => ({ workspace: await storageUse(tx, workspaceId), databaseBytes: await databaseSize(tx) }));
  const space = await driver.space();
  if (!space || space.totalBytes === 0) return { ...use, alert: 'none' };
  const usedShare = 1 - space.freeBytes / space.totalBytes;
  return { ...use, capacity: { ...space, usedShare }, alert: usedShare >= CRITICAL_SHARE ? 'critical' : usedShare >= WARNING_SHARE ? 'warning' : 'none' };
}

/** The soonest first. @throws AppError FORBIDDEN */
export async function getPlannedDeletions({ database, options }: Library, principal: Principal, { withinDays, limit }: { withinDays: number; limit: number }): Promise<PlannedDeletion[]> {
  requirePermission(principal, 'media:read');
  const { workspaceId } = principal;
  return database.read({ workspaceId }, (tx) => plannedDeletions(tx, { workspaceId, standardDays: options.retentionDays, withinMs: withinDays * DAY_MS, limit }));
}

/** @throws AppError FORBIDDEN, INVALID_MESSAGE (cursor) */
export async function getStorageLog({ database }: Library, principal: Principal, page: { limit: number; cursor?: string | undefined }): Promise<{ rows: StorageLogRow[]; next?: string }> {
  requirePermission(principal, 'media:read');
  const { workspaceId } = principal;
  return database.read({ workspaceId }, (tx) => listStorageLog(tx, workspaceId, page));
}

export interface LibrarySettingValues { retentionDays: number; readPlaces: boolean }

/** @throws AppError FORBIDDEN */
export async function getLibrarySettings({ database, options }: Library, principal: Principal): Promise<LibrarySettingValues> {
  requirePermission(principal, 'media:read');
  const { workspaceId } = principal;
  const { retentionDays, readPlaces } = await database.read({ workspaceId }, (tx) => librarySettings(tx, workspaceId));
  return { retentionDays: retentionDays ?? options.retentionDays, readPlaces };
}

/** @throws AppError FORBIDDEN */
export async function putLibrarySettings({ database }: Library, principal: Principal, settings: LibrarySettingValues): Promise<LibrarySettingValues> {
  requirePermission(principal, 'workspace:manage');
  const { workspaceId, actor } = principal;
  return database.transaction({ workspaceId }, async (tx) => {
    await saveLibrarySettings(tx, settings);
    await recordAudit(tx, { workspaceId, actor, action: 'library.settings_changed', objectType: 'workspace', objectId: workspaceId, details: { ...settings } });
    return settings;
  });
}
