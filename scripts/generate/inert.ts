/** Stands for a part that must not be used: whoever only describes itself can be made with it. */
export function inert<T>(name: string): T {
  const refuse = (): never => { throw new Error(`${name} was used while operations were only described`); };
  const stand: unknown = new Proxy(refuse, {
    get: (_, key): unknown => (typeof key === 'symbol' || key === 'then' ? undefined : inert(`${name}.${key}`)),
    has: () => true,
  });
  // Nothing of it is ever used, so it can stand for a part of any kind.
  return stand as T;
}
