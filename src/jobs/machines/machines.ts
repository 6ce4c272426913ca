/** Rented machines of a workspace: what runs, what ran, and how each was set up. */
import type { MachineDetail, MachineQuery, MachineView } from '@aima/contract';
import { requirePermission, type Principal } from '../../auth/principal.ts';
import { listMachines as listRows, machineById, machineLog, openMachines, type Database } from '../../db/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { machineView, rentalOf } from './machine-view.ts';

const MOST_LOG = 500;

/** @throws AppError FORBIDDEN, INVALID_MESSAGE */
export async function listMachines({ database }: { database: Database }, principal: Principal, query: MachineQuery): Promise<{ items: MachineView[]; next?: string }> {
  requirePermission(principal, 'jobs:read');
  const { items, ...more } = await database.read({ workspaceId: principal.workspaceId }, (tx) => listRows(tx, query));
  return { items: items.map((row) => machineView(rentalOf(row), Date.now())), ...more };
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function getMachine({ database }: { database: Database }, principal: Principal, id: string): Promise<MachineDetail> {
  requirePermission(principal, 'jobs:read');
  return database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    const row = await machineById(tx, id);
    if (!row) throw new AppError('NOT_FOUND', 'There is no such machine.', { machineId: id });
    const log = await machineLog(tx, id, MOST_LOG);
    return { ...machineView(rentalOf(row), Date.now()), log: log.map(({ detail, ...entry }) => ({ ...entry, ...(detail === undefined ? {} : { detail }) })) };
  });
}

/** Of all workspaces, for whoever administrates the installation. */
export const allOpenMachines = async ({ database }: { database: Database }): Promise<MachineView[]> =>
  (await database.read('everything', (tx) => openMachines(tx))).map((row) => machineView(rentalOf(row), Date.now()));
