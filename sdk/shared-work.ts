/** Work that analyzers of one run share: whoever waits for another's is not working, and is not counted so. */

type CountWait = (promise: Promise<unknown>) => void;
let countWait: CountWait = () => undefined;

/** For the pipeline: what to do with the waits of analyzers for each other. */
export const countWaitsBy = (count: CountWait): void => { countWait = count; };

/** Marks a result that somebody else works on, or worked on, as waited for; returns it. */
export function waitedFor<T>(result: T): T {
  if (result instanceof Promise) countWait(result);
  return result;
}
