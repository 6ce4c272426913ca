/** Pods as the listing and a single look show them, with what may be wrong in them. */
import type { EmulatorCore } from '../core/emulator.ts';
import type { Tenant } from '../core/tenants.ts';
import { podJson, type Pod } from './pod.ts';
import type { Pods } from './pods.ts';

const TELEMETRY = ['empty', 'null', 'stale'] as const;
const ODD = ['status', 'field', 'number-as-text', 'newline', 'null-list'] as const;

export interface Shows {
  /** Undefined where it is not shown. */
  one(pod: Pod, from: 'listed' | 'shown'): Record<string, unknown> | undefined;
  /** In the order of their making. */
  listed(tenant: Tenant): Pod[];
}

export function createShows(core: EmulatorCore, pods: Pods): Shows {
  const { faults, timeline } = core;
  const random = core.random.fork('telemetry');

  const odd = (json: Record<string, unknown>, variant: string): void => {
    if (variant === 'status') json['status'] = 'MIGRATING';
    if (variant === 'field') Object.assign(json, { hostGeneration: 4, placement: { rack: 'r7' }, tags: [] });
    if (variant === 'number-as-text') json['cost'] = String(json['cost']);
    if (variant === 'newline') json['dataCenterId'] = `${String(json['dataCenterId'])}\n`;
    if (variant === 'null-list') Object.assign(json, { ports: null, actions: null });
  };

  return {
    one(pod, from) {
      const at = pod[from].at(timeline.now());
      if (at === undefined) return undefined;
      const subject = { operation: from === 'listed' ? 'list' : 'get', resource: pod.id, tenant: pod.tenant, name: at.order.name };
      const missing = faults.strike('telemetry-missing', subject, TELEMETRY);
      const json = podJson(pod, at, timeline.now(), missing?.variant === 'null' ? undefined : random.between(0.6, 0.99));
      if (missing?.variant === 'empty') json['runtime'] = {};
      // From the run before, as after a stop.
      if (missing?.variant === 'stale' && at.startedMs !== undefined) json['runtime'] = { uptime: 7, gpus: [{ util: 0, memoryUtil: 0 }], cpu: { util: 1 }, memory: { util: 1 }, ports: [{ private: 22, public: 20_001, type: 'tcp', ip: '198.51.100.251' }] };
      const oddity = faults.strike('odd-values', subject, ODD);
      if (oddity) odd(json, oddity.variant);
      return json;
    },
    listed: (tenant) => [...pods.all.values()].filter((pod) => pod.tenant === tenant.id && pod.listed.at(timeline.now()) !== undefined),
  };
}
