/**
 * The truth about money: what every resource has cost to the millisecond, whatever the provider shows. Tests compare what the
 * client believes with this, and the client never sees it.
 */
import type { Timeline } from './timeline.ts';

/** `disk`: of an instance, whether or not it runs. `volume`: a disk of its own. `bandwidth`: by the byte. */
export type CostKind = 'gpu' | 'disk' | 'volume' | 'bandwidth';

export interface Resource {
  id: string;
  kind: 'instance' | 'volume';
  tenant: string;
  /** As its owner named it. */
  name: string;
}

export interface CostInterval {
  resource: string;
  kind: CostKind;
  usdPerHour: number;
  fromMs: number;
  /** Undefined while it goes on. */
  toMs?: number;
}

/** An amount that does not come by time. */
export interface Charge { resource: string; kind: CostKind; usd: number; atMs: number }

export interface BillingNow extends Resource { usdPerHour: number; sinceMs: number }

/**
 * `accepted`: it takes effect. `refused`: an error, nothing happens. `ignored`: told as a success (or as not there) while
 * nothing happens. `absent`: there was nothing any more.
 */
export type DeleteOutcome = 'accepted' | 'refused' | 'ignored' | 'absent';

/** Somebody did, or tried to do, something to a resource. `by`: `tenant/scope of the key`. */
export interface Touch { resource: string; atMs: number; by: string; what: string; outcome: DeleteOutcome | 'done' | 'failed' }

export interface SpendQuery { tenant?: string; resource?: string; kind?: CostKind; fromMs?: number; untilMs?: number }

export interface AccrualLedger {
  open(resource: Resource): void;
  /** From now on; 0 ends it. */
  setRate(resource: string, kind: CostKind, usdPerHour: number): void;
  charge(resource: string, kind: CostKind, usd: number): void;
  /** Nothing of it costs any more. */
  close(resource: string): void;
  touch(touch: Omit<Touch, 'atMs'>): void;
  /** USD, of all time until now where no limits are given. */
  spent(query?: SpendQuery): number;
  /** What costs at this moment of the past, or now. */
  billing(atMs?: number): BillingNow[];
  resource(id: string): Resource | undefined;
  resources(): Resource[];
  intervals(resource?: string): CostInterval[];
  charges(resource?: string): Charge[];
  touches(resource?: string): Touch[];
  /**
   * Times in which a delete was refused or had no effect: from the first such call to the first that was accepted.
   * `lastMs`: the last refused one. Without `toMs`: none was accepted yet.
   */
  refusals(resource: string): { fromMs: number; lastMs: number; toMs?: number }[];
}

const HOUR_MS = 3_600_000;

export function createLedger(timeline: Timeline): AccrualLedger {
  const resources = new Map<string, Resource>();
  const intervals: CostInterval[] = [];
  /** By resource, so that long runs with many instances stay fast. */
  const running = new Map<string, Map<CostKind, CostInterval>>();
  const charges: Charge[] = [];
  const touches: Touch[] = [];

  const stop = (resource: string, kind: CostKind): void => {
    const interval = running.get(resource)?.get(kind);
    if (interval === undefined) return;
    interval.toMs = timeline.now();
    running.get(resource)?.delete(kind);
  };

  const wanted = (query: SpendQuery, { resource, kind }: { resource: string; kind: CostKind }): boolean =>
    (query.resource === undefined || query.resource === resource)
    && (query.kind === undefined || query.kind === kind)
    && (query.tenant === undefined || resources.get(resource)?.tenant === query.tenant);

  /** Whoever reads sees everything that is due. */
  const settled = <T>(list: T[]): T[] => {
    timeline.settle();
    return list;
  };

  const ledger: AccrualLedger = {
    open(resource) {
      resources.set(resource.id, resource);
      running.set(resource.id, new Map());
    },
    setRate(resource, kind, usdPerHour) {
      if (running.get(resource)?.get(kind)?.usdPerHour === usdPerHour) return;
      stop(resource, kind);
      if (usdPerHour === 0) return;
      const interval: CostInterval = { resource, kind, usdPerHour, fromMs: timeline.now() };
      intervals.push(interval);
      running.get(resource)?.set(kind, interval);
    },
    charge: (resource, kind, usd) => { charges.push({ resource, kind, usd, atMs: timeline.now() }); },
    close(resource) {
      for (const kind of [...(running.get(resource)?.keys() ?? [])]) stop(resource, kind);
    },
    touch: (touch) => { touches.push({ ...touch, atMs: timeline.now() }); },
    spent(query = {}) {
      timeline.settle();
      const { fromMs = 0, untilMs = timeline.now() } = query;
      const byTime = intervals.filter((interval) => wanted(query, interval)).reduce((sum, interval) => {
        const ms = Math.min(interval.toMs ?? Infinity, untilMs) - Math.max(interval.fromMs, fromMs);
        return ms > 0 ? sum + (interval.usdPerHour * ms) / HOUR_MS : sum;
      }, 0);
      return charges.reduce((sum, charge) => (wanted(query, charge) && charge.atMs >= fromMs && charge.atMs <= untilMs ? sum + charge.usd : sum), byTime);
    },
    billing(atMs) {
      timeline.settle();
      const now = atMs ?? timeline.now();
      const lines = new Map<string, BillingNow>();
      for (const interval of intervals) {
        // What ended at this very moment does not bill any more.
        if (interval.fromMs > now || (interval.toMs ?? Infinity) <= now) continue;
        const resource = resources.get(interval.resource);
        if (resource === undefined) continue;
        const line = lines.get(resource.id) ?? { ...resource, usdPerHour: 0, sinceMs: interval.fromMs };
        line.usdPerHour += interval.usdPerHour;
        line.sinceMs = Math.min(line.sinceMs, interval.fromMs);
        lines.set(resource.id, line);
      }
      return [...lines.values()];
    },
    resource: (id) => resources.get(id),
    resources() {
      timeline.settle();
      return [...resources.values()];
    },
    intervals: (resource) => settled(intervals).filter((interval) => resource === undefined || interval.resource === resource),
    charges: (resource) => settled(charges).filter((charge) => resource === undefined || charge.resource === resource),
    touches: (resource) => settled(touches).filter((touch) => resource === undefined || touch.resource === resource),
    refusals(resource) {
      const times: { fromMs: number; lastMs: number; toMs?: number }[] = [];
      for (const touch of ledger.touches(resource)) {
        if (touch.what !== 'delete') continue;
        const open = times.at(-1)?.toMs === undefined ? times.at(-1) : undefined;
        if (touch.outcome === 'refused' || touch.outcome === 'ignored') {
          if (open === undefined) times.push({ fromMs: touch.atMs, lastMs: touch.atMs });
          else open.lastMs = touch.atMs;
        } else if (open !== undefined) open.toMs = touch.atMs;
      }
      return times;
    },
  };
  return ledger;
}
