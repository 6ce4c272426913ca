/** Providers of rented machines: sealed keys, measurements of machines, versions of the plan that sets them up. From transactions over everything. */
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { sql } from './drizzle.ts';
import { jsonbText } from './jsonb.ts';

const Moment = z.union([z.date(), z.string()]).transform((at) => new Date(at).toISOString());

const ProviderKeyRow = z.object({ provider: z.string(), sealed: z.string(), setBy: z.string(), setAt: Moment });
export type ProviderKeyRow = z.output<typeof ProviderKeyRow>;

export const providerKeys = (tx: Transaction): Promise<ProviderKeyRow[]> => rowsOf(tx, sql`select provider, sealed, set_by as "setBy", set_at as "setAt" from provider_key order by provider`, ProviderKeyRow);

export async function setProviderKey(tx: Transaction, { provider, sealed, setBy }: Pick<ProviderKeyRow, 'provider' | 'sealed' | 'setBy'>): Promise<void> {
  await tx.execute(sql`
    insert into provider_key (provider, sealed, set_by) values (${provider}, ${sealed}, ${setBy})
    on conflict (provider) do update set sealed = excluded.sealed, set_by = excluded.set_by, set_at = now()`);
}

/** @returns false where there was none */
export async function deleteProviderKey(tx: Transaction, provider: string): Promise<boolean> {
  return (await rowsOf(tx, sql`delete from provider_key where provider = ${provider} returning 1 as one`, z.object({}))).length > 0;
}

const optional = z.number().nullable().transform((value) => value ?? undefined);
const MachineMeasureRow = z.object({ provider: z.string(), gpu: z.string(), bootSeconds: optional, provisionSeconds: optional, workFactor: optional, transferMbps: optional });
/** What is undefined was not measured. */
export type MachineMeasureRow = z.output<typeof MachineMeasureRow>;

/** So many of each kind say what there is to know; machines of last year say little. */
const KEPT = 12;

export async function noteMachineMeasure(tx: Transaction, { provider, gpu, bootSeconds, provisionSeconds, workFactor, transferMbps }: MachineMeasureRow): Promise<void> {
  await tx.execute(sql`
    insert into machine_measure (provider, gpu, boot_seconds, provision_seconds, work_factor, transfer_mbps)
    values (${provider}, ${gpu}, ${bootSeconds ?? null}, ${provisionSeconds ?? null}, ${workFactor ?? null}, ${transferMbps ?? null})`);
  await tx.execute(sql`
    delete from machine_measure where provider = ${provider} and gpu = ${gpu}
      and id not in (select id from machine_measure where provider = ${provider} and gpu = ${gpu} order by id desc limit ${KEPT})`);
}

export const machineMeasures = (tx: Transaction): Promise<MachineMeasureRow[]> => rowsOf(tx, sql`
  select provider, gpu, boot_seconds as "bootSeconds", provision_seconds as "provisionSeconds", work_factor as "workFactor", transfer_mbps as "transferMbps"
  from machine_measure order by id`, MachineMeasureRow);

const ProvisioningPlanRow = z.object({ version: z.int(), body: z.unknown(), repeats: z.int().nullable().transform((version) => version ?? undefined), changedBy: z.string(), changedAt: Moment });
export type ProvisioningPlanRow = z.output<typeof ProvisioningPlanRow>;

/** Newest first; the first one holds. */
export const provisioningPlans = (tx: Transaction, limit: number): Promise<ProvisioningPlanRow[]> => rowsOf(tx, sql`
  select version, body, repeats, changed_by as "changedBy", changed_at as "changedAt" from provisioning_plan order by version desc limit ${limit}`, ProvisioningPlanRow);

export async function provisioningPlan(tx: Transaction, version: number): Promise<ProvisioningPlanRow | undefined> {
  const [row] = await rowsOf(tx, sql`
    select version, body, repeats, changed_by as "changedBy", changed_at as "changedAt" from provisioning_plan where version = ${version}::integer`, ProvisioningPlanRow);
  return row;
}

/** @returns the new version; undefined where another change came first */
export async function addProvisioningPlan(tx: Transaction, { body, repeats, changedBy }: { body: unknown; repeats?: number | undefined; changedBy: string }, readVersion: number): Promise<number | undefined> {
  const [row] = await rowsOf(tx, sql`
    insert into provisioning_plan (version, body, repeats, changed_by)
    select ${readVersion + 1}::integer, ${jsonbText(body)}::jsonb, ${repeats ?? null}::integer, ${changedBy}
    where ${readVersion}::integer = (select coalesce(max(version), 0) from provisioning_plan)
    on conflict do nothing returning version`, z.object({ version: z.int() }));
  return row?.version;
}
