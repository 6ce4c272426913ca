/** How often each operation may be called (section 2.2): a least interval by operation and key, and refusals in three shapes. */

export type Operation =
  | 'create' | 'show' | 'search' | 'execute' | 'create_ssh' | 'destroy' | 'list' | 'manage' | 'reboot' | 'recycle' | 'bid' | 'detach_ssh' | 'rent_volume' | 'charges' | 'other';

const SECONDS: Record<Operation, number> = {
  create: 4.5, show: 2, search: 0, execute: 1.5, create_ssh: 1, destroy: 3, list: 1, manage: 1, reboot: 1, recycle: 1, bid: 5.5, detach_ssh: 2, rent_volume: 5.5, charges: 1, other: 0,
};
/** Whoever creates too often waits this much longer. */
const CREATE_PENALTY_S = 12;
const SEARCHES_PER_MINUTE = 10;
const MINUTE_MS = 60_000;

/** The three bodies that have been seen with 429. */
function refusal(threshold: number, shape: number): Response {
  if (shape === 0) return new Response('API requests too frequent', { status: 429, headers: { 'content-type': 'text/plain' } });
  const body = shape === 1
    ? { detail: `API requests too frequent endpoint threshold=${threshold}` }
    : { success: false, error: 'rate_limit_exceeded', msg: `API requests too frequent threshold=${threshold.toFixed(1)}` };
  return Response.json(body, { status: 429 });
}

export interface CallIntervals {
  /** @returns the refusal, where this call comes too soon */
  check(operation: Operation, key: string, nowMs: number): Response | undefined;
  /** A refusal although the call did not come too soon (fault 20). */
  refuse(operation: Operation): Response;
}

/** @param random 0..1, chooses among the shapes of a refusal */
export function callIntervals(random: () => number): CallIntervals {
  /** Milliseconds since 1970 before which the next call of this operation and key is too soon. */
  const notBefore = new Map<string, number>();
  const searches = new Map<string, number[]>();
  const refuse = (operation: Operation): Response => refusal(SECONDS[operation] || MINUTE_MS / 1000 / SEARCHES_PER_MINUTE, Math.floor(random() * 3));
  const checkSearch = (key: string, nowMs: number): Response | undefined => {
    const recent = (searches.get(key) ?? []).filter((at) => nowMs - at < MINUTE_MS);
    searches.set(key, recent);
    if (recent.length >= SEARCHES_PER_MINUTE) return refuse('search');
    recent.push(nowMs);
    return undefined;
  };
  return {
    refuse,
    check(operation, key, nowMs) {
      if (operation === 'search') return checkSearch(key, nowMs);
      const seconds = SECONDS[operation];
      if (seconds === 0) return undefined;
      const at = `${operation} ${key}`;
      const allowed = notBefore.get(at) ?? 0;
      if (nowMs < allowed) {
        if (operation === 'create') notBefore.set(at, allowed + CREATE_PENALTY_S * 1000);
        return refuse(operation);
      }
      notBefore.set(at, nowMs + seconds * 1000);
      return undefined;
    },
  };
}
