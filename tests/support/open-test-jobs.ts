/** Jobs over a library in a folder of its own, with orchestrators that use real local workers. */
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { JobMetadata, NewJob, type JobSettings, type AnalysisJob, type AnalysisJobDetail, type JobState } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.ts';
import { rowsOf } from '../../src/db/database.ts';
import { findMedium, type Database } from '../../src/db/index.ts';
import { localProvider } from '../../src/gpu/local/provider.ts';
import type { Provider } from '../../src/gpu/provider.ts';
import { createJob, getJob, startJob, startOrchestrator, type ControlParts, type Orchestrator, type OrchestratorParts } from '../../src/jobs/index.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { fileAccess, picturesPrefix } from '../../src/library/file-keys.ts';
import { storeFile, type LibraryParts } from '../../src/library/index.ts';
import type { KeyframeParts } from '../../src/results/index.ts';
import { openTestLibrary, type TestLibrary } from './open-test-library.ts';

/** Fast, and without any model. */
export const SIGNALS = ['cut_analysis', 'color_analysis', 'audio_analysis'];

export interface TestJobs {
  test: TestLibrary;
  parts: ControlParts & { data: string };
  failures: { code: string; about: string; message: string }[];
  store(principal: Principal, file: string): Promise<string>;
  make(principal: Principal, mediaIds: readonly string[], more?: Partial<z.input<typeof NewJob>>): Promise<AnalysisJob>;
  start(principal: Principal, id: string): Promise<AnalysisJob>;
  orchestrate(more?: Partial<OrchestratorParts>): Promise<Orchestrator>;
  /** Stops whatever a test left running. */
  stopAll(): Promise<void>;
  /** Waits until the job is in one of these states and no machine is left of it. */
  reach(principal: Principal, id: string, ...states: JobState[]): Promise<AnalysisJobDetail>;
  events(principal: Principal, kind: string): Promise<Record<string, unknown>[]>;
}

export const settingsWith = (analyzers: readonly string[], more: Partial<z.input<typeof JobSettings>> = {}): z.input<typeof JobSettings> => ({ profile: 'lite', analyzers: analyzers.map((name) => ({ name })), ...more });

/** Far beyond what anything here takes; only a hang comes so far. */
const PATIENCE_MS = 240_000;

export async function openTestJobs(database: Database, folder: string, library: Partial<LibraryParts> = {}): Promise<TestJobs> {
  const test = await openTestLibrary(database, folder, {}, library);
  const data = path.join(folder, 'data');
  const failures: TestJobs['failures'] = [];
  const orchestrators = new Set<Orchestrator>();
  const provider = (): Provider => localProvider({ data });
  const parts = { database, data, providers: [provider()], wake: () => { for (const each of orchestrators) each.wake(); } };
  const keyframes: KeyframeParts = {
    database, driver: test.library.driver,
    async placeOf(workspaceId, mediaId) {
      const row = await database.read({ workspaceId }, (tx) => findMedium(tx, workspaceId, mediaId));
      if (!row) throw new AppError('NOT_FOUND', 'There is no such medium.');
      const { fileKey } = await fileAccess(test.library, row);
      return { fileKey, prefix: picturesPrefix(workspaceId, row.fileId ?? '') };
    },
  };
  return {
    test, parts, failures,
    store: async ({ workspaceId }, file) => (await storeFile(test.library, workspaceId, file)).mediaId,
    make: (principal, mediaIds, more = {}) => createJob(parts, principal, NewJob.parse({ name: 'test', mediaIds: [...mediaIds], settings: settingsWith(SIGNALS), metadata: JobMetadata.parse({}), ...more })),
    start: (principal, id) => startJob(parts, principal, id, { offerId: 'this-machine', costLimitUsd: 5 }),
    async orchestrate(more = {}) {
      const orchestrator = await startOrchestrator({
        database, data, library: test.library, keyframes, providers: [provider()], onFailure: ({ code, message }, about) => { failures.push({ code, about, message }); }, ...more,
        options: { leaseMs: 4_000, pollMs: 200, metricsMs: 300, ...more.options },
      });
      orchestrators.add(orchestrator);
      return orchestrator;
    },
    stopAll: async () => { for (const each of orchestrators) { orchestrators.delete(each); await each.stop(); } },
    async reach(principal, id, ...states) {
      const until = performance.now() + PATIENCE_MS;
      for (;;) {
        const job = await getJob(parts, principal, id);
        if (states.includes(job.state) && !job.onMachine) return job;
        if (performance.now() > until) throw new Error(`the job is ${job.stage}/${job.state}, failures ${JSON.stringify(failures)}, ${JSON.stringify(job.failure)}, steps ${JSON.stringify(job.steps)}`);
        await sleep(50);
      }
    },
    events: async ({ workspaceId }, kind) => (await database.read({ workspaceId }, (tx) => rowsOf(tx, sql`select body from event where kind = ${kind} order by seq`, z.object({ body: z.record(z.string(), z.unknown()) })))).map(({ body }) => body),
  };
}
