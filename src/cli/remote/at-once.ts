/** Does `work` for every item, `most` of them at the same time, and gives the results in the order of the items. */
export async function atOnce<Item, Result>(items: readonly Item[], most: number, work: (item: Item, index: number) => Promise<Result>): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const waiting = items.entries();
  const one = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, one));
  return results;
}
