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

export interface MediumTask {
  sha256: string;
  source: LocalMedia;
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

/** Follows a task to its end over as many connections as it takes, as long as the worker lives. */
async function follow(client: WorkerClient, id: string, task: MediumTask, signal: AbortSignal): Promise<Extract<TaskEvent, { type: 'task_finished' }>> {
  let seen = 0;
  for (let idle = 0; idle < MOST_SILENT_CONNECTIONS; idle++) {
    try {
      for await (const event of client.events(id, seen, signal)) {
        seen = event.seq;
        idle = 0;
        task.collected.take(event);
        if (event.type === 'progress') task.onProgress(event);
        if (event.type === 'task_finished') return event;
      }
    } catch (error) {
      if (!lost(error)) throw error;
    }
    await client.status(signal); // throws WORKER_LOST where it is the worker that is gone, not the connection
    await sleep(RECONNECT_MS, undefined, { signal });
  }
  throw new AppError('WORKER_FAILED', 'The worker says no more about this medium.');
}

/** Runs the task; on cancel asks the worker to stop and takes what it still says. */
async function attempt(task: MediumTask): Promise<void> {
  const client = await task.machine.worker(task.signal);
  await client.lendMedia(task.sha256, task.source, task.signal);
  const finished = [...task.alsoFinished ?? [], ...task.collected.finished()];
  const { id } = await client.startTask({
    media: { sha256: task.sha256, fileName: task.fileName }, analyzers: [...task.choices], ...(task.stages.length > 0 ? { stages: task.stages.map((names) => [...names]) } : {}), language: task.language, tier: task.tier, keyframeSide: task.keyframes === false ? 0 : KEYFRAME_SIDE, finished, ...(task.window ? { window: task.window } : {}), ...(task.released ? { released: task.released } : {}),
  }, task.signal);
  const patience = new AbortController();
  const cancel = (): void => {
    setTimeout(() => { patience.abort(); }, LAST_WORDS_MS).unref();
    client.cancelTask(id, patience.signal).catch(() => { patience.abort(); });
  };
  task.signal.addEventListener('abort', cancel, { once: true });
  if (task.signal.aborted) cancel();
  try {
    const end = await follow(client, id, task, patience.signal);
    if (end.state === 'done') return;
    const { code, message } = end.state === 'cancelled' ? { code: 'CANCELLED', message: 'Cancelled.' } as const : errorOf(end.code, end.message);
    throw new AppError(code, message);
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
