/**
 * Shares the cores among all models: a few threads, each runs one call at a time. Several narrow calls use the
 * cores better than one wide call (small networks lose half of a second thread to waiting), so a thread gets
 * one core until there are more cores than threads. Models take turns, so that one with a long backlog delays
 * another by one call, not by its backlog. A model is loaded where it first runs; another thread loads a copy
 * once the model has proven busy.
 */
import type { ModelKind } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { workMeter } from '../kernel/work-meter.ts';
import type { InferenceHost } from './inference-host.ts';
import type { Calls } from './inference-protocol.ts';
import { createInferenceSlot, type InferenceSlot, type PoolModel, type WaitingCall } from './inference-slot.ts';

/** Calls of a model before a second thread may load it too. */
const BUSY_AFTER = 4;

export interface InferencePool {
  /** Loads the model in one thread, if none has it. @throws AppError of reading or loading */
  load(model: PoolModel<ModelKind>): Promise<void>;
  /** The request's tensors are given away: they may no longer be used. @throws AppError MODEL_FAILED, CANCELLED */
  call<K extends ModelKind>(model: PoolModel<K>, request: Calls[K]['request']): Promise<Calls[K]['reply']>;
  /** Time spent inside calls so far, summed over threads, waiting and loading excluded. */
  busySeconds(): number;
  /** Refuses new and waiting calls; resolves when the running ones have ended and the threads are gone. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Threads at most; each is started when it is first needed. */
  size: number;
  startHost: () => InferenceHost;
  now?: () => number;
}

interface Lane {
  model: PoolModel<ModelKind>;
  waiting: WaitingCall[];
  calls: number;
  /** When it last had its turn, counted in calls of all lanes. */
  turn: number;
}

const closedError = (): AppError => new AppError('CANCELLED', 'The models were closed.');

export function createInferencePool({ size, startHost, now = () => performance.now() }: PoolOptions): InferencePool {
  const slots: InferenceSlot[] = [];
  const lanes = new Map<string, Lane>();
  let turns = 0;
  let closing: Promise<void> | undefined;

  /** Where the lane's next call may run now. */
  function placeFor({ model: { id }, calls }: Lane): InferenceSlot | undefined {
    const idle = slots.filter((slot) => slot.idle());
    const holder = idle.find((slot) => slot.has(id));
    if (holder !== undefined) return holder;
    if (calls < BUSY_AFTER && slots.some((slot) => slot.has(id))) return undefined;
    const emptiest = idle.toSorted((a, b) => a.loadedCount() - b.loadedCount())[0];
    if (emptiest !== undefined || slots.length >= size) return emptiest;
    const fresh = createInferenceSlot(startHost, now);
    slots.push(fresh);
    return fresh;
  }

  function pump(): void {
    const hungry = [...lanes.values()].filter(({ waiting }) => waiting.length > 0);
    for (const lane of hungry.toSorted((a, b) => a.turn - b.turn)) {
      const slot = placeFor(lane);
      const call = slot === undefined ? undefined : lane.waiting.shift();
      if (slot === undefined || call === undefined) continue;
      lane.calls++;
      lane.turn = ++turns;
      void slot.serve(lane.model, call).then(pump);
      // One model may have work for several threads.
      if (lane.waiting.length > 0) queueMicrotask(pump);
    }
  }

  const enqueue = (model: PoolModel<ModelKind>, request: WaitingCall['request']): Promise<unknown> => new Promise((resolve, reject) => {
    if (closing !== undefined) {
      reject(closedError());
      return;
    }
    const lane = lanes.get(model.id) ?? { model, waiting: [], calls: 0, turn: 0 };
    lanes.set(model.id, lane);
    lane.model = model;
    lane.waiting.push({ request, since: now(), meter: workMeter.getStore(), resolve, reject });
    pump();
  });

  async function end(): Promise<void> {
    for (const { waiting } of lanes.values()) for (const each of waiting.splice(0)) each.reject(closedError());
    for (const slot of slots) await slot.close();
  }

  return {
    async load(model) {
      await enqueue(model, undefined);
    },
    // The thread answers a call with the reply of the model's own kind.
    call: async <K extends ModelKind>(model: PoolModel<K>, request: Calls[K]['request']) => await enqueue(model, request) as Calls[K]['reply'],
    busySeconds: () => slots.reduce((sum, slot) => sum + slot.busyMs(), 0) / 1000,
    close: () => (closing ??= end()),
  };
}
