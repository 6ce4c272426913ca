/** Pages of a list that are on the page, changed in place: reading 50,000 media anew because of one would take minutes. */

export interface ListPage<Item> { items: Item[]; next?: string | null | undefined }

interface Identified { id: string }

/** Untouched pages stay the same objects. */
export const withChanged = <Item extends Identified>(pages: readonly ListPage<Item>[], changed: ReadonlyMap<string, Item | null>): ListPage<Item>[] => pages.map((page) => (
  page.items.some(({ id }) => changed.has(id))
    ? { ...page, items: page.items.flatMap((item) => { const now = changed.get(item.id); return now === undefined ? [item] : now === null ? [] : [now]; }) }
    : page));

/** In front of all others, those that are not there yet. */
export function withNew<Item extends Identified>(pages: readonly ListPage<Item>[], newest: readonly Item[]): ListPage<Item>[] {
  const there = new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)));
  const fresh = newest.filter(({ id }) => !there.has(id));
  const [first, ...rest] = pages;
  return !first || fresh.length === 0 ? [...pages] : [{ ...first, items: [...fresh, ...first.items] }, ...rest];
}
