/** What `npm test` leaves out for its length, because what is the same by another way is tried there already. */
import type { TestContext } from 'vitest';

/** Everything in every way: `npm run proof -- every-test`. */
export const thorough = process.env['AIMA_TEST_ALL'] === '1';

export function onlyThorough(context: Pick<TestContext, 'skip'>): void {
  if (!thorough) context.skip('long, and tried in another way, too; npm run proof -- every-test runs it');
}
