/** Whoever waits until a rental has become something. */
import { AppError } from '../kernel/app-error.ts';
import type { Rental } from './rental.ts';

export interface Waiters {
  /** @throws AppError CANCELLED once nobody drives it here */
  when(test: (rental: Rental) => boolean): Promise<Rental>;
  wake(): void;
}

export function waiters(rental: () => Rental, stopped: AbortSignal): Waiters {
  const waiting = new Set<{ test: (rental: Rental) => boolean; resolve: (rental: Rental) => void; reject: (error: AppError) => void }>();
  const wake = (): void => {
    for (const each of [...waiting]) {
      if (each.test(rental())) each.resolve(rental());
      else if (stopped.aborted) each.reject(new AppError('CANCELLED', 'This process does not drive the machine any more.'));
      else continue;
      waiting.delete(each);
    }
  };
  return {
    wake,
    when: (test) => new Promise((resolve, reject) => {
      waiting.add({ test, resolve, reject });
      wake();
    }),
  };
}
