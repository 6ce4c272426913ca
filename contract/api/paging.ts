/** Pages of lists: a cursor says where the next begins; it stays right while rows come and go. */
import { z } from 'zod';

export const MOST_PER_PAGE = 500;

/** Query of every list. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MOST_PER_PAGE).default(50).describe('Most items on the page'),
  cursor: z.string().max(500).optional().describe('`next` of the page before'),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of `items`; `next` is absent on the last one. */
export const pageOf = <Item extends z.ZodType>(items: Item) => z.object({ items: z.array(items), next: z.string().optional() });
export interface Page<Item> { items: Item[]; next?: string }
