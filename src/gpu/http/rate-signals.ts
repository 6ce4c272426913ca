/** What providers say about how often they may be asked: RunPod in headers, Vast.ai in the words of a refusal. */

/** One window of an account's quota, as the headers RateLimit and RateLimit-Policy (IETF draft-ietf-httpapi-ratelimit-headers) tell it. */
export interface RateWindow {
  name: string;
  /** Requests that are left. */
  left: number;
  resetMs: number;
  /** Requests per window, where the policy says so. */
  quota?: number;
  windowMs?: number;
}

/** `"minute";r=59;t=12, "hour";r=2999;t=3000` */
function items(header: string | null): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const item of (header ?? '').split(',')) {
    const [name, ...parameters] = item.split(';').map((part) => part.trim());
    if (!name) continue;
    const values = parameters.map((parameter) => parameter.split('=')).flatMap(([key, value]) => (key && value !== undefined && Number.isFinite(Number(value)) ? [[key, Number(value)] as const] : []));
    found.set(name.replaceAll('"', ''), new Map(values));
  }
  return found;
}

export function rateWindows(headers: Headers): RateWindow[] {
  const policies = items(headers.get('ratelimit-policy'));
  return [...items(headers.get('ratelimit'))].flatMap(([name, values]) => {
    const left = values.get('r');
    const reset = values.get('t');
    if (left === undefined || reset === undefined) return [];
    const quota = policies.get(name)?.get('q');
    const window = policies.get(name)?.get('w');
    return [{ name, left, resetMs: reset * 1000, ...(quota === undefined ? {} : { quota }), ...(window === undefined ? {} : { windowMs: window * 1000 }) }];
  });
}

/** How long a refusal asks to wait: Retry-After in whole seconds (RFC 9110 10.2.3), `retry_after` in JSON, or Vast.ai's `threshold=4.5`. */
export function retryAfterMs(headers: Headers, body: unknown, says: string): number | undefined {
  const header = headers.get('retry-after')?.trim();
  if (header !== undefined && /^\d+$/.test(header)) return Number(header) * 1000;
  const field = typeof body === 'object' && body !== null && 'retry_after' in body ? Number(body.retry_after) : NaN;
  if (Number.isFinite(field) && field > 0) return field * 1000;
  return thresholdMs(says);
}

/** The least interval between two calls of one endpoint, as Vast.ai's refusals name it. */
export function thresholdMs(says: string): number | undefined {
  const found = /threshold\s*=\s*(\d+(?:\.\d+)?)/i.exec(says)?.[1];
  return found === undefined ? undefined : Number(found) * 1000;
}
