/** Settings that people change while AIMA runs, of a workspace or of the installation, each with a version. */
import { SYSTEM_SETTINGS, SystemSettingsChange, WorkspaceSettingsChange, type SystemSettings } from '@aima/contract';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

const SettingRow = z.object({ body: z.record(z.string(), z.unknown()), version: z.int() });
export type SettingRow = z.infer<typeof SettingRow>;

/** @param workspaceId absent: the installation's */
export async function readSettings(tx: Transaction, workspaceId?: string): Promise<SettingRow> {
  const own = workspaceId === undefined ? sql`workspace_id is null` : sql`workspace_id = ${workspaceId}::uuid`;
  const [row] = await rowsOf(tx, sql`select body, version from setting where ${own}`, SettingRow);
  // A workspace has a row from its first change on; what it never changed has version 0.
  return row ?? { body: {}, version: 0 };
}

/** Of the installation: what was never changed is standard. */
export async function standardSettings(tx: Transaction): Promise<SystemSettings> {
  const { body, version } = await readSettings(tx);
  return { ...SYSTEM_SETTINGS, ...SystemSettingsChange.parse(body), version } as SystemSettings; // a partial over all of the standard ones
}

/** What holds in a workspace: its own value, or the one of the installation. */
export async function effectiveSettings(tx: Transaction, workspaceId: string): Promise<Omit<SystemSettings, 'version'>> {
  const { version: _, ...standard } = await standardSettings(tx);
  const own = WorkspaceSettingsChange.parse((await readSettings(tx, workspaceId)).body);
  return {
    costLimitUsd: own.costLimitUsd ?? standard.costLimitUsd,
    budgetAlertPercents: own.budgetAlertPercents ?? standard.budgetAlertPercents,
    defaultProfile: own.defaultProfile ?? standard.defaultProfile,
  };
}

/** @returns the new version, or undefined where another change came first */
export async function writeSettings(tx: Transaction, workspaceId: string | undefined, body: Record<string, unknown>, readVersion: number): Promise<number | undefined> {
  const [row] = await rowsOf(tx, sql`
    insert into setting as s (workspace_id, body) select ${workspaceId ?? null}::uuid, ${jsonbText(body)}::jsonb
    on conflict (workspace_id) do update set body = excluded.body, version = s.version + 1, updated_at = now() where s.version = ${readVersion}
    returning version`, z.object({ version: z.int() }));
  // A row that is made now is the change of who read none.
  return row && (row.version !== 1 || readVersion === 0) ? row.version : undefined;
}
