/** Analyses one medium on a worker; a lost worker costs only what was unfinished. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrorCode, isFinalError, type AnalyzerChoice, type Language, type LocalMedia, type TaskEvent, type TaskRequest, type TaskWindow, type Tier } from '@aima/contract';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { WorkerClient } from '../worker/client.ts';
import type { Collector, Finished } from './collector.ts';
import type { Machine } from './machine.ts';

/** How often the same medium is tried again after its worker was lost. */
export const MOST_RETRIES = 3;
/** Connections in a row that may end without a single event. */
const MOST_SILENT_CONNECTIONS = 20;
const RECONNECT_MS = 100;
const KEYFRAME_SIDE = 240;
/** A cancel waits this long for the worker's last words. */
const LAST_WORDS_MS = 600;

/** A medium that has to be brought to the machine, from where an earlier attempt ended. */
export interface SentMedia {
  /** @throws AppError WORKER_LOST where the connection broke; repeating it goes on */
  sendTo(client: WorkerClient, signal: AbortSignal): Promise<void>;
}

export interface MediumTask {
  sha256: string;
  source: LocalMedia | SentMedia;
  fileName: string;
  choices: readonly AnalyzerChoice[];
  /** In the order in which their models are opened. */
  stages: readonly (readonly string[])[];
  language: Language;
  tier: Tier;
  machine: Machine;
  collected: Collector;
  /** The part of a long film; the whole where absent. */
  window?: TaskWindow;
  /** Runs beside those in `collected` that others may rest on. */
  alsoFinished?: readonly Finished[];
  /** Shots that their owner released as 'not explicit'. */
  released?: TaskRequest['released'] | undefined;
  /** False: no pictures for people. */
  keyframes?: boolean;
  signal: AbortSignal;
  onProgress(event: Extract<TaskEvent, { type: 'progress' }>): void;
  onRetry(attempt: number, why: string): void;
}

const lost = (error: unknown): boolean => {
  const { code } = toAppError(error);
  return code === 'WORKER_LOST' || code === 'WORKER_FAILED';
};

/** The worker of one attempt: another client of the same worker after its connection was made anew. */
interface Connection {
  client: WorkerClient;
  /** Ends what waits for an answer of a machine that must not be used any more. */
  lost: AbortSignal | undefined;
}

const untilLost = ({ lost }: Connection, signal: AbortSignal): AbortSignal => (lost ? AbortSignal.any([signal, lost]) : signal);

/** Why the machine must not be used any more says more than what broke when it was taken away. */
const saidBy = ({ lost }: Connection, error: unknown): unknown => (lost?.aborted === true ? lost.reason : error);

/** @returns whether the same worker answers again */
async function regained(connection: Connection, { machine, signal }: MediumTask): Promise<boolean> {
  const client = await machine.regain?.(signal);
  if (client) connection.client = client;
  return client !== undefined;
}

/** Follows a task to its end over as many connections as it takes, as long as the worker lives. */
async function follow(connection: Connection, id: string, task: MediumTask, signal: AbortSignal): Promise<Extract<TaskEvent, { type: 'task_finished' }>> {
  let seen = 0;
  for (let idle = 0; idle < MOST_SILENT_CONNECTIONS; idle++) {
    try {
      for await (const event of connection.client.events(id, seen, untilLost(connection, signal))) {
        seen = event.seq;
        idle = 0;
        task.collected.take(event);
        if (event.type === 'progress') task.onProgress(event);
        if (event.type === 'task_finished') return event;
      }
    } catch (error) {
      if (!lost(error)) throw saidBy(connection, error);
    }
    try {
      await connection.client.status(untilLost(connection, signal)); // throws WORKER_LOST where it is the worker that is gone, not the connection
    } catch (error) {
      if (!lost(error) || !await regained(connection, task)) throw saidBy(connection, error);
    }
    await sleep(RECONNECT_MS, undefined, { signal });
  }
  throw new AppError('WORKER_FAILED', 'The worker says no more about this medium.');
}

/** To a worker that has the medium. */
async function handOver(task: MediumTask): Promise<Connection> {
  const { machine, source, sha256, signal } = task;
  const client = await machine.worker(signal);
  const connection: Connection = { client, lost: machine.lost?.() };
  if (!('sendTo' in source)) {
    await client.lendMedia(sha256, source, signal);
    return connection;
  }
  for (let tries = 1; ; tries++) {
    try {
      await source.sendTo(connection.client, untilLost(connection, signal));
      return connection;
    } catch (error) {
      if (toAppError(error).code !== 'WORKER_LOST' || tries === MOST_SILENT_CONNECTIONS || !await regained(connection, task)) throw saidBy(connection, error);
    }
  }
}

/** Runs the task; on cancel asks the worker to stop and takes what it still says. */
async function attempt(task: MediumTask): Promise<void> {
  const connection = await handOver(task);
  const finished = [...task.alsoFinished ?? [], ...task.collected.finished()];
  const { id } = await connection.client.startTask({
    media: { sha256: task.sha256, fileName: task.fileName }, analyzers: [...task.choices], ...(task.stages.length > 0 ? { stages: task.stages.map((names) => [...names]) } : {}), language: task.language, tier: task.tier, keyframeSide: task.keyframes === false ? 0 : KEYFRAME_SIDE, finished, ...(task.window ? { window: task.window } : {}), ...(task.released ? { released: task.released } : {}),
  }, untilLost(connection, task.signal)).catch((error: unknown) => { throw saidBy(connection, error); });
  const patience = new AbortController();
  const cancel = (): void => {
    setTimeout(() => { patience.abort(); }, LAST_WORDS_MS).unref();
    connection.client.cancelTask(id, patience.signal).catch(() => { patience.abort(); });
  };
  task.signal.addEventListener('abort', cancel, { once: true });
  if (task.signal.aborted) cancel();
  try {
    const end = await follow(connection, id, task, patience.signal);
    if (end.state === 'done') return;
    // Cancelled by somebody else, such as its lease: whoever ends it ends all that runs there.
    const { code, message } = end.state === 'cancelled' ? { code: task.signal.aborted ? 'CANCELLED' : 'WORKER_LOST', message: 'Cancelled.' } as const : errorOf(end.code, end.message);
    throw saidBy(connection, new AppError(code, message));
  } finally {
    task.signal.removeEventListener('abort', cancel);
  }
}

/** Whatever may go better on another worker counts as a failure of this one. */
const errorOf = (code: string | undefined, message: string | undefined): { code: AppError['code']; message: string } =>
  ({ code: code !== undefined && isErrorCode(code) && isFinalError(code) ? code : 'WORKER_FAILED', message: message ?? 'The worker gave no reason.' });

/** @throws AppError of the last attempt; what was finished is in `collected` either way */
export async function analyseMedium(task: MediumTask): Promise<void> {
  for (let retry = 0; ; retry++) {
    try {
      await attempt(task);
      return;
    } catch (error) {
      if (task.signal.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
      if (!lost(error) || retry === MOST_RETRIES) throw error;
      await task.machine.discard();
      task.collected.restart();
      task.onRetry(retry + 1, toAppError(error).message);
    }
  }
}
