/** Rented machines for jobs: what drives them, and whoever ends those that nobody drives. */
import type { FastifyBaseLogger } from 'fastify';
import type { StackStepRecord } from '@aima/contract';
import type { ServerConfig } from '../../config/index.ts';
import { jobById } from '../../db/index.ts';
import { jobStack, noteCost, rentalTeller, stackEdits, type EstimateParts, type JobStackParts, type RentedWork } from '../../jobs/index.ts';
import { modelsFolder } from '../../kernel/data-folder.ts';
import { hubFrom, type Hub } from '../../models/store/index.ts';
import type { WorkerBundle } from '../../provisioning/bundle/worker-bundle.ts';
import { workerBundle } from '../../provisioning/bundle/worker-bundle.ts';
import { machineAccess } from '../../provisioning/machine-access.ts';
import { openSshShell } from '../../remote/ssh-shell.ts';
import { startReaper, type Reaper, type Rental, type RentalNotice, type RentalParts } from '../../rental/index.ts';
import { openText, sealText } from '../../storage/index.ts';
import type { Foundation } from './foundation.ts';
import type { Machines } from './machines.ts';

export interface Rented extends RentedWork {
  /** In every process that works on jobs. */
  startReaper(): Reaper;
}

export interface RentedParts {
  foundation: Pick<Foundation, 'database' | 'masterKeys'>;
  config: ServerConfig;
  machines: Machines;
  estimate: EstimateParts & Required<Pick<EstimateParts, 'stock'>>;
  settings: JobStackParts['settings'];
  log: FastifyBaseLogger;
}

/** States in which a job may still use a machine that an earlier process left. */
const MAY_ADOPT: ReadonlySet<string> = new Set(['queued', 'analysing']);
const PURPOSE = 'keys of a rented machine';

/** The programs of this process do not change while it runs. */
function bundleOnce(data: string): () => Promise<WorkerBundle> {
  let made: Promise<WorkerBundle> | undefined;
  return () => {
    made ??= workerBundle(data).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** Where the address of the hub cannot be used, machines get everything from here. */
function hub(): { hub?: Hub } {
  try {
    return { hub: hubFrom(process.env) };
  } catch {
    return {};
  }
}

export async function openRented({ foundation: { database, masterKeys }, config, machines, estimate, settings, log }: RentedParts): Promise<Rented> {
  const teller = rentalTeller({ database, onFailure: (error, about) => { log.error({ err: error, about }, 'news of a machine could not be told'); } });
  const say = (rental: Rental, step: string, detail: string | undefined): void => {
    const notice: RentalNotice = { kind: 'step', rental, step, detail, at: machines.world.clock.now() };
    teller.tell(notice);
  };
  const tell = (notice: RentalNotice): void => {
    teller.tell(notice);
    // The reaper ends machines of jobs that nobody works on any more, too.
    if (notice.kind === 'state' && notice.rental.state === 'gone') void noteCost({ database, ledger: machines.ledger }, notice.rental).catch((error: unknown) => { log.error({ err: error }, 'what a machine cost could not be noted'); });
  };
  /** As an administrator set it when it was last looked at. */
  let image: string | undefined;
  const edits = async (): ReturnType<typeof stackEdits> => {
    const now = await stackEdits(database);
    image = now.image;
    return now;
  };
  const bundle = bundleOnce(config.data);
  const access = machineAccess({
    openShell: openSshShell, clock: machines.world.clock, bundle, edits, modelsFolder: modelsFolder(config.data), ...hub(), image: () => image,
    seal: (text) => sealText(masterKeys, text, PURPOSE), unseal: (sealed) => openText(masterKeys, sealed, PURPOSE),
    stack: (rental) => jobStack({ database, stock: estimate.stock, settings }, rental),
    endUrls: { runpod: config.machines.runpodUrl, vastai: config.machines.vastaiUrl },
    onPlan: (rental, { steps }) => { say(rental, 'plan', steps.map(({ id }) => id).join(', ')); },
    onStep: (rental, { id, outcome, tail }: StackStepRecord) => { if (outcome === 'failed') say(rental, `${id} said`, tail); },
    onIll: (rental, what, tail) => { say(rental, `${what} does not answer as it should`, tail); },
  });
  const rental: RentalParts = {
    ...machines.world, ledger: machines.ledger, providers: machines.providers, installation: await machines.installation(), tell,
    access: {
      ...access,
      async makeKeys() {
        // Made before anything is paid for: the first one takes a while.
        await Promise.all([edits(), bundle()]);
        return access.makeKeys();
      },
    },
  };
  const adoptable = async ({ jobId }: Rental): Promise<boolean> => {
    const job = jobId === undefined ? undefined : await database.read('everything', (tx) => jobById(tx, jobId));
    return job !== undefined && MAY_ADOPT.has(job.state);
  };
  return { rental, estimate, startReaper: () => startReaper(rental, { adoptable }) };
}
