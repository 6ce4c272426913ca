/** Jobs and results over the library: what asks for machines, what works on jobs, and what that finds. */
import type { FastifyBaseLogger } from 'fastify';
import type { Stock } from '../../analysis/availability.ts';
import type { ServerConfig } from '../../config/index.ts';
import { findMedium } from '../../db/index.ts';
import { localProvider } from '../../gpu/local/provider.ts';
import type { Provider } from '../../gpu/provider.ts';
import type { MachineOperationParts } from '../../http/rest/machines.ts';
import { openMarket, startOrchestrator, type ControlParts, type EstimateParts, type Orchestrator, type ProviderParts } from '../../jobs/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { modelsFolder } from '../../kernel/data-folder.ts';
import { removePictures, type Library } from '../../library/index.ts';
import { fileAccess, picturesPrefix } from '../../library/file-keys.ts';
import { modelEntries, readOwnEntries } from '../../models/store/index.ts';
import { removeHeldPictures, sweepHeldPictures, type HeldPictureParts, type KeyframeParts } from '../../results/index.ts';
import type { Foundation } from './foundation.ts';
import { openMachines } from './machines.ts';
import { openRented } from './rented.ts';
import type { Sweep } from './sweeps.ts';

const MINUTE = 60_000;

export interface Work {
  control: ControlParts;
  estimate: EstimateParts;
  providers: ProviderParts;
  machines: MachineOperationParts;
  keyframes: KeyframeParts;
  /** Starts workers on this machine. */
  local: Provider;
  /** What this machine has of models. */
  stock(): Promise<Stock>;
  sweeps: Sweep[];
  /** Begins to work on jobs in this process. */
  startOrchestrator(): Promise<Orchestrator>;
}

type WorkerSettings = NonNullable<Parameters<typeof localProvider>[0]['settings']>;

async function workerSettings({ data, models }: ServerConfig): Promise<WorkerSettings> {
  const { given } = await readOwnEntries(process.env, modelsFolder(data));
  const { url: baseUrl, key: apiKey, speechModel, textModel, visionModel } = models.server;
  const optional = Object.fromEntries(Object.entries({ apiKey, speechModel, textModel, visionModel }).filter(([, value]) => value !== undefined));
  return {
    device: models.device, ...(models.batch === undefined ? {} : { batch: models.batch }), ...(given.length > 0 ? { ownModels: [...given] } : {}),
    ...(baseUrl === undefined ? {} : { modelServer: { baseUrl, ...optional } }),
  };
}

/** Models that are here, those of the user's own included, and the server that serves others. */
async function stockOf({ data }: ServerConfig, { modelServer: server }: WorkerSettings): Promise<Stock> {
  const folder = modelsFolder(data);
  const { entries } = await readOwnEntries(process.env, folder);
  return { entries: [...entries, ...modelEntries], modelsFolder: folder, server };
}

function keyframesOf({ database, driver }: Foundation, library: Library): KeyframeParts {
  return {
    database, driver,
    async placeOf(workspaceId, mediaId) {
      const row = await database.read({ workspaceId }, (tx) => findMedium(tx, workspaceId, mediaId));
      if (!row) throw new AppError('NOT_FOUND', 'There is no such medium.');
      const { fileKey, context } = await fileAccess(library, row);
      return { fileKey, prefix: picturesPrefix(workspaceId, context.fileId) };
    },
  };
}

/** @throws AppError MODEL_ENTRY_INVALID */
export async function openWork(foundation: Foundation, library: Library, config: ServerConfig, log: FastifyBaseLogger): Promise<Work> {
  const { database } = foundation;
  const settings = await workerSettings(config);
  const machines = await openMachines(foundation, config);
  const local = localProvider({ data: config.data, settings });
  const providers: Provider[] = [local, ...machines.providers];
  const stock = (): Promise<Stock> => stockOf(config, settings);
  const offers = { market: openMarket(providers), policy: config.machines, ...machines.known, stock };
  const keyframes = keyframesOf(foundation, library);
  const heldPictures: HeldPictureParts = { database, removePictures: (workspaceId, mediaId) => removePictures(library, workspaceId, mediaId) };
  const estimate = { database, providers, data: config.data, ...offers };
  const { ownModels, batch } = settings;
  const rented = await openRented({ foundation, config, machines, estimate, settings: { ...(ownModels && { ownModels }), ...(batch === undefined ? {} : { batch }) }, log });
  let orchestrator: Orchestrator | undefined;
  // Where another process works on jobs it looks at the queue by itself.
  const wake = (): void => { orchestrator?.wake(); };
  return {
    control: { ...estimate, wake },
    machines: { database, ledger: machines.ledger, policy: config.machines, charging: providers, providers: machines.setUp, rental: { ...machines.world, installation: machines.installation }, wake },
    estimate, local, stock,
    providers: { providers, keys: machines.keys, tests: new Map(), running: new Map(), policy: config.machines },
    keyframes,
    sweeps: [
      { name: 'held-pictures', everyMs: MINUTE, work: () => sweepHeldPictures(heldPictures) },
      ...machines.providers.map((provider) => ({ name: `provider-${provider.name}`, everyMs: 5 * MINUTE, work: async () => provider.sweep?.() })),
    ],
    async startOrchestrator() {
      // Before any job: what an earlier process left is seen by whoever ends it, and left for its job as long as that may come.
      const reaper = rented.startReaper();
      orchestrator = await startOrchestrator({
        database, library, keyframes, providers: [local], rented, data: config.data,
        onHolds: (held) => removeHeldPictures(heldPictures, held),
        onFailure: (error, about) => { log.error({ err: error, about }, 'work on a job failed'); },
      });
      const { stop } = orchestrator;
      return {
        ...orchestrator,
        async stop() {
          await stop();
          await reaper.stop();
        },
      };
    },
  };
}
