/** Stands for a part that must not be used: whoever only describes itself can be made with it. `known` are fields that may be read. */
export function inert<T>(name: string, known: Readonly<Record<string, unknown>> = {}): T {
  const refuse = (): never => { throw new Error(`${name} was used while operations were only described`); };
  const stand: unknown = new Proxy(refuse, {
    get(_, key): unknown {
      if (typeof key === 'symbol' || key === 'then') return undefined;
      return Object.hasOwn(known, key) ? known[key] : inert(`${name}.${key}`);
    },
    has: () => true,
  });
  // Nothing of it is ever used, so it can stand for a part of any kind.
  return stand as T;
}
