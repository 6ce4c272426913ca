/** Where a job's media are analysed: on this machine, or on rented ones. */
import type { TimesOfMedium } from '../analysis/measured-times.ts';
import type { SentMedia } from '../analysis/medium.ts';
import { openMachine, type Machine } from '../analysis/machine.ts';
import type { JobMediumRow } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Provider } from '../gpu/provider.ts';
import type { JobWork, StopReason } from './job-work.ts';
import { machineLog } from './machine-log.ts';

export interface MachineFigures {
  machineId?: string;
  usdPerMinute?: number;
  spentUsd?: number;
}

export interface WorkPlace {
  machines: readonly Machine[];
  /** Brings a medium to whichever machine asks for it; absent where machines read it from an address on loopback. */
  sent?(medium: { mediaId: string; sha256: string }, told?: { onSent?(): void; onProgress?(fraction: number): void }): SentMedia;
  /** In the order in which media are begun; absent: as the job has them. */
  inOrder?(media: readonly JobMediumRow[]): JobMediumRow[];
  figures?(machine: Machine): MachineFigures;
  /** What a medium took there, where that tells nothing of this machine. */
  worked?(machine: Machine, times: TimesOfMedium): Promise<void>;
  /** What machines of this claim have cost, where nobody else looks after that. */
  runningUsd(): number;
  /** Nothing is left for this one. */
  idle(machine: Machine): void;
  /** Ends all. @returns false where some machine may be there still and was not waited for */
  end(stopped: StopReason | undefined): Promise<boolean>;
}

export function localPlace(work: JobWork, provider: Provider, offerId: string): WorkPlace {
  const log = machineLog(work);
  const machine = openMachine(provider, { offerId, log });
  return {
    machines: [machine], runningUsd: log.runningUsd, idle: () => undefined,
    async end(stopped) {
      const { gone, why } = await machine.release(stopped !== undefined);
      if (!gone) work.parts.onFailure?.(new AppError('WORKER_FAILED', why ?? 'A machine is still there.'), 'end of a machine');
      return true;
    },
  };
}
