/** Media of one job over its machines: one queue, what waits is sent ahead, and a machine that fails ends none of the others. */
import { toAppError, type AppError } from '../kernel/app-error.ts';
import { workQueue } from './work-queue.ts';

export interface PoolTurn {
  /** Another machine could take the medium if this one cannot go on. */
  othersWork(): boolean;
  /** The medium is there, so the connection is free for the next one. */
  onSent(): void;
}

export interface PoolParts<Machine, Medium> {
  /** In the order in which they are begun. */
  media: readonly Medium[];
  machines: readonly Machine[];
  /** @throws AppError whatever keeps this machine from going on; a medium that failed for itself is no error */
  analyse(machine: Machine, medium: Medium, turn: PoolTurn): Promise<void>;
  /** Brings a medium there that will probably be next. */
  prepare?(machine: Machine, medium: Medium): Promise<void>;
  /** Nothing is left for it, or it failed. */
  onIdle(machine: Machine): void;
  /** Says nothing of the machine: it would end everything anywhere. */
  endsAll(error: AppError): boolean;
}

/** @throws AppError the failure of the last machine that could have gone on, or of what ends all */
export async function workOnMachines<Machine, Medium>({ media, machines, analyse, prepare, onIdle, endsAll }: PoolParts<Machine, Medium>): Promise<void> {
  const queue = workQueue(media);
  let working = machines.length;
  let failure: AppError | undefined;
  let ended = false;

  async function work(machine: Machine, number: number): Promise<void> {
    try {
      for (let medium = queue.take(number); medium !== undefined && !ended; medium = queue.take(number)) {
        const turn: PoolTurn = {
          othersWork: () => working > 1,
          onSent() {
            const next = prepare && queue.reserve(number);
            if (next !== undefined) prepare?.(machine, next).catch(() => undefined); // it is tried again at its turn
          },
        };
        try {
          await analyse(machine, medium, turn);
        } catch (error) {
          const why = toAppError(error);
          if (endsAll(why)) ended = true;
          else queue.giveBack(medium);
          throw why;
        }
      }
    } finally {
      working -= 1;
      onIdle(machine);
    }
  }

  async function guarded(machine: Machine, number: number): Promise<void> {
    try {
      await work(machine, number);
    } catch (error) {
      // The one that fails last had nobody left to go on.
      if (ended || working === 0) failure ??= toAppError(error);
    }
  }

  await Promise.all(machines.map(guarded));
  if (failure) throw failure;
}
