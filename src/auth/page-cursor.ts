/** The cursor of lists that go from new to old: when and which the last item of the page before was. */
import { z } from 'zod';
import { readCursor as readPlace, writeCursor } from '../kernel/page-cursor.ts';

const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

interface Item { createdAt: Date; id: string }
export interface PageAfter { createdAt: string; id: string }

/** @throws AppError INVALID_MESSAGE */
export function readCursor(cursor: string | undefined): PageAfter | undefined {
  if (cursor === undefined) return undefined;
  const [createdAt, id] = readPlace(Cursor, cursor);
  return { createdAt, id };
}

/** @param rows one more than the page holds, if there are more */
export function pageFrom<T extends Item>(rows: readonly T[], limit: number): { items: T[]; next?: string } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || !last) return { items };
  return { items, next: writeCursor([last.createdAt.toISOString(), last.id]) };
}
