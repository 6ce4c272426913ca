/** The tasks of one worker: one medium each, one after the other, their events kept until the wipe. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { mediaIdOf, type TaskCreated, type TaskRequest } from '@aima/contract';
import type { Analyzer } from '@aima/sdk';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { probe, stretchOf } from '../media/index.ts';
import { runTask, type Models, type TaskEventBody } from '../pipeline/index.ts';
import { openEventLog, type EventLog } from './event-log.ts';
import type { MediaStore } from './media-store.ts';

export interface Tasks {
  start(request: TaskRequest): Promise<TaskCreated>;
  cancel(id: string): TaskCreated;
  log(id: string): EventLog;
  list(): { id: string; mediaId: string; state: 'running' | 'finished' }[];
  /** Tells every running task what happened to the machine under it, such as a crash that was made good. */
  warn(event: { code: string; message: string }): void;
  /** Cancels everything and waits for it. */
  stop(): Promise<void>;
}

interface Task {
  id: string;
  mediaId: string;
  state: 'running' | 'finished';
  log: EventLog;
  abort: AbortController;
  end: Promise<void>;
}

export interface TaskSurroundings {
  folder: string;
  media: MediaStore;
  models: Models;
  analyzers: readonly Analyzer[];
}

type Finish = Extract<TaskEventBody, { type: 'task_finished' }>;

async function analyse(request: TaskRequest, around: TaskSurroundings, signal: AbortSignal, log: EventLog): Promise<void> {
  const place = await around.media.placeOf(request.media.sha256);
  const whole = await probe(place, { signal });
  const { window } = request;
  const probed = window && (window.fromMs > 0 || window.toMs < whole.facts.durationMs) ? stretchOf(whole, window) : whole;
  const media = { id: mediaIdOf(request.media.sha256), ...request.media, ...probed.facts };
  await log.append({ type: 'media', media });
  await runTask({
    analyzers: around.analyzers, choices: request.analyzers, media, probe: probed, language: request.language, ...(request.tier ? { tier: request.tier } : {}), ...(request.stages ? { stages: request.stages } : {}), keyframeSide: request.keyframeSide,
    finished: request.finished ?? [], ...(window ? { part: window } : {}), ...(request.released ? { released: request.released } : {}), models: around.models, signal, emit: (event) => log.append(event),
  });
}

/** Runs to the end whatever happens, and says how it ended. */
async function runToEnd(request: TaskRequest, around: TaskSurroundings, task: Pick<Task, 'abort' | 'log'>): Promise<void> {
  const from = performance.now();
  const seconds = (): number => Math.round(performance.now() - from) / 1000;
  let last: Finish;
  try {
    await analyse(request, around, task.abort.signal, task.log);
    last = { type: 'task_finished', state: 'done', seconds: seconds() };
  } catch (error) {
    const { code, message } = toAppError(error);
    const cancelled = task.abort.signal.aborted || code === 'CANCELLED';
    last = { type: 'task_finished', state: cancelled ? 'cancelled' : 'failed', code, message, seconds: seconds() };
  }
  await task.log.append(last);
  await task.log.close();
}

export function openTasks(around: TaskSurroundings): Tasks {
  const tasks = new Map<string, Task>();
  let queue: Promise<void> = Promise.resolve();

  const find = (id: string): Task => {
    const task = tasks.get(id);
    if (!task) throw new AppError('NOT_FOUND', `There is no task ${id} on this worker.`);
    return task;
  };

  return {
    async start(request) {
      await around.media.placeOf(request.media.sha256);
      await mkdir(around.folder, { recursive: true, mode: 0o700 });
      const id = randomUUID();
      const log = await openEventLog(path.join(around.folder, `${id}.ndjson`));
      const task: Task = { id, mediaId: mediaIdOf(request.media.sha256), state: 'running', log, abort: new AbortController(), end: Promise.resolve() };
      // A failing disk under the log has nobody left to tell but the reader, who sees the stream end early.
      task.end = queue.then(() => runToEnd(request, around, task)).catch(() => log.close()).then(() => { task.state = 'finished'; });
      queue = task.end;
      tasks.set(id, task);
      return { id, state: task.state };
    },
    cancel(id) {
      const task = find(id);
      task.abort.abort();
      return { id, state: task.state };
    },
    log: (id) => find(id).log,
    list: () => [...tasks.values()].map(({ id, mediaId, state }) => ({ id, mediaId, state })),
    warn({ code, message }) {
      // Not worth ending a task for: where the log cannot be written, its own events fail too.
      for (const task of tasks.values()) if (task.state === 'running') task.log.append({ type: 'warning', code, message }).catch(() => undefined);
    },
    async stop() {
      for (const task of tasks.values()) task.abort.abort();
      await Promise.all([...tasks.values()].map((task) => task.end));
    },
  };
}
