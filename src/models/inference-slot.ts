/** One inference process of the pool: the models that it has loaded, and the one call that it may run at a time. */
import type { HostedKind } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import type { WorkMeter } from '../kernel/work-meter.ts';
import { endingOf } from './inference-failure.ts';
import type { InferenceHost } from './inference-host.ts';
import type { Calls, LoadRequest } from './inference-protocol.ts';

export interface PoolModel<K extends HostedKind> {
  id: string;
  kind: K;
  load: LoadRequest;
}

export interface WaitingCall {
  /** Undefined: the model only has to be loaded. */
  request: Calls[HostedKind]['request'] | undefined;
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

  async function attempt(model: PoolModel<HostedKind>, call: WaitingCall, since: number): Promise<unknown> {
    await ensure(model, slot);
    const from = now();
    if (call.meter) call.meter.waitedMs += from - since;
    try {
      return call.request === undefined ? undefined : await host().ask({ do: 'call', model: model.id, request: call.request });
    } finally {
      const tookMs = now() - from;
      busyMs += tookMs;
      if (call.meter) call.meter.workedMs += tookMs;
      if (loaded.has(model.id)) loaded.set(model.id, now());
    }
  }

  /** Tells what to tell the caller. A process that ended is replaced at once; the call gets one more chance in the new one. */
  async function answer(model: PoolModel<HostedKind>, call: WaitingCall, { since, first }: { since: number; first?: AppError }): Promise<() => void> {
    try {
      const value = await attempt(model, call, since);
      return () => { call.resolve(value); };
    } catch (error) {
      const ending = endingOf(error);
      if (!(error instanceof AppError) || ending === undefined) return () => { call.reject(error); };
      around.ended(error, model.id);
      if (!around.closing()) replace();
      const final = first !== undefined || around.closing() || (ending === 'out_of_memory' && call.divisible);
      if (!final) return answer(model, call, { since: now(), first: error });
      const told = first === undefined ? error : failedTwice(model.id, first, error);
      return () => { call.reject(told); };
    }
  }

  async function turn(model: PoolModel<HostedKind>, call: WaitingCall): Promise<() => void> {
    const tell = await answer(model, call, call);
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
    idle: () => running === undefined,
    has: (model) => loaded.has(model),
    loaded: () => loaded,
    busyMs: () => busyMs,
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
