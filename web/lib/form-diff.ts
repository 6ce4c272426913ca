/** What a form changed against what the server has, and where somebody else changed the same meanwhile. */

/** By content; of plain data as JSON carries it. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && sameValue(value, right.get(key)));
}

type Data = Readonly<Record<string, unknown>>;

/** Of what was typed, what differs from the server's. */
export function changesOf<T extends object>(base: T, typed: Partial<T>): Partial<T> {
  const known = base as Data;
  return Object.fromEntries(Object.entries(typed).filter(([key, value]) => !sameValue(known[key], value))) as Partial<T>;
}

/** Fields that differ between what the form began with and what the server has now. */
export function changedFields<T extends object>(begun: T, now: T): (keyof T & string)[] {
  const [before, after] = [begun as Data, now as Data];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !sameValue(before[key], after[key])) as (keyof T & string)[];
}
