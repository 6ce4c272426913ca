/** What a job takes from the settings of its workspace, on both databases. No machine starts here. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NewJob, RerunJob, StartJob } from '@aima/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/auth/principal.ts';
import { readSettings, writeSettings } from '../../src/db/index.ts';
import { createJob, estimateMedia, startJob, updateJob } from '../../src/jobs/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { openTestJobs, type TestJobs } from '../support/open-test-jobs.ts';
import { storeJob } from '../support/stored-results.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-job-settings-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

await onBothDatabases((opened) => {
  let jobs: TestJobs;
  beforeAll(async () => { jobs = await openTestJobs(opened().database, mkdtempSync(path.join(folder, 'server-'))); });

  const set = (who: Principal | undefined, body: Record<string, unknown>) => opened().database.transaction(who ? { workspaceId: who.workspaceId } : 'everything', async (tx) => {
    await writeSettings(tx, who?.workspaceId, body, (await readSettings(tx, who?.workspaceId)).version);
  });
  const made = async (who: Principal, settings?: { profile: string }) => {
    const { mediaId } = await storeJob(opened().database, who.workspaceId);
    return createJob(jobs.parts, who, NewJob.parse({ name: 'test', mediaIds: [mediaId], ...(settings ? { settings } : {}) }));
  };
  const started = async (who: Principal, costLimitUsd?: number) => {
    const { id } = await made(who);
    return (await startJob(jobs.parts, who, id, StartJob.parse({ offerId: 'this-machine', costLimitUsd }))).cost.limitUsd;
  };

  test("a start without a limit takes the workspace's, else the installation's; one that is given counts", async () => {
    const who = await jobs.test.member();
    expect(await started(who)).toBe(5);
    await set(undefined, { costLimitUsd: 7 });
    expect(await started(who)).toBe(7);
    await set(who, { costLimitUsd: 2 });
    expect(await started(who)).toBe(2);
    expect(await started(who, 9)).toBe(9);
    expect(await started(await jobs.test.member())).toBe(7);
    await set(undefined, {});
  });

  test("a job without a profile takes the workspace's, also when its settings change; one that is given counts", async () => {
    const who = await jobs.test.member();
    expect((await made(who)).settings.profile).toBe('lite');
    await set(who, { defaultProfile: 'safety' });
    const { id, settings } = await made(who);
    expect(settings.profile).toBe('safety');
    expect((await made(who, { profile: 'lite' })).settings.profile).toBe('lite');
    expect((await updateJob(jobs.parts, who, id, { settings: NewJob.shape.settings.parse({ language: 'de' }) })).settings).toMatchObject({ profile: 'safety', language: 'de' });
    expect(RerunJob.parse({ settings: {} }).settings?.profile).toBeUndefined();
    const { mediaId } = await storeJob(opened().database, who.workspaceId);
    const analyzers = async (profile?: string) => (await estimateMedia(jobs.parts, who, [mediaId], NewJob.shape.settings.parse({ profile }))).media[0]?.analyzers.map(({ analyzer }) => analyzer);
    expect(await analyzers()).toEqual(await analyzers('safety'));
    expect(await analyzers()).not.toEqual(await analyzers('lite'));
  });
});
