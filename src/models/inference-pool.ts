/**
 * Shares the cores among all models: a few processes, each runs one call at a time. Several narrow calls use the
 * cores better than one wide call (small networks lose half of a second thread to waiting), so a process gets
 * one core until there are more cores than processes. Models take turns, so that one with a long backlog delays
 * another by one call, not by its backlog. A model is loaded where it first runs; another process loads a copy
 * once waiting for the first has cost more than loading. Calls that wait for one model may run as one.
 */
import type { HostedKind } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { workMeter } from '../kernel/work-meter.ts';
import { batchOf } from './inference-batch.ts';
import { createBatchSizes, type BatchSizes } from './inference-batch-size.ts';
import { endingOf } from './inference-failure.ts';
import { joinCalls, takeTogether, type JoiningSurroundings } from './inference-joining.ts';
import type { InferenceHost } from './inference-host.ts';
import { createMemoryKeeper, type LoadedCopy, type MemoryBudget, type MemoryKeeper } from './inference-memory.ts';
import { createLane, takePlace, type Lane } from './inference-lane.ts';
import type { Calls, Tensors } from './inference-protocol.ts';
import { sizeBytes, type ModelEntry } from './model-entry.ts';
import { createInferenceSlot, type Batch, type InferenceSlot, type PoolModel, type SlotSurroundings, type WaitingCall } from './inference-slot.ts';

/** Reading the memory of all processes takes some milliseconds of the kernel's time. */
const CHECK_EVERY_MS = 5_000;

/** What whoever runs the engine should hear of, though the work goes on. */
export interface EngineEvent {
  code: 'INFERENCE_CRASHED' | 'INFERENCE_HUNG' | 'INFERENCE_OUT_OF_MEMORY' | 'MODELS_RELEASED' | 'BATCH_REDUCED';
  message: string;
}

export interface InferencePool {
  /** Loads the model in one process, if none has it. @throws AppError of reading or loading */
  load(model: PoolModel<HostedKind>): Promise<void>;
  /**
   * The request's tensors must stay as they are until the answer. A call whose process crashes or hangs is made
   * once more in a fresh one. `divisible`: but not if it ended for want of memory. Calls of independent rows that
   * wait at the same time may run as one, which shows in nothing but the time.
   * @throws AppError MODEL_FAILED, CANCELLED
   */
  call<K extends HostedKind>(model: PoolModel<K>, request: Calls[K]['request'], divisible?: boolean): Promise<Calls[K]['reply']>;
  /** Releases all models that rest, but this one. */
  releaseOthers(model: string): Promise<void>;
  /** Time spent inside calls so far, summed over processes, waiting and loading excluded. */
  busySeconds(): number;
  /** Processes that ended unasked so far. */
  crashes(): number;
  /** Process ids, and which models each holds. */
  processes(): { pid: number; models: readonly string[] }[];
  /** Refuses new and waiting calls; resolves when the running ones have ended and the processes are gone. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Processes at most; each is started when it is first needed. */
  size: number;
  startHost: SlotSurroundings['startHost'] | (() => InferenceHost);
  /** Absent: memory is not looked at. */
  memory?: MemoryBudget & { gpu?: MemoryBudget };
  /** How many rows calls are joined up to; by default none are joined. */
  batchSizes?: BatchSizes;
  onEvent?: (event: EngineEvent) => void;
  now?: () => number;
}

const closedError = (): AppError => new AppError('CANCELLED', 'The models were closed.');
const MIB = 1024 ** 2;

const EVENT_CODES = { crashed: 'INFERENCE_CRASHED', hung: 'INFERENCE_HUNG', out_of_memory: 'INFERENCE_OUT_OF_MEMORY' } as const;

interface PoolState {
  slots: InferenceSlot[];
  lanes: Map<string, Lane>;
  crashes: number;
  closing: Promise<void> | undefined;
}

/** Models that may be released now, seen from a slot that is about to load or has just served, or from none. */
const copiesIn = ({ slots, lanes }: PoolState, but: string, own?: InferenceSlot): LoadedCopy[] =>
  slots.filter((slot) => slot === own || slot.idle()).flatMap((slot) => [...slot.loaded()].filter(([model]) => model !== but).map(([model, lastUsed]) => ({
    model, lastUsed, wanted: (lanes.get(model)?.waiting.length ?? 0) > 0, release: () => slot.release(model),
  })));

function surround(state: PoolState, keeper: MemoryKeeper, { startHost, onEvent, now }: Required<Pick<PoolOptions, 'startHost' | 'onEvent' | 'now'>>): SlotSurroundings {
  let checkedAt = now();
  return {
    startHost,
    now,
    closing: () => state.closing !== undefined,
    async makeRoom(slot, { id, load }) {
      await keeper.makeRoom(load.entry.memoryMiB * MIB, () => copiesIn(state, id, slot));
    },
    async served(slot, { id }) {
      if (state.closing !== undefined || now() - checkedAt < CHECK_EVERY_MS) return;
      checkedAt = now();
      await keeper.makeRoom(0, () => copiesIn(state, id, slot));
    },
    ended(error, model) {
      state.crashes++;
      onEvent({ code: EVENT_CODES[endingOf(error) ?? 'crashed'], message: model === undefined ? error.message : `${error.message} The model was ${model}.` });
    },
  };
}

