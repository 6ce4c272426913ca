/** One queue for several machines: each takes the next, may already fetch the one after that, and nobody stays idle while another one has two. */
export interface WorkQueue<Item> {
  /** What `who` reserved, else the next, else what another one only reserved. */
  take(who: number): Item | undefined;
  /** Will be next for `who`, unless somebody else has nothing left before that. */
  reserve(who: number): Item | undefined;
  /** It could not be done there. */
  giveBack(item: Item): void;
}

export function workQueue<Item>(items: readonly Item[]): WorkQueue<Item> {
  const open = [...items];
  const reserved = new Map<number, Item>();
  const release = (who: number): Item | undefined => {
    const item = reserved.get(who);
    reserved.delete(who);
    return item;
  };
  return {
    take(who) {
      const [other] = reserved.keys();
      return release(who) ?? open.shift() ?? (other === undefined ? undefined : release(other));
    },
    reserve(who) {
      const item = reserved.get(who) ?? open.shift();
      if (item !== undefined) reserved.set(who, item);
      return item;
    },
    giveBack(item) {
      const mine = [...reserved].find(([, each]) => each === item);
      if (mine) reserved.delete(mine[0]);
      open.unshift(item);
    },
  };
}
