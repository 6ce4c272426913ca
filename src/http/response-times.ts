/** How long answers take, over the last minutes: for the status page, the alarm of the administrator, and Prometheus. */
import type { FastifyInstance } from 'fastify';

/** Upper ends of the classes in milliseconds; each about one and a half times the one before, so a percentile is right within that. */
const ENDS_MS = [1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90, 135, 200, 300, 450, 700, 1000, 1500, 2200, 3300, 5000, 7500, 11_000, 16_000, 30_000, Infinity];
const SLICE_MS = 60_000;
const SLICES = 5;

interface Slice {
  since: number;
  counts: number[];
}

export interface TimesSummary {
  requests: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

export interface ResponseTimes {
  add(ms: number, status: number): void;
  /** Over the last five minutes; percentiles are upper ends of their class. */
  summary(): TimesSummary;
  /** Since the start: answers by class of status, and how many took at most so long. */
  totals(): { byStatus: ReadonlyMap<string, number>; buckets: readonly { leMs: number; count: number }[]; sumMs: number };
}

const empty = (): number[] => ENDS_MS.map(() => 0);

function percentile(counts: readonly number[], total: number, share: number): number {
  let seen = 0;
  for (const [i, count] of counts.entries()) {
    seen += count;
    if (seen >= share * total) return ENDS_MS[i] ?? 0;
  }
  return 0;
}

export function createResponseTimes(now: () => number = Date.now): ResponseTimes {
  let slices: Slice[] = [];
  const all = empty();
  const byStatus = new Map<string, number>();
  let sumMs = 0;

  const current = (): Slice => {
    const since = Math.floor(now() / SLICE_MS) * SLICE_MS;
    slices = slices.filter((slice) => slice.since > since - SLICES * SLICE_MS);
    const last = slices.at(-1);
    if (last?.since === since) return last;
    const slice = { since, counts: empty() };
    slices.push(slice);
    return slice;
  };

  return {
    add(ms, status) {
      const i = ENDS_MS.findIndex((end) => ms <= end);
      const { counts } = current();
      counts[i] = (counts[i] ?? 0) + 1;
      all[i] = (all[i] ?? 0) + 1;
      sumMs += ms;
      const kind = `${Math.floor(status / 100)}xx`;
      byStatus.set(kind, (byStatus.get(kind) ?? 0) + 1);
    },
    summary() {
      current();
      const counts = empty().map((_, i) => slices.reduce((sum, slice) => sum + (slice.counts[i] ?? 0), 0));
      const requests = counts.reduce((sum, count) => sum + count, 0);
      const at = (share: number): number => (requests === 0 ? 0 : Math.min(percentile(counts, requests, share), 60_000));
      return { requests, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
    },
    totals() {
      let count = 0;
      return { byStatus, sumMs, buckets: ENDS_MS.map((leMs, i) => ({ leMs, count: (count += all[i] ?? 0) })) };
    },
  };
}

/** Streams and sockets last as long as somebody watches; they say nothing about how quick the server is. */
export function measureAnswers(app: FastifyInstance, times: ResponseTimes): void {
  app.addHook('onResponse', async (_request, reply) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (type === '' || /json|html/.test(type)) times.add(reply.elapsedTime, reply.statusCode);
  });
}
