/** Which faults are to strike, and which have struck. */
import type { FaultId } from './fault-table.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/** What is asked whether a fault strikes it. */
export interface FaultSubject {
  /** `create`, `list`, `delete` …: the emulator's own words, the same for both. */
  operation: string;
  resource?: string;
  /** The account. */
  tenant?: string;
  /** Name of the instance. */
  name?: string;
}

export interface ArmedFault {
  fault: FaultId;
  /** How many matching calls it strikes; without it and without a rate: one. */
  next?: number;
  /** 0..1 of the matching calls, until it is disarmed. */
  rate?: number;
  /** How many matching calls pass before. */
  skip?: number;
  /** One of the shapes that the fault has there; else chance decides. */
  variant?: string;
  /** How long it lasts, where it lasts. */
  forMs?: number;
  /** What it must match; all that is given. */
  match?: Partial<FaultSubject>;
}

export interface Strike extends FaultSubject {
  fault: FaultId;
  atMs: number;
  variant: string;
  forMs?: number;
}

export interface Faults {
  arm(fault: ArmedFault): void;
  /** All, or all of one kind; rates too. */
  disarm(fault?: FaultId): void;
  /** @param rate 0..1 of the calls, or machines, that each of these faults strikes */
  setRates(rate: number, faults: readonly FaultId[]): void;
  /** Asked at the place where the fault would happen; what is returned then has to happen. @param variants shapes it has there */
  strike(fault: FaultId, subject: FaultSubject, variants?: readonly string[]): Strike | undefined;
  /** The same, but rates for all do not count: for places that are passed very often. */
  strikeArmed(fault: FaultId, subject: FaultSubject, variants?: readonly string[]): Strike | undefined;
  /** The same for what is decided now and happens later, if there is anything left then for it to happen to: nothing is written down yet. */
  plan(fault: FaultId, subject: FaultSubject, variants?: readonly string[]): Strike | undefined;
  /** Writes down that what was planned happens now. */
  happens(planned: Strike): void;
  /** Writes down that it happened by itself, without being armed. */
  note(fault: FaultId, subject: FaultSubject): void;
  /** Everything that struck, in order. */
  readonly struck: readonly Strike[];
  counts(): Partial<Record<FaultId, number>>;
  /** What waits to strike. */
  armed(): readonly ArmedFault[];
}

const FIELDS = ['operation', 'resource', 'tenant', 'name'] as const;

const matches = (wanted: Partial<FaultSubject> | undefined, subject: FaultSubject): boolean =>
  wanted === undefined || FIELDS.every((field) => wanted[field] === undefined || wanted[field] === subject[field]);

export function createFaults(random: Random, timeline: Timeline): Faults {
  const rates = new Map<FaultId, number>();
  const armed: ArmedFault[] = [];
  const struck: Strike[] = [];

  /** @returns the armed one that strikes now, used up where it was counted */
  const take = (id: FaultId, subject: FaultSubject, withRates: boolean): ArmedFault | undefined => {
    for (const [i, entry] of armed.entries()) {
      if (entry.fault !== id || !matches(entry.match, subject)) continue;
      if (entry.skip !== undefined && entry.skip > 0) { entry.skip -= 1; continue; }
      if (entry.rate !== undefined) {
        if (random.chance(entry.rate)) return entry;
        continue;
      }
      entry.next = (entry.next ?? 1) - 1;
      if (entry.next <= 0) armed.splice(i, 1);
      return entry;
    }
    const rate = withRates ? rates.get(id) ?? 0 : 0;
    return rate > 0 && random.chance(rate) ? { fault: id } : undefined;
  };

  const drawn = (fault: FaultId, subject: FaultSubject, variants: readonly string[], withRates: boolean): Strike | undefined => {
    const entry = take(fault, subject, withRates);
    if (entry === undefined) return undefined;
    const variant = entry.variant ?? (variants.length > 0 ? random.pick(variants) : '');
    return { ...subject, fault, atMs: timeline.now(), variant, ...(entry.forMs !== undefined && { forMs: entry.forMs }) };
  };
  const strike = (...asked: Parameters<typeof drawn>): Strike | undefined => {
    const done = drawn(...asked);
    if (done) struck.push(done);
    return done;
  };

  return {
    arm: (fault) => { armed.push({ ...fault }); },
    disarm(fault) {
      for (let i = armed.length - 1; i >= 0; i--) if (fault === undefined || armed[i]?.fault === fault) armed.splice(i, 1);
      if (fault === undefined) rates.clear();
      else rates.delete(fault);
    },
    setRates(rate, faults) {
      for (const fault of faults) rates.set(fault, rate);
    },
    strike: (fault, subject, variants = []) => strike(fault, subject, variants, true),
    strikeArmed: (fault, subject, variants = []) => strike(fault, subject, variants, false),
    plan: (fault, subject, variants = []) => drawn(fault, subject, variants, true),
    happens: (planned) => { struck.push({ ...planned, atMs: timeline.now() }); },
    note: (fault, subject) => { struck.push({ ...subject, fault, atMs: timeline.now(), variant: '' }); },
    struck,
    counts() {
      const counts: Partial<Record<FaultId, number>> = {};
      for (const { fault } of struck) counts[fault] = (counts[fault] ?? 0) + 1;
      return counts;
    },
    armed: () => armed,
  };
}
