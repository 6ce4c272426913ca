/** Three windows per account, and what the headers say of them. */
import type { RunPodKnobs } from './settings.ts';

export interface RateLimits {
  /** Counts one request. `retryAfter`: seconds; only where it is too many. */
  take(account: string, nowMs: number): { headers: Record<string, string>; retryAfter?: number };
  forget(): void;
}

export function rateLimits(knobs: RunPodKnobs): RateLimits {
  const windows = [{ name: 'minute', most: knobs.perMinute, ms: 60_000 }, { name: 'hour', most: knobs.perHour, ms: 3_600_000 }, { name: 'day', most: knobs.perDay, ms: 86_400_000 }];
  const used = new Map<string, { startMs: number; count: number }[]>();
  const policy = windows.map(({ name, most, ms }) => `"${name}";q=${most};w=${ms / 1_000}`).join(', ');
  return {
    take(account, nowMs) {
      const counts = used.get(account) ?? windows.map(() => ({ startMs: nowMs, count: 0 }));
      used.set(account, counts);
      let retryAfter: number | undefined;
      const parts = windows.map(({ name, most, ms }, i) => {
        const window = counts[i] ?? { startMs: nowMs, count: 0 };
        if (nowMs - window.startMs >= ms) { window.startMs = nowMs; window.count = 0; }
        window.count += 1;
        const leftSeconds = Math.max(1, Math.ceil((window.startMs + ms - nowMs) / 1_000));
        if (window.count > most) retryAfter = Math.max(retryAfter ?? 0, leftSeconds);
        return `"${name}";r=${Math.max(0, most - window.count)};t=${leftSeconds}`;
      });
      return { headers: { ratelimit: parts.join(', '), 'ratelimit-policy': policy }, ...(retryAfter !== undefined && { retryAfter }) };
    },
    forget: () => { used.clear(); },
  };
}
