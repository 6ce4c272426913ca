/** Which media are chosen: one by one, or from the last one to another. */

export interface Selection {
  ids: ReadonlySet<string>;
  /** Where a range begins. */
  anchor?: string;
}

export const NOTHING: Selection = { ids: new Set() };

export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** @param order as they stand on the page */
export function extend(selection: Selection, id: string, order: readonly string[]): Selection {
  const [from, to] = [order.indexOf(selection.anchor ?? ''), order.indexOf(id)];
  if (from < 0 || to < 0) return toggle(selection, id);
  return { ids: new Set([...selection.ids, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]), anchor: id };
}

/** What is not on the page any more cannot be chosen. */
export function within(selection: Selection, order: ReadonlySet<string>): Selection {
  return [...selection.ids].every((id) => order.has(id)) ? selection : { ...selection, ids: new Set([...selection.ids].filter((id) => order.has(id))) };
}
