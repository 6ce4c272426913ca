/** What administrators change of how machines are set up: versions, none of which is ever lost. */
import { StackEdits, type ProvisioningSettings, type ProvisioningVersion } from '@aima/contract';
import { recordAudit } from '../../audit/index.ts';
import { requirePermission, type Principal } from '../../auth/principal.ts';
import { addProvisioningPlan, provisioningPlan, provisioningPlans, type Database, type ProvisioningPlanRow, type Transaction } from '../../db/index.ts';
import { AppError } from '../../kernel/app-error.ts';

const MOST_EARLIER = 50;
const UNCHANGED: ProvisioningVersion = { version: 0, edits: {} };

/** What a later AIMA wrote and this one does not know is told, not guessed. @throws AppError CONFLICT */
function view({ version, body, repeats, changedBy, changedAt }: ProvisioningPlanRow): ProvisioningVersion {
  const edits = StackEdits.safeParse(body);
  if (!edits.success) throw new AppError('CONFLICT', `Version ${version} of how machines are set up cannot be read by this AIMA; take an earlier one.`, { version });
  return { version, edits: edits.data, changedBy, changedAt, ...(repeats === undefined ? {} : { repeats }) };
}

const readable = (row: ProvisioningPlanRow): ProvisioningVersion[] => (StackEdits.safeParse(row.body).success ? [view(row)] : []);

async function settings(tx: Transaction): Promise<ProvisioningSettings> {
  const [now, ...earlier] = await provisioningPlans(tx, MOST_EARLIER + 1);
  return { ...(now ? view(now) : UNCHANGED), earlier: earlier.flatMap(readable) };
}

/** What holds for machines that are set up now. @throws AppError CONFLICT */
export const stackEdits = (database: Database): Promise<StackEdits> => database.read('everything', async (tx) => {
  const [now] = await provisioningPlans(tx, 1);
  return now ? view(now).edits : {};
});

/** @throws AppError FORBIDDEN, CONFLICT */
export async function getProvisioning({ database }: { database: Database }, principal: Principal): Promise<ProvisioningSettings> {
  requirePermission(principal, 'system:manage');
  return database.read('everything', settings);
}

async function write(tx: Transaction, principal: Principal, { edits, repeats }: { edits: StackEdits; repeats?: number }, readVersion: number): Promise<ProvisioningSettings> {
  const version = await addProvisioningPlan(tx, { body: edits, repeats: repeats === 0 ? undefined : repeats, changedBy: principal.actor }, readVersion);
  if (version === undefined) throw new AppError('VERSION_CHANGED', 'How machines are set up was changed meanwhile.', { version: readVersion });
  const now = await settings(tx);
  await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'provisioning.changed', objectType: 'installation', objectId: 'provisioning', details: { version, ...(repeats === undefined ? {} : { repeats }) } });
  return now;
}

/** @param ifMatch the version that was read; the newest unless told. @throws AppError FORBIDDEN, VERSION_CHANGED */
export async function changeProvisioning({ database }: { database: Database }, principal: Principal, edits: StackEdits, ifMatch?: number): Promise<ProvisioningSettings> {
  requirePermission(principal, 'system:manage');
  return database.transaction('everything', async (tx) => write(tx, principal, { edits }, ifMatch ?? (await provisioningPlans(tx, 1))[0]?.version ?? 0));
}

/** Brings an earlier version back, as a new one. @throws AppError FORBIDDEN, NOT_FOUND, VERSION_CHANGED, CONFLICT */
export async function undoProvisioning({ database }: { database: Database }, principal: Principal, wanted: number | undefined, ifMatch?: number): Promise<ProvisioningSettings> {
  requirePermission(principal, 'system:manage');
  return database.transaction('everything', async (tx) => {
    const current = (await provisioningPlans(tx, 1))[0]?.version ?? 0;
    const version = wanted ?? current - 1;
    if (version < 0) throw new AppError('NOT_FOUND', 'Nothing was ever changed.', { version: current });
    const row = version === 0 ? undefined : await provisioningPlan(tx, version);
    if (version !== 0 && !row) throw new AppError('NOT_FOUND', `There is no version ${version}.`, { version });
    return write(tx, principal, { edits: row ? view(row).edits : {}, repeats: version }, ifMatch ?? current);
  });
}
