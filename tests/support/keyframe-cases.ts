/** Pictures from the worker: encrypted with their medium's key, gone with it and with a hold. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Database } from '../../src/db/index.ts';
import { listKeyframes, readKeyframe, removeHeldPictures, storeKeyframes, sweepHeldPictures, type Keyframe, type KeyframeParts } from '../../src/results/index.ts';
import { newKey, openLocalDriver } from '../../src/storage/index.ts';
import { store } from './results-cases.ts';
import { storeJob } from './stored-results.ts';
import { tempFolder } from './temp-folder.ts';

const MARKER = 'plain-text-of-a-picture';
const picture = (atMs: number, word = MARKER): Keyframe => ({ atMs, width: 240, height: 135, jpeg: Buffer.from(`${word}-${atMs}`) });
const times = async (parts: KeyframeParts, place: { workspaceId: string; mediaId: string; jobId?: string }): Promise<number[]> => (await listKeyframes(parts, place)).frames.map(({ atMs }) => atMs);
const filesBelow = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));

async function partsFor(database: Database): Promise<KeyframeParts & { folder: string }> {
  const folder = path.join(tempFolder(), 'storage');
  const fileKey = newKey();
  return { database, driver: await openLocalDriver(folder), placeOf: (workspaceId, mediaId) => Promise.resolve({ fileKey, prefix: `pictures/${workspaceId}/${mediaId}/` }), folder };
}

export function keyframeCases(database: () => Database): void {
  test('pictures come back by their moment; the later of two counts; nothing of them lies plainly on the disk', async () => {
    const job = await storeJob(database());
    const parts = await partsFor(database());
    await storeKeyframes(parts, job, Array.from({ length: 70 }, (_, i) => picture((69 - i) * 500)));
    expect(await times(parts, job)).toEqual(Array.from({ length: 70 }, (_, i) => i * 500));
    expect(await readKeyframe(parts, job, 34_500)).toEqual({ ...picture(34_500), jpeg: Buffer.from(`${MARKER}-34500`) });
    expect(await readKeyframe(parts, job, 1)).toBeUndefined();
    await storeKeyframes(parts, job, [picture(500, 'newer')]);
    expect(String((await readKeyframe(parts, job, 500))?.jpeg)).toBe('newer-500');
    expect(await times(parts, job)).toHaveLength(70);
    const files = filesBelow(parts.folder);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect(readFileSync(file).includes(MARKER)).toBe(false);
  });

  test('they are the workspace\'s own, and another key does not open them', async () => {
    const job = await storeJob(database());
    const other = await storeJob(database());
    const parts = await partsFor(database());
    await storeKeyframes(parts, job, [picture(0)]);
    expect(await times(parts, { ...job, workspaceId: other.workspaceId })).toEqual([]);
    expect(await times(parts, { ...job, jobId: randomUUID() })).toEqual([]);
    const key = newKey();
    await expect(readKeyframe({ ...parts, placeOf: () => Promise.resolve({ fileKey: key, prefix: 'pictures/' }) }, job, 0)).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
    // What cannot be noted is not left behind either.
    const before = filesBelow(parts.folder);
    await expect(storeKeyframes(parts, { ...job, jobId: other.jobId }, [picture(500)])).rejects.toThrow();
    expect(filesBelow(parts.folder)).toEqual(before);
  });

  test('a hold takes them, also after a crash in between; of its stretch no more come', async () => {
    const job = await storeJob(database());
    const parts = await partsFor(database());
    const removed: string[] = [];
    const held = { database: database(), removePictures: (_: string, mediaId: string) => { removed.push(mediaId); return Promise.resolve(); } };
    await storeKeyframes(parts, job, [picture(0), picture(5000)]);
    await store(database(), job, [], { status: 'held', reason: 'age_unknown', held: [{ startMs: 400, endMs: 4000, reason: 'age_unknown' }] });
    await removeHeldPictures({ ...held, removePictures: () => Promise.reject(new Error('killed')) }, job).catch(() => undefined);
    expect(await times(parts, job)).toEqual([]);
    await sweepHeldPictures(held);
    expect(removed).toContain(job.mediaId);
    removed.length = 0;
    await sweepHeldPictures(held);
    expect(removed).not.toContain(job.mediaId);
    await storeKeyframes(parts, job, [picture(0), picture(500), picture(4000)]);
    expect(await times(parts, job)).toEqual([0, 4000]);
  });

  test('of a wiped medium none is listed', async () => {
    const job = await storeJob(database());
    const parts = await partsFor(database());
    await storeKeyframes(parts, job, [picture(0)]);
    await database().transaction(job, (tx) => tx.execute(sql`update media set state = 'wiping'`));
    expect(await times(parts, job)).toEqual([]);
  });
}
