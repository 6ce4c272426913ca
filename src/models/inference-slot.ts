/** One inference process of the pool: the models that it has loaded, and the one call that it may run at a time. */
import type { HostedKind } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import type { WorkMeter } from '../kernel/work-meter.ts';
import { endingOf } from './inference-failure.ts';
import type { InferenceHost } from './inference-host.ts';
import type { Calls, LoadRequest, Tensors } from './inference-protocol.ts';

export interface PoolModel<K extends HostedKind> {
  id: string;
  kind: K;
  load: LoadRequest;
}

/** A call of independent rows. */
export interface Batch {
  rows: number;
  inputs: Tensors;
}

export interface WaitingCall {
  /** Undefined: the model only has to be loaded. */
  request: Calls[HostedKind]['request'] | undefined;
  /** What may run together with other calls; undefined: it runs by itself. */
  batch: Batch | undefined;
  /** The calls that were joined into this one. It gets one attempt: they are what is tried again. */
  members?: readonly WaitingCall[];
  /** How its process ended at its first attempt; the second is the last. */
  first?: AppError;
  /** Out of memory, the caller makes it smaller; trying the same again would end the same. */
  divisible: boolean;
  since: number;
  meter: WorkMeter | undefined;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export interface SlotSurroundings {
  /** `onIdleEnd`: the process ended although nobody waited for an answer. */
  startHost(onIdleEnd: (error: AppError) => void): InferenceHost;
  now(): number;
  /** Before a model is loaded. */
  makeRoom(slot: InferenceSlot, model: PoolModel<HostedKind>): Promise<void>;
  /** After a call, before the next: time to look at memory. */
  served(slot: InferenceSlot, model: PoolModel<HostedKind>): Promise<void>;
  /** A process ended that should have answered, or that rested. */
  ended(error: AppError, model?: string): void;
  /** Then nothing is tried again. */
  closing(): boolean;
}

export interface InferenceSlot {
  idle(): boolean;
  has(model: string): boolean;
  /** Loaded models and when each was last used. */
  loaded(): ReadonlyMap<string, number>;
  /** Loads the model if need be and answers the call; never rejects. */
  serve(model: PoolModel<HostedKind>, call: WaitingCall): Promise<void>;
  /** Only while no call runs: when idle, or before a model is loaded here. */
  release(model: string): Promise<void>;
  busyMs(): number;
  pid(): number | undefined;
  /** Waits for the running call, then ends the process. */
  close(): Promise<void>;
}

const failedTwice = (model: string, first: AppError, second: AppError): AppError =>
  new AppError('MODEL_FAILED', `The model ${model} failed twice. First: ${first.message} Then, in a fresh process: ${second.message}`, { ...second.details, model }, second);

/**
 * Who asked for the rows, and what part of them. Whoever shares a call waits until it begins and while the rows of
 * the others are computed; all work together is the call's.
 */
const payers = ({ members, ...call }: WaitingCall): { meter: WorkMeter; since: number; share: number }[] =>
  (members ?? [call]).flatMap(({ meter, since, batch }) => (meter ? [{ meter, since, share: members && batch && call.batch ? batch.rows / call.batch.rows : 1 }] : []));

function chargeWaiting(call: WaitingCall, from: number): void {
  for (const { meter, since } of payers(call)) meter.waitedMs += from - since;
}

function chargeWork(call: WaitingCall, tookMs: number): void {
  for (const { meter, share } of payers(call)) {
    meter.workedMs += tookMs * share;
    meter.waitedMs += tookMs * (1 - share);
  }
}

/** The process of a slot and what it has loaded; a new one takes its place when it ended. */
function residence(around: SlotSurroundings) {
  const start = (): InferenceHost => around.startHost((error) => { around.ended(error); });
  const loaded = new Map<string, number>();
  let host = start();

  const replace = (): void => {
    loaded.clear();
    host = start();
  };
  return {
    loaded,
    replace,
    host: () => host,
    async ensure(model: PoolModel<HostedKind>, slot: InferenceSlot): Promise<void> {
      if (!host.alive()) replace();
      if (loaded.has(model.id)) return;
      // Noted at once, so that others wait for this copy instead of loading their own.
      loaded.set(model.id, around.now());
      try {
        await around.makeRoom(slot, model);
        await host.ask({ do: 'load', load: model.load });
      } catch (error) {
        loaded.delete(model.id);
        throw error;
      }
    },
    async forget(model: string, thenRests: boolean): Promise<void> {
      loaded.delete(model);
      // An empty process is ended: that gives its memory back for certain.
      if (thenRests && loaded.size === 0) await host.end();
      // If it ended meanwhile, the model is released as well.
      else await host.ask({ do: 'release', model }).catch(() => undefined);
    },
  };
}

export function createInferenceSlot(around: SlotSurroundings): InferenceSlot {
  const { now } = around;
  const { loaded, host, ensure, replace, forget } = residence(around);
  let running: Promise<void> | undefined;
  let busyMs = 0;

  async function attempt(model: PoolModel<HostedKind>, call: WaitingCall): Promise<unknown> {
    await ensure(model, slot);
    const from = now();
    chargeWaiting(call, from);
    try {
      return call.request === undefined ? undefined : await host().ask({ do: 'call', model: model.id, request: call.request });
    } finally {
      const tookMs = now() - from;
      busyMs += tookMs;
      chargeWork(call, tookMs);
      if (loaded.has(model.id)) loaded.set(model.id, now());
    }
  }

  /** Tells what to tell the caller. A process that ended is replaced at once; the call gets one more chance in the new one. */
  async function answer(model: PoolModel<HostedKind>, call: WaitingCall): Promise<() => void> {
    const { first } = call;
    try {
      const value = await attempt(model, call);
      return () => { call.resolve(value); };
    } catch (error) {
      const ending = endingOf(error);
      if (!(error instanceof AppError) || ending === undefined) return () => { call.reject(error); };
      around.ended(error, model.id);
      if (!around.closing()) replace();
      const final = first !== undefined || call.members !== undefined || around.closing() || (ending === 'out_of_memory' && call.divisible);
      if (!final) return answer(model, { ...call, since: now(), first: error });
      const told = first === undefined ? error : failedTwice(model.id, first, error);
      return () => { call.reject(told); };
    }
  }

  async function turn(model: PoolModel<HostedKind>, call: WaitingCall): Promise<() => void> {
    const tell = await answer(model, call);
    // What memory is left is no reason to fail a call that succeeded.
    await around.served(slot, model).catch(() => undefined);
    return tell;
  }

  /** The caller hears the answer once this slot rests again: its next call then finds the model here, not a copy elsewhere. */
  const hold = (work: Promise<(() => void) | void>): Promise<void> => {
    running = work.then((tell) => {
      running = undefined;
      tell?.();
    });
    return running;
  };

  const slot: InferenceSlot = {
    idle: () => running === undefined, has: (model) => loaded.has(model), loaded: () => loaded, busyMs: () => busyMs,
    pid: () => (host().alive() ? host().pid : undefined),
    serve: (model, call) => hold(turn(model, call)),
    release: (model) => (running === undefined ? hold(forget(model, true)) : forget(model, false)),
    async close() {
      await running;
      await host().end();
    },
  };
  return slot;
}
