/** What RunPod says it has charged: whole hours and more, and late. */
import type { EmulatorCore } from '../core/emulator.ts';
import type { Tenant } from '../core/tenants.ts';

const HOUR_MS = 3_600_000;
const BUCKETS: Readonly<Record<string, number>> = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS, month: 720 * HOUR_MS, year: 8_760 * HOUR_MS };
const MOST_RECORDS = 2_000;

export function billingRecords(core: EmulatorCore, tenant: Tenant, query: URLSearchParams, lateMs: number): object {
  const { ledger, timeline } = core;
  const bucketMs = BUCKETS[query.get('bucketSize') ?? 'hour'] ?? HOUR_MS;
  const knownMs = timeline.now() - lateMs;
  const given = (name: string, or: number): number => Date.parse(query.get(name) ?? '') || or;
  const lastN = Number(query.get('lastN'));
  const endMs = Math.min(given('endTime', timeline.now()), timeline.now());
  const startMs = lastN > 0 ? endMs - lastN * bucketMs : given('startTime', endMs - Math.max(30 * 24 * HOUR_MS, bucketMs));
  const podId = query.get('podId');
  const records: object[] = [];
  for (const resource of ledger.resources()) {
    if (resource.kind !== 'instance' || resource.tenant !== tenant.id || (podId !== null && podId !== resource.id)) continue;
    const firstMs = ledger.intervals(resource.id)[0]?.fromMs ?? Infinity;
    for (let at = Math.floor(Math.max(startMs, firstMs) / bucketMs) * bucketMs; at < Math.min(endMs, knownMs) && records.length < MOST_RECORDS; at += bucketMs) {
      const amount = (kind: 'gpu' | 'disk'): number =>
        ledger.spent({ resource: resource.id, kind, fromMs: Math.max(at, startMs), untilMs: Math.min(at + bucketMs, endMs, knownMs) });
      const [gpuAmount, diskAmount] = [amount('gpu'), amount('disk')];
      if (gpuAmount + diskAmount === 0) continue;
      records.push({
        startTime: new Date(at).toISOString(), endTime: new Date(at + bucketMs).toISOString(), podId: resource.id,
        totalAmount: gpuAmount + diskAmount, gpuAmount, cpuAmount: 0, diskAmount,
      });
    }
  }
  return { records, metadata: { startTime: new Date(startMs).toISOString(), endTime: new Date(endMs).toISOString(), bucketSize: query.get('bucketSize') ?? 'hour' } };
}
