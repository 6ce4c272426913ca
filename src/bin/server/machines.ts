/** Providers of machines that cost money, with their keys, and what is known of such machines. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ServerConfig } from '../../config/index.ts';
import { listMachines, machineMeasures, machineOwner, type MachineRow } from '../../db/index.ts';
import { keyedProvider } from '../../gpu/keyed-provider.ts';
import type { Provider } from '../../gpu/provider.ts';
import { runpodProvider } from '../../gpu/runpod/provider.ts';
import { sshProvider } from '../../gpu/ssh/provider.ts';
import { readServers } from '../../gpu/ssh/servers.ts';
import { vastaiProvider } from '../../gpu/vastai/provider.ts';
import { openProviderKeys, stackEdits, type ControlParts, type ProviderKeys } from '../../jobs/index.ts';
import { openRentalLedger } from '../../jobs/rental-ledger.ts';
import { realClock } from '../../kernel/clock.ts';
import { openSshShell } from '../../remote/ssh-shell.ts';
import { ownership, type EndReason, type RentalLedger, type RentalParts } from '../../rental/index.ts';
import type { Foundation } from './foundation.ts';

export interface Machines {
  /** Those that could lend machines, set up or not. */
  providers: Provider[];
  keys: ProviderKeys;
  ledger: RentalLedger;
  /** Those that have a key now, and own servers. */
  setUp(): Promise<Provider[]>;
  /** What is known of machines, for estimates and starts. */
  known: Required<Pick<ControlParts, 'measures' | 'failedLately' | 'served' | 'committed'>>;
  /** For whoever rents or ends. */
  world: Pick<RentalParts, 'clock' | 'random' | 'holder'>;
  /** Begins the names of this installation's machines. */
  installation(): Promise<string>;
}

const HOUR_MS = 3_600_000;
/** The newest of them: nobody rents more within an hour. */
const LOOKED_AT = 300;
/** What ends a machine that had better not be rented again at once. */
const FAILED: ReadonlySet<string> = new Set<EndReason>(['unreachable', 'provisioning_failed', 'lost', 'not_as_ordered']);
const Failed = z.object({ machineId: z.string().optional(), offer: z.object({ machineId: z.string().optional() }), endReason: z.string().optional(), at: z.object({ gone: z.number().optional(), terminating: z.number().optional() }) });

/** Physical machines, as `PROVIDER:ID`. */
function failedAmong(rows: readonly Pick<MachineRow, 'provider' | 'facts'>[], sinceMs: number): Set<string> {
  return new Set(rows.flatMap(({ provider, facts }) => {
    const { data } = Failed.safeParse(facts);
    const id = data?.machineId ?? data?.offer.machineId;
    return data && id !== undefined && FAILED.has(data.endReason ?? '') && (data.at.gone ?? data.at.terminating ?? 0) >= sinceMs ? [`${provider}:${id}`] : [];
  }));
}

export async function openMachines({ database, masterKeys }: Pick<Foundation, 'database' | 'masterKeys'>, { machines }: Pick<ServerConfig, 'machines'>): Promise<Machines> {
  const keys = openProviderKeys({ database, masterKeys, environment: { runpod: machines.runpodKey, vastai: machines.vastaiKey } });
  const ledger = await openRentalLedger(database);
  const world = { clock: realClock, random: Math.random };
  const account = { ...world, fetch: (request: Request) => fetch(request) };
  const keyOf = (provider: string) => async (): Promise<string | undefined> => (await keys.of(provider))?.key;
  const installation = await database.read('everything', (tx) => machineOwner(tx));
  const rented = [
    keyedProvider({ name: 'runpod', key: keyOf('runpod'), make: (key) => runpodProvider({ ...account, key, apiUrl: machines.runpodUrl, graphqlUrl: machines.runpodGraphqlUrl }) }),
    keyedProvider({ name: 'vastai', key: keyOf('vastai'), make: (key) => vastaiProvider({ ...account, key, apiUrl: machines.vastaiUrl, ours: (name) => ownership(name, installation) === 'ours' }) }),
  ];
  const own = machines.sshServers.length === 0 ? [] : [sshProvider({ servers: readServers(machines.sshServers, machines.sshKey), openShell: openSshShell, clock: realClock })];
  return {
    keys, providers: [...rented, ...own], ledger, world: { ...world, holder: randomUUID() },
    installation: () => Promise.resolve(installation),
    setUp: async () => [...(await Promise.all(rented.map(async (provider) => (await keys.of(provider.name) === undefined ? [] : [provider])))).flat(), ...own],
    known: {
      measures: () => database.read('everything', (tx) => machineMeasures(tx)),
      failedLately: async () => failedAmong((await database.read('everything', (tx) => listMachines(tx, { limit: LOOKED_AT }))).items, Date.now() - HOUR_MS),
      served: async () => (await stackEdits(database)).served,
      committed: (place, caps) => ledger.committed(place, caps),
    },
  };
}
