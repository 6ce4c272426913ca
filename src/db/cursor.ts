/** Where a page of a list ended: what it was ordered by and an id that breaks ties, opaque to clients. */
import { z } from 'zod';
import { readCursor, writeCursor } from '../kernel/page-cursor.ts';

const Place = z.tuple([z.string().max(2000), z.string().max(200)]);
export type Place = z.infer<typeof Place>;

/** @throws AppError INVALID_MESSAGE */
export function readPlace(cursor: string | undefined): Place | undefined {
  return cursor === undefined ? undefined : readCursor(Place, cursor);
}

/** One row more was asked for than fits on the page: it tells whether there is another. */
export function pageFrom<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => Place): { rows: Row[]; next?: string } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, ...(rows.length > limit && last !== undefined ? { next: writeCursor(placeOf(last)) } : {}) };
}
