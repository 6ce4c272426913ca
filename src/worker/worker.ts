/** A worker: analyses media on an instance until it is stopped, its starter is gone, or its lease ends. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { WorkerConfig } from '@aima/contract';
import type { Analyzer } from '@aima/sdk';
import { chooseDevice, isRunnable, modelEntries, parseOwnEntries, type Engine, type openEngine } from '../models/index.ts';
import { deviceReporter } from './device-report.ts';
import { openLease } from './lease.ts';
import { openMediaStore } from './media-store.ts';
import { openSealedMedia } from './sealed-media.ts';
import { workerServer } from './server.ts';
import { wipeFolders } from './wipe-folders.ts';
import { openTasks } from './tasks.ts';

export interface Worker {
  port: number;
  /** Cancels, wipes and closes; then `ended` settles. May be called more than once. */
  stop(): void;
  ended: Promise<void>;
}

/** Longest that stopping may wait for running analyzers before the process goes anyway. */
const STOP_LIMIT_MS = 1_000;

export async function startWorker(config: WorkerConfig, parts: { analyzers: readonly Analyzer[]; openEngine: (options: Parameters<typeof openEngine>[0]) => Engine }): Promise<Worker> {
  await mkdir(config.folder, { recursive: true, mode: 0o700 });
  const own = parseOwnEntries((config.ownModels ?? []).map((entry, i) => ({ where: `number ${i + 1}`, entry })));
  const entries = [...own.filter(isRunnable), ...modelEntries];
  const choice = await chooseDevice(config.device);
  const { device, precision, gpu } = choice;
  const engine = parts.openEngine({
    entries, modelsFolder: config.modelsFolder, threads: availableParallelism(), device, precision, ...(gpu ? { gpu } : {}), ...(config.batch === undefined ? {} : { batch: config.batch }),
    ...(config.modelServer ? { modelServer: config.modelServer } : {}), onEvent: (event) => { tasks.warn(event); },
  });
  const media = openMediaStore(path.join(config.folder, 'media'));
  const sealedFolder = config.sealedFolder ?? path.join(config.folder, 'sealed');
  const sealed = openSealedMedia(sealedFolder, media);
  const wipe = async () => {
    await sealed.forget();
    return wipeFolders([config.folder, sealedFolder]);
  };
  const tasks = openTasks({ folder: path.join(config.folder, 'tasks'), media, models: engine, analyzers: parts.analyzers });
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let stopping = false;

  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    lease.stop();
    const patience = new Promise<void>((done) => { setTimeout(done, STOP_LIMIT_MS).unref(); });
    // The engine's processes are waited for: nothing of the worker may outlive it, and their CPU time counts as its own.
    void Promise.race([tasks.stop(), patience])
      .then(() => Promise.race([engine.close(), patience]))
      .then(wipe)
      .then(() => Promise.race([app.close(), patience]))
      .finally(resolve);
  };

  const lease = openLease(config.leaseSeconds, stop);
  const app = workerServer({ token: config.token, device: engine.device, wipe, localMedia: config.localMedia, media, sealed, tasks, lease, reportDevice: deviceReporter(choice, engine), stop });
  await app.listen({ host: '127.0.0.1', port: config.port ?? 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the worker listens on no port');
  return { port: address.port, stop, ended };
}
