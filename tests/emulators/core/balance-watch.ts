/** Notices the moment in which an account has used up its money. */
import type { AccrualLedger } from './ledger.ts';
import type { Tenant, Tenants } from './tenants.ts';
import type { ScheduledEvent, Timeline } from './timeline.ts';

export interface BalanceWatch {
  /** To be called whenever a rate or what was paid in has changed. */
  recheck(tenant: Tenant): void;
}

const HOUR_MS = 3_600_000;

export function watchBalances(parts: { timeline: Timeline; ledger: AccrualLedger; tenants: Tenants }, onEmpty: (tenant: Tenant) => void): BalanceWatch {
  const { timeline, tenants } = parts;
  const due = new Map<string, ScheduledEvent>();
  const watch: BalanceWatch = {
    recheck(tenant) {
      due.get(tenant.id)?.cancel();
      due.delete(tenant.id);
      const usdPerHour = tenants.usdPerHour(tenant);
      if (usdPerHour <= 0) return;
      const leftMs = Math.max(0, tenants.balance(tenant) / usdPerHour) * HOUR_MS;
      due.set(tenant.id, timeline.after(leftMs, () => { onEmpty(tenant); }));
    },
  };
  return watch;
}
