/** What every process that works on jobs has of rented machines. */
import type { RentalParts } from '../rental/index.ts';
import type { EstimateParts } from './estimate.ts';

export interface RentedWork {
  rental: RentalParts;
  /** Offers, prices, rules and what is known of machines. */
  estimate: EstimateParts;
}
