/** What a machine that did some work tells for the estimates of others: its boot, its set-up, its line and its speed (GPU-16). */
import { readMeasuredTimes, type TimesOfMedium } from '../analysis/measured-times.ts';
import { readSpeeds } from '../analysis/speeds.ts';
import { noteMachineMeasure, type Database } from '../db/index.ts';
import { toAppError, type AppError } from '../kernel/app-error.ts';
import type { Rental } from '../rental/index.ts';
import { comparedWork, type ComparedWork } from './time-here.ts';

type MeasuredRental = Pick<Rental, 'id' | 'at' | 'offer' | 'provider'>;

export interface MachineMeasures {
  /** A medium was analysed there. @param times its clock runs from when it had arrived */
  worked(rental: MeasuredRental, times: TimesOfMedium): Promise<void>;
  /** Writes it down, once for each machine. Never fails its job. @param mbps of what was sent there */
  note(rental: MeasuredRental, mbps: number | undefined): Promise<void>;
}

const secondsBetween = (from: number | undefined, to: number | undefined): number | undefined => (from === undefined || to === undefined ? undefined : Math.max(0, to - from) / 1000);
/** Four digits that count. */
const rounded = (value: number): number => Number(value.toPrecision(4));

/** @param data where the measurements of this machine lie */
export function machineMeasures({ database, data, onFailure }: { database: Database; data: string; onFailure?: ((error: AppError, about: string) => void) | undefined }): MachineMeasures {
  const works = new Map<string, ComparedWork>();
  const noted = new Set<string>();
  return {
    async worked({ id }, times) {
      const [measured, speeds] = await Promise.all([readMeasuredTimes(data), readSpeeds(data)]);
      const one = comparedWork(times, measured, speeds);
      const before = works.get(id) ?? { there: 0, here: 0 };
      if (one) works.set(id, { there: before.there + one.there, here: before.here + one.here });
    },
    async note({ id, at, offer, provider }, mbps) {
      if (noted.has(id) || offer.gpu === undefined || at.ready === undefined) return;
      noted.add(id);
      const work = works.get(id);
      const measure = {
        provider, gpu: offer.gpu, bootSeconds: secondsBetween(at.requesting, at.provisioning), provisionSeconds: secondsBetween(at.provisioning, at.ready),
        workFactor: work && rounded(work.there / work.here), transferMbps: mbps,
      };
      await database.transaction('everything', (tx) => noteMachineMeasure(tx, measure)).catch((error: unknown) => { onFailure?.(toAppError(error), 'figures of a machine'); });
    },
  };
}
