/** One thread of the pool: the models that it has loaded, and the one call that it may run at a time. */
import type { ModelKind } from '@aima/sdk';
import type { WorkMeter } from '../kernel/work-meter.ts';
import type { InferenceHost } from './inference-host.ts';
import type { Calls, LoadRequest } from './inference-protocol.ts';

export interface PoolModel<K extends ModelKind> {
  id: string;
  kind: K;
  /** Reads and verifies the networks; called once per thread that loads the model. */
  read: () => Promise<Pick<LoadRequest, 'networks' | 'device' | 'threads'>>;
}

export interface WaitingCall {
  /** Undefined: the model only has to be loaded. */
  request: Calls[ModelKind]['request'] | undefined;
  since: number;
  meter: WorkMeter | undefined;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export interface InferenceSlot {
  idle(): boolean;
  has(model: string): boolean;
  loadedCount(): number;
  /** Loads the model if need be and answers the call; never rejects. */
  serve(model: PoolModel<ModelKind>, call: WaitingCall): Promise<void>;
  busyMs(): number;
  /** Waits for the running call, then ends the thread. */
  close(): Promise<void>;
}

export function createInferenceSlot(startHost: () => InferenceHost, now: () => number): InferenceSlot {
  let host = startHost();
  let running: Promise<void> | undefined;
  let busyMs = 0;
  const loaded = new Set<string>();

  async function ensureLoaded({ id, kind, read }: PoolModel<ModelKind>): Promise<void> {
    if (!host.alive()) {
      host = startHost();
      loaded.clear();
    }
    if (loaded.has(id)) return;
    // Noted at once, so that others wait for this copy instead of loading their own.
    loaded.add(id);
    try {
      await host.ask({ do: 'load', load: { model: id, kind, ...await read() } });
    } catch (error) {
      loaded.delete(id);
      throw error;
    }
  }

  async function answer(model: PoolModel<ModelKind>, { request, since, meter, resolve, reject }: WaitingCall): Promise<void> {
    try {
      await ensureLoaded(model);
      const from = now();
      if (meter) meter.waitedMs += from - since;
      try {
        resolve(request === undefined ? undefined : await host.ask({ do: 'call', model: model.id, request }));
      } finally {
        busyMs += now() - from;
        if (meter) meter.workedMs += now() - from;
      }
    } catch (error) {
      reject(error);
    }
  }

  return {
    idle: () => running === undefined,
    has: (model) => loaded.has(model),
    loadedCount: () => loaded.size,
    busyMs: () => busyMs,
    serve(model, call) {
      running = answer(model, call).then(() => {
        running = undefined;
      });
      return running;
    },
    async close() {
      await running;
      if (host.alive()) await host.ask({ do: 'close' });
    },
  };
}
