/**
 * A process that makes a job, starts it and works on it, until it is killed: `node job-worker-process.ts '{"folder", "film", "url"?}'`.
 * Prints one JSON line once the worker runs and something is finished.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/index.ts';
import { localProvider } from '../../src/gpu/local/provider.ts';
import { fixedKeys } from './fixed-keys.ts';
import { openTestJobs, settingsWith, SIGNALS } from './open-test-jobs.ts';

const { folder, film, url } = z.object({ folder: z.string(), film: z.string(), url: z.string().optional() }).parse(JSON.parse(process.argv[2] ?? ''));
const database = await openDatabase({ folder: path.join(folder, 'db'), ...(url === undefined ? {} : { url }) });
const jobs = await openTestJobs(database, folder, { workspaceKeys: fixedKeys });
const me = await jobs.test.member();
const { id } = await jobs.make(me, [await jobs.store(me, film)], { settings: settingsWith(SIGNALS, { windowSeconds: 10 }) });
const local = localProvider({ data: jobs.parts.data });
let worker = '';
await jobs.orchestrate({
  providers: [{
    ...local,
    async launch(...asked) {
      const instance = await local.launch(...asked);
      if (instance.outcome === 'created') worker = instance.id.replace('local-', '');
      return instance;
    },
  }],
});
await jobs.start(me, id);
const windows = () => database.read('everything', (tx) => rowsOf(tx, sql`select 1 as one from job_window where job_id = ${id}::uuid`, z.object({})));
while ((await windows()).length === 0) await sleep(5);
process.stdout.write(`${JSON.stringify({ workspaceId: me.workspaceId, jobId: id, worker: Number(worker) })}\n`);
await sleep(600_000);