/** What a row takes while it is computed: the model's need without its weights, which is as rough as that. */
const rowBytes = (entry: ModelEntry): number => Math.max(MIB, entry.memoryMiB * MIB - sizeBytes(entry));

/** The rows of a call that may share it with others. */
function batchIn({ kind, load }: PoolModel<HostedKind>, request: WaitingCall['request']): Batch | undefined {
  if (kind !== 'tensor' || request === undefined) return undefined;
  // Requests are of the model's own kind, which TypeScript cannot follow.
  const inputs = request as Tensors;
  const rows = batchOf(load.entry, inputs);
  return rows === undefined || rows < 1 ? undefined : { rows, inputs };
}

interface Joining {
  sizes: BatchSizes;
  keeper: MemoryKeeper;
  releaseOthers(model: string): Promise<void>;
}

/** Gives waiting calls their places, one model after the other. */
function dispatcher(state: PoolState, size: number, surroundings: SlotSurroundings, { sizes, keeper, releaseOthers }: Joining): () => void {
  const { slots, lanes } = state;
  let turns = 0;
  let due = false;
  const open = (): InferenceSlot | undefined => {
    if (slots.length >= size) return undefined;
    const fresh = createInferenceSlot(surroundings);
    slots.push(fresh);
    return fresh;
  };
  const joining = ({ waiting, model: { id } }: Lane): JoiningSurroundings => ({
    now: surroundings.now, closing: surroundings.closing,
    requeue(calls) {
      waiting.unshift(...calls);
      if (surroundings.closing()) refuseWaiting(state);
      else pump();
    },
    async outOfMemory(rows) {
      sizes.reduce(id, rows, 'Out of memory');
      await releaseOthers(id);
    },
    refusesBatches: () => { sizes.reduce(id, 1, 'Calls that fail together and succeed alone'); },
  });
  /** Above the memory limit nothing is joined. */
  const most = ({ load: { entry } }: Lane['model']): number => Math.min(sizes.joined(entry), Math.max(1, Math.floor(keeper.leftBytes() / rowBytes(entry))));
  const pump = (): void => {
    due = false;
    const hungry = [...lanes.values()].filter(({ waiting }) => waiting.length > 0);
    for (const lane of hungry.toSorted((a, b) => a.turn - b.turn)) {
      const slot = takePlace(lane, slots, { open, mayOpen: slots.length < size, now: surroundings.now() });
      const call = slot === undefined ? undefined : joinCalls(takeTogether(lane.waiting, most(lane.model)), joining(lane));
      if (slot === undefined || call === undefined) continue;
      lane.turn = ++turns;
      void slot.serve(lane.model, call).then(pump);
      // One model may have work for several processes.
      if (lane.waiting.length > 0) soon();
    }
  };
  /** After what runs now: calls that are made in one go can share a place. */
  const soon = (): void => {
    if (due) return;
    due = true;
    queueMicrotask(pump);
  };
  return soon;
}

function refuseWaiting({ lanes }: PoolState): void {
  for (const { waiting } of lanes.values()) for (const each of waiting.splice(0)) each.reject(closedError());
}

export function createInferencePool({ size, startHost, memory = { limitBytes: Infinity, usedBytes: async () => 0 }, batchSizes = createBatchSizes(1), onEvent = () => undefined, now = () => performance.now() }: PoolOptions): InferencePool {
  const state: PoolState = { slots: [], lanes: new Map(), crashes: 0, closing: undefined };
  const { slots, lanes } = state;
  const keeper = createMemoryKeeper({
    ...memory,
    released: (models, used) => { onEvent({ code: 'MODELS_RELEASED', message: `Memory ran short (${Math.round(used / MIB)} MiB in use): released ${models.join(', ')}.` }); },
  });
  const releaseOthers = async (model: string): Promise<void> => void await keeper.makeRoom(Infinity, () => copiesIn(state, model));
  const pump = dispatcher(state, size, surround(state, keeper, { startHost, onEvent, now }), { sizes: batchSizes, keeper, releaseOthers });

  const enqueue = (model: PoolModel<HostedKind>, request: WaitingCall['request'], divisible: boolean): Promise<unknown> => new Promise((resolve, reject) => {
    if (state.closing !== undefined) {
      reject(closedError());
      return;
    }
    const lane = lanes.get(model.id) ?? createLane(model);
    lanes.set(model.id, lane);
    lane.model = model;
    lane.waiting.push({ request, batch: batchIn(model, request), divisible, since: now(), meter: workMeter.getStore(), resolve, reject });
    pump();
  });

  async function end(): Promise<void> {
    refuseWaiting(state);
    await Promise.all(slots.map((slot) => slot.close()));
  }

  return {
    async load(model) {
      await enqueue(model, undefined, false);
    },
    // The process answers a call with the reply of the model's own kind.
    call: async <K extends HostedKind>(model: PoolModel<K>, request: Calls[K]['request'], divisible = false) => await enqueue(model, request, divisible) as Calls[K]['reply'],
    async releaseOthers(model) {
      await releaseOthers(model);
      pump();
    },
    busySeconds: () => slots.reduce((sum, slot) => sum + slot.busyMs(), 0) / 1000,
    crashes: () => state.crashes,
    processes: () => slots.flatMap((slot) => {
      const pid = slot.pid();
      return pid === undefined ? [] : [{ pid, models: [...slot.loaded().keys()] }];
    }),
    close: () => (state.closing ??= end()),
  };
}
