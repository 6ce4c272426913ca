/** A machine of a job that is rented: the next one is taken where one fails, and what ends the whole job is told. */
import type { Machine } from '../analysis/machine.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { rent, type MachineOrder, type RentalParts, type RentedMachine } from '../rental/index.ts';
import { workerClient, type WorkerClient } from '../worker/client.ts';

export interface RentedMachineParts {
  rental: RentalParts;
  /** What is ordered now; asked for each machine anew. @throws AppError where none may be tried any more */
  order(): Promise<MachineOrder>;
  /** Of an earlier process; used before another one is rented. */
  adopted?: RentedMachine | undefined;
  /** The job has to end: its money is used up, or a person stopped all machines. */
  onStop(why: AppError): void;
}

export interface JobMachine extends Machine {
  /** What is rented now. */
  rented(): RentedMachine | undefined;
  /** Stops looking after it without ending it: another process takes it over. */
  leave(): Promise<void>;
}

interface InUse {
  rented: RentedMachine;
  lost: AbortSignal;
  url: string;
  client: WorkerClient;
}

/** For these no other machine is taken. */
const ENDS_THE_JOB: ReadonlySet<string> = new Set(['COST_LIMIT_REACHED', 'EMERGENCY_STOP']);

/** The saga looks every half a minute whether its connection stands, and then makes a new one. */
const REGAIN_MS = 90_000;
const REGAIN_POLL_MS = 500;
const REGAIN_ASK_MS = 5_000;

/** What no other machine made better is final; as a lost worker it would be tried again. */
const finalError = (error: AppError): AppError =>
  (error.code === 'WORKER_FAILED' || error.code === 'WORKER_LOST' ? new AppError('MACHINE_UNREACHABLE', error.message, error.details, error) : error);

/** An earlier process may have left something running there, for which nobody waits. */
async function cancelLeftTasks(client: WorkerClient, signal: AbortSignal): Promise<void> {
  const { tasks } = await client.status(signal);
  for (const { id, state } of tasks) if (state === 'running') await client.cancelTask(id, signal);
}

function use(rented: RentedMachine, onStop: RentedMachineParts['onStop']): InUse {
  const lost = new AbortController();
  const lose = (): void => {
    const why = toAppError(rented.lost.reason);
    const ends = ENDS_THE_JOB.has(why.code);
    if (ends) onStop(why);
    lost.abort(ends ? why : new AppError('WORKER_LOST', why.message, why.details, why));
  };
  if (rented.lost.aborted) lose();
  else rented.lost.addEventListener('abort', lose, { once: true });
  const place = rented.worker();
  return { rented, lost: lost.signal, url: place.url, client: workerClient(place) };
}

/** Of the place where it answers now. */
function clientOf(used: InUse): WorkerClient {
  const place = used.rented.worker();
  if (place.url !== used.url) Object.assign(used, { url: place.url, client: workerClient(place) });
  return used.client;
}

async function regain(used: InUse, clock: Clock, signal: AbortSignal): Promise<WorkerClient | undefined> {
  const until = clock.now() + REGAIN_MS;
  while (!used.lost.aborted && !signal.aborted && clock.now() < until) {
    const client = clientOf(used);
    if (await client.status(AbortSignal.any([signal, used.lost, AbortSignal.timeout(REGAIN_ASK_MS)])).then(() => true, () => false)) return client;
    await clock.sleep(REGAIN_POLL_MS, signal);
  }
  return undefined;
}

export function rentedMachine({ rental, order, adopted, onStop }: RentedMachineParts): JobMachine {
  let current: InUse | undefined;
  let waiting = adopted;
  let renting: Promise<WorkerClient> | undefined;
  let over: AppError | undefined;
  let had = false;

  async function begin(signal: AbortSignal): Promise<WorkerClient> {
    const left = waiting;
    waiting = undefined;
    try {
      const used = use(left ?? await rent(rental, await order(), signal), onStop);
      [current, had] = [used, true];
      if (left) await cancelLeftTasks(used.client, signal);
      return used.client;
    } catch (error) {
      if (left) throw error; // as of any worker that is lost: another one may do
      const why = finalError(toAppError(error));
      if (ENDS_THE_JOB.has(why.code)) onStop(why);
      if (why.code !== 'CANCELLED') over = why;
      throw why;
    }
  }

  /** What was used last; from now on nothing is. */
  function drop(): RentedMachine | undefined {
    const last = current?.rented ?? waiting;
    [current, waiting] = [undefined, undefined];
    return last;
  }

  return {
    rented: () => current?.rented ?? waiting,
    current: () => (current && !current.lost.aborted ? clientOf(current) : undefined),
    lost: () => current?.lost,
    async worker(signal) {
      if (over) throw over;
      if (current?.lost.aborted === true) drop()?.release('failed');
      if (current) return clientOf(current);
      renting ??= begin(signal).finally(() => { renting = undefined; });
      return renting;
    },
    regain: (signal) => (current ? regain(current, rental.clock, signal) : Promise.resolve(undefined)),
    discard: () => Promise.resolve(void drop()?.release('failed')),
    async release(quick) {
      await renting?.catch(() => undefined);
      const gone = await drop()?.release(quick ? 'cancelled' : 'finished').gone.then(() => true, () => false) ?? true;
      return { launched: had, gone, filesLeft: 0 };
    },
    leave: () => drop()?.leave() ?? Promise.resolve(),
  };
}
