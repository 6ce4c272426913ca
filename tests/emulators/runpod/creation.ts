/** Whether an order becomes a pod. */
import type { EmulatorCore } from '../core/emulator.ts';
import type { ApiKey, Tenant } from '../core/tenants.ts';
import { NO_CAPACITY, SPEND_LIMIT, TOO_LITTLE_MONEY } from './answers.ts';
import { DATA_CENTERS, type Catalogue } from './catalogue.ts';
import type { Pod, PodOrder } from './pod.ts';
import type { Pods } from './pods.ts';
import type { Volumes } from './volumes.ts';

/** `code`: as GraphQL has it; REST has none. */
export type Created = { pod: Pod } | { status: number; detail: string; code?: string };

const refusal = (status: number, detail: string, code?: string): Created => ({ status, detail, ...(code !== undefined && { code }) });

const MINUTE_MS = 60_000;

export function creations(core: EmulatorCore, pods: Pods, catalogue: Catalogue, volumes: Volumes): (tenant: Tenant, key: ApiKey, order: PodOrder) => Created {
  const { faults, tenants, timeline } = core;
  const random = core.random.fork('creation');

  /** All money is gone, and comes back after a while. */
  const drain = (tenant: Tenant, forMs: number): void => {
    const taken = tenants.balance(tenant);
    tenant.paidInUsd -= taken;
    pods.recheck(tenant);
    timeline.after(forMs, () => { tenant.paidInUsd += taken; pods.recheck(tenant); });
  };

  const usdPerHour = (order: PodOrder): number | undefined => {
    if (order.cpu) return order.cpu.vcpuCount * 0.03;
    const kind = order.gpu && catalogue.kind(order.gpu.id);
    const price = kind && catalogue.price(kind, order.cloud);
    return price === undefined || order.gpu === undefined ? undefined : (order.bid ?? price) * order.gpu.count;
  };

  /** @returns why nothing is made */
  const refused = (tenant: Tenant, order: PodOrder, usd: number | undefined): Created | undefined => {
    const subject = { operation: 'create', tenant: tenant.id, name: order.name };
    if (usd === undefined || (order.gpu && (catalogue.kind(order.gpu.id)?.maxCount ?? 0) < order.gpu.count)) return refusal(400, NO_CAPACITY, 'SUPPLY_CONSTRAINT');
    if (order.dataCenterIds.some((id) => !DATA_CENTERS.some((center) => center.id === id))) return refusal(400, 'unknown data center');
    if (order.volumeId !== undefined) {
      const volume = volumes.find(tenant, order.volumeId);
      if (!volume) return refusal(400, 'nonexistent network volume');
      if (order.cloud !== 'SECURE' || !order.dataCenterIds.includes(volume.dataCenter)) return refusal(400, 'the network volume is in another data center');
    }
    const broke = faults.strike('out-of-money', subject, ['refused', 'drained']);
    if (broke?.variant === 'drained') drain(tenant, broke.forMs ?? random.integer(2, 10) * MINUTE_MS);
    if (broke || tenants.balance(tenant) < usd) return refusal(402, TOO_LITTLE_MONEY, 'INSUFFICIENT_BALANCE');
    if (faults.strike('spend-limit', subject) || tenants.usdPerHour(tenant) + usd > tenant.spendLimitUsdPerHour) return refusal(402, SPEND_LIMIT);
    const full = faults.strike('no-capacity', subject, ['plain', 'disk']);
    if (full) return refusal(400, full.variant === 'disk' ? NO_CAPACITY.replace('requested specifications', 'requested specifications with enough disk space') : NO_CAPACITY, 'SUPPLY_CONSTRAINT');
    if (order.bid !== undefined && order.gpu) {
      const kind = catalogue.kind(order.gpu.id);
      if (kind && order.bid < (catalogue.spotPrice(kind, order.cloud) ?? Infinity)) return refusal(400, NO_CAPACITY, 'SUPPLY_CONSTRAINT');
    }
    return undefined;
  };

  return (tenant, key, order) => {
    const no = refused(tenant, order, usdPerHour(order));
    if (no) return no;
    const pod = pods.create(tenant, order);
    const subject = { operation: 'create', tenant: tenant.id, name: order.name };
    if (faults.strike('created-twice', subject)) pods.create(tenant, order);
    // By a rate they come over the account some time after; armed, they strike the very call (front.ts).
    const laterOn = (fault: 'key-revoked' | 'key-read-only', happen: (untilMs: number) => void): void => {
      const planned = faults.plan(fault, subject);
      if (planned) timeline.after(Math.floor(random.next() ** 2 * 20 * MINUTE_MS), () => {
        happen(timeline.now() + (planned.forMs ?? random.integer(1, 5) * MINUTE_MS));
        faults.happens(planned);
      });
    };
    laterOn('key-revoked', (untilMs) => { key.revokedUntilMs = untilMs; });
    laterOn('key-read-only', (untilMs) => { key.readOnlyUntilMs = untilMs; });
    return { pod };
  };
}
