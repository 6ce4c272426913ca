/** The red button: jobs on rented machines are paused, so that nothing starts in place of what ends, and every machine is ended at once. */
import type { EmergencyStopReport } from '@aima/contract';
import { recordAudit } from '../../audit/index.ts';
import { requirePermission, type Principal } from '../../auth/principal.ts';
import { jobById, jobsOnRentedMachines, openMachines, type Database } from '../../db/index.ts';
import type { Provider } from '../../gpu/provider.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { emergencyStop, type RentalLedger, type RentalParts } from '../../rental/index.ts';
import { applyTransition } from '../apply-transition.ts';
import { rentalOf } from './machine-view.ts';

export interface StopParts {
  database: Database;
  ledger: RentalLedger;
  /** Those that can be asked now, by their keys. */
  providers(): Promise<readonly Provider[]>;
  rental: Pick<RentalParts, 'clock' | 'random' | 'holder' | 'timing'> & { installation(): Promise<string> };
  /** Jobs have changed. */
  wake(): void;
}

export interface StopWish {
  scope: 'workspace' | 'installation';
}

/** @returns ids of the jobs that were paused; one that ended meanwhile is none */
async function pauseJobs(database: Database, principal: Principal, scope: StopWish['scope']): Promise<string[]> {
  const access = scope === 'installation' ? 'everything' : { workspaceId: principal.workspaceId };
  const jobs = await database.read(access, (tx) => jobsOnRentedMachines(tx));
  const paused = await Promise.all(jobs.map(async ({ id, workspaceId }) => {
    try {
      await database.transaction({ workspaceId }, async (tx) => {
        const job = await jobById(tx, id, true);
        if (job) await applyTransition(tx, job, 'pause', { actor: principal.actor, code: 'EMERGENCY_STOP', patch: { failure: { code: 'EMERGENCY_STOP', message: 'All machines were stopped.' } } });
      });
      return [id];
    } catch (error) {
      if (error instanceof AppError && (error.code === 'STATE_FORBIDS' || error.code === 'VERSION_CHANGED')) return [];
      throw error;
    }
  }));
  return paused.flat();
}

/** Only what this workspace has: others' machines and whatever the accounts hold besides are none of its business. */
async function stopOwn({ database, ledger, providers }: StopParts, workspaceId: string): Promise<Omit<EmergencyStopReport, 'jobs'>> {
  const open = (await database.read({ workspaceId }, (tx) => openMachines(tx))).map(rentalOf);
  const told = await ledger.wantEnd('emergency', open.map(({ id }) => id));
  const known = await providers();
  // Their drivers end and confirm them; the provider is asked here, too, for a driver may be busy or gone.
  const machines = await Promise.all(open.flatMap(({ instanceId, duplicates, provider: name, name: machine }) => [...(instanceId === undefined ? [] : [instanceId]), ...duplicates].map(async (id) => {
    try {
      const provider = known.find((each) => each.name === name);
      if (!provider) throw new AppError('PROVIDER_UNAUTHORIZED', `There is no key of ${name} here.`);
      return { provider: name, name: machine, id, outcome: await provider.terminate(id) };
    } catch (error) {
      return { provider: name, name: machine, id, outcome: 'refused', message: toAppError(error).message };
    }
  })));
  return { machines, told, unlisted: [] };
}

async function stopEverything({ ledger, providers, rental: { installation, ...world } }: StopParts): Promise<Omit<EmergencyStopReport, 'jobs'>> {
  const never = (): never => { throw new AppError('INTERNAL', 'A stop logs in nowhere.'); };
  const access: RentalParts['access'] = { image: never, makeKeys: never, bootScript: never, login: never };
  const report = await emergencyStop({ ...world, ledger, access, providers: await providers(), installation: await installation() });
  return { machines: report.machines, unlisted: report.unlisted, told: report.rentalsTold ?? null };
}

/**
 * `installation`: also where the database does not answer; then only providers are asked.
 *
 * @throws AppError FORBIDDEN
 */
export async function stopAllMachines(parts: StopParts, principal: Principal, { scope }: StopWish): Promise<EmergencyStopReport> {
  requirePermission(principal, scope === 'installation' ? 'system:manage' : 'jobs:write');
  const jobs = await pauseJobs(parts.database, principal, scope);
  parts.wake();
  const report = scope === 'installation' ? await stopEverything(parts) : await stopOwn(parts, principal.workspaceId);
  await parts.database.transaction('everything', (tx) => recordAudit(tx, {
    workspaceId: scope === 'installation' ? null : principal.workspaceId, actor: principal.actor, action: 'machines.stopped', objectType: 'machines', objectId: scope,
    details: { jobs: jobs.length, machines: report.machines.length, refused: report.machines.filter(({ outcome }) => outcome === 'refused').length, unlisted: report.unlisted.length },
  }));
  return { jobs, ...report };
}
