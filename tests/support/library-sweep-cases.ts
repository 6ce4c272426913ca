/** What the library does by itself, over any database: going on after an interruption, and removing what is due. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.ts';
import { rowsOf } from '../../src/db/database.ts';
import { findMedium, listStorageLog, type Database, type MediaRow } from '../../src/db/index.ts';
import { closeLibrary, createUpload, getPlannedDeletions, getStorageStatus, getUpload, importFiles, putLibrarySettings, receiveUpload, resumeUpload, storeFile, sweepLibrary, watchCapacity, wipeMedia, type Library } from '../../src/library/index.ts';
import type { StorageDriver } from '../../src/storage/index.ts';
import { hashOf, photoWith } from './library-cases.ts';
import { openTestLibrary, type TestLibrary } from './open-test-library.ts';
import { numberedBytes } from './seeded-bytes.ts';
import { tempFolder } from './temp-folder.ts';

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> { yield bytes; }

const stored = async (library: Library, { workspaceId }: Principal, bytes: Buffer): Promise<string> => {
  const { mediaId } = await storeFile(library, workspaceId, once(bytes), { name: 'a.jpg' });
  await library.background.idle();
  return mediaId;
};

/** Does as it is told until a call is reached that is said to fail, as in a crash before it. */
function failing(driver: StorageDriver, method: 'moveIn' | 'stat' | 'delete', from: number): StorageDriver {
  let calls = 0;
  const fail = (): Promise<never> => Promise.reject(new Error('the machine stopped here'));
  return { ...driver, [method]: (...given: Parameters<StorageDriver[typeof method]>) => (++calls >= from ? fail() : (driver[method] as (...all: unknown[]) => Promise<unknown>)(...given)) }; // the same method with the same arguments
}

export function librarySweepCases(database: () => Database): void {
  const open = async (options: Parameters<typeof openTestLibrary>[2] = {}): Promise<TestLibrary & { me: Principal }> => {
    const opened = await openTestLibrary(database(), tempFolder(), options);
    onTestFinished(() => closeLibrary(opened.library));
    return Object.assign(opened, { me: await opened.member() });
  };
  const row = (library: Library, { workspaceId }: Principal, mediaId: string): Promise<MediaRow | undefined> => library.database.read({ workspaceId }, (tx) => findMedium(tx, workspaceId, mediaId));
  const age = (table: 'media' | 'upload', { workspaceId }: Principal, column: 'created_at' | 'expires_at', days: number): Promise<unknown> => database().transaction('everything', (tx) =>
    tx.execute(sql`update ${sql.identifier(table)} set ${sql.identifier(column)} = now() - ${days} * interval '1 day' where workspace_id = ${workspaceId}`));
  const events = (workspaceId: string, kind: string): Promise<{ body: unknown }[]> => database().read('everything', (tx) =>
    rowsOf(tx, sql`select body from event where workspace_id = ${workspaceId} and kind = ${kind} order by seq`, z.object({ body: z.unknown() })));

  test('a complete upload whose check was interrupted anywhere is checked by the next start', async () => {
    for (const [method, from] of [['stat', 1], ['stat', 2], ['moveIn', 1], ['stat', 3]] as const) {
      const opened = await open();
      const { me } = opened;
      const bytes = await photoWith(`${method} ${from}`);
      const { id } = await createUpload(opened.library, me, { name: 'a.jpg', sizeBytes: bytes.length, sha256: hashOf(bytes) });
      const stopping: Library = { ...opened.library, driver: failing(opened.library.driver, method, from) };
      await receiveUpload(stopping, me, id, { offset: 0, source: once(bytes) });
      await opened.library.background.idle();
      expect(await getUpload(opened.library, me, id)).toMatchObject({ state: 'checking' });
      const again = await opened.restart();
      await sweepLibrary(again);
      await again.background.idle();
      const done = await getUpload(again, me, id);
      expect([method, from, done.state]).toEqual([method, from, 'done']);
      expect(await row(again, me, done.mediaId ?? '')).toMatchObject({ state: 'stored', picturesState: 'done' });
    }
  });

  test('an abandoned upload goes after its day, with its bytes; one that lives does not', async () => {
    const { library, folder, me } = await open();
    const other = await openTestLibrary(database(), tempFolder()).then((each) => each.member());
    const bytes = numberedBytes(5000, 1);
    const { id } = await createUpload(library, me, { name: 'a.jpg', sizeBytes: 9000 });
    await receiveUpload(library, me, id, { offset: 0, source: once(bytes) });
    await sweepLibrary(library);
    expect(await resumeUpload(library, me, id)).toMatchObject({ offsetBytes: 5000 });
    await age('upload', me, 'expires_at', 1);
    await sweepLibrary(library);
    await expect(getUpload(library, me, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(path.join(folder, 'uploads'))).toEqual([]);
    expect((await library.database.read(me, (tx) => listStorageLog(tx, me.workspaceId, { limit: 5 }))).rows).toMatchObject([{ action: 'expired', reason: 'abandoned', bytes: 5000 }]);
    expect(await events(other.workspaceId, 'upload.changed')).toEqual([]);
  });

  test('what nobody confirmed is announced, then deleted; the workspace decides when', async () => {
    const { library, me } = await open({ retentionDays: 30 });
    const mediaId = await stored(library, me, await photoWith('retention'));
    await age('media', me, 'created_at', 10);
    const [planned] = await getPlannedDeletions(library, me, { withinDays: 30, limit: 10 });
    expect(planned).toMatchObject({ mediaId, postponed: false });
    expect(Math.round(((planned?.deleteAtMs ?? 0) - Date.now()) / 86_400_000)).toBe(20);
    expect(await getPlannedDeletions(library, me, { withinDays: 10, limit: 10 })).toEqual([]);
    await sweepLibrary(library);
    expect((await row(library, me, mediaId))?.state).toBe('stored');
    await putLibrarySettings(library, me, { retentionDays: 9, readPlaces: false });
    await sweepLibrary(library);
    expect(await row(library, me, mediaId)).toBeUndefined();
    expect((await library.database.read(me, (tx) => listStorageLog(tx, me.workspaceId, { limit: 2 }))).rows).toMatchObject([{ action: 'wiped', reason: 'retention', actor: 'system:retention' }, { action: 'key_destroyed' }]);
  });

  test('a medium that is analysed at the moment waits for its deletion', async () => {
    const { library, me } = await open();
    const mediaId = await stored(library, me, await photoWith('busy'));
    await age('media', me, 'created_at', 100);
    const [job] = await database().transaction(me, async (tx) => {
      const jobs = await rowsOf(tx, sql`insert into job (name, profile, state) values ('j', 'lite', 'analysing') returning id::text as id`, z.object({ id: z.string() }));
      await tx.execute(sql`insert into job_media (job_id, media_id, position) values (${jobs[0]?.id}, ${mediaId}, 0)`);
      return jobs;
    });
    await sweepLibrary(library);
    expect((await row(library, me, mediaId))?.state).toBe('stored');
    await database().transaction(me, (tx) => tx.execute(sql`update job set state = 'awaiting_review' where id = ${job?.id}`));
    await sweepLibrary(library);
    expect((await row(library, me, mediaId))?.state).toBe('wiped');
  });

  test('a wipe that was interrupted is ended by the next sweep', async () => {
    const { library, folder, me } = await open();
    const mediaId = await stored(library, me, await photoWith('half wiped'));
    const stopping: Library = { ...library, driver: failing(library.driver, 'delete', 2) };
    expect(await wipeMedia(stopping, { workspaceId: me.workspaceId, mediaIds: [mediaId], reason: 'confirmed', actor: me.actor })).toMatchObject({ left: [{ mediaId }] });
    expect(await row(library, me, mediaId)).toMatchObject({ state: 'wiping', wrappedKey: null });
    await sweepLibrary(library);
    expect(await row(library, me, mediaId)).toBeUndefined();
    expect((await readdir(path.join(folder, 'media'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())).toEqual([]);
  });

  test('stored objects that no row names are removed once they are old; all others stay', async () => {
    const { library, me } = await open();
    const mediaId = await stored(library, me, await photoWith('stays'));
    const orphans = [`media/${me.workspaceId}/0b0e7c1e-0000-4000-8000-000000000000`, `pictures/${me.workspaceId}/0b0e7c1e-0000-4000-8000-000000000000/x`];
    for (const key of orphans) await library.driver.write(key, once(Buffer.from('left over')));
    expect(await sweepLibrary(library, { orphans: true })).toMatchObject({ orphans: 0 });
    const old = { ...library.driver, async *list(prefix: string) { for await (const object of library.driver.list(prefix)) yield { ...object, modifiedAtMs: 0 }; } };
    expect((await sweepLibrary({ ...library, driver: old }, { orphans: true }))?.orphans).toBe(2);
    for (const key of orphans) expect(await library.driver.stat(key)).toBeUndefined();
    const kept = await row(library, me, mediaId);
    for (const key of [kept?.storageKey ?? '', ...Object.values(kept?.pictures.files ?? {}).map((file) => file.key)]) expect(await library.driver.stat(key)).toBeDefined();
  });

  test('a full storage is told once per level', async () => {
    const { library, me } = await open();
    const full = (share: number): Promise<void> => watchCapacity({ ...library, driver: { ...library.driver, space: async () => ({ freeBytes: 1000 * (1 - share), totalBytes: 1000 }) } });
    for (const share of [0.5, 0.85, 0.86, 0.97, 0.97, 0.5, 0.82]) await full(share);
    expect((await events(me.workspaceId, 'alert')).map(({ body }) => body)).toEqual([
      { alert: 'storage_capacity', severity: 'warning', value: 85, limit: 80 }, { alert: 'storage_capacity', severity: 'critical', value: 97, limit: 95 }, { alert: 'storage_capacity', severity: 'warning', value: 82, limit: 80 },
    ]);
    await full(0);
    const mediaId = await stored(library, me, await photoWith('counted'));
    const status = await getStorageStatus(library, me);
    const medium = await row(library, me, mediaId);
    expect(status.workspace).toMatchObject({ mediaCount: 1, sizeBytes: medium?.sizeBytes, storedBytes: medium?.storedBytes, pictureBytes: medium?.pictureBytes });
    expect(status.workspace.pictureBytes).toBeGreaterThan(0);
  });

  test('an import that was interrupted goes on after the next start', async () => {
    const imports = path.join(tempFolder(), 'in');
    await mkdir(imports);
    const bytes = Buffer.concat([await photoWith('import me'), numberedBytes(3_000_000, 9)]);
    await writeFile(path.join(imports, 'big.jpg'), bytes);
    const opened = await open({ importFolders: [{ name: 'in', path: imports }] });
    const stopping: Library = { ...opened.library, background: { ...opened.library.background, start: () => undefined } };
    const [begun] = await importFiles(stopping, opened.me, { folder: 'in', paths: ['big.jpg'] });
    expect(begun).toMatchObject({ state: 'receiving', offsetBytes: 0, sizeBytes: bytes.length });
    const again = await opened.restart();
    // Other tests leave work of their own in the same database.
    expect((await sweepLibrary(again))?.resumed).toBeGreaterThanOrEqual(1);
    await again.background.idle();
    expect(await getUpload(again, opened.me, begun?.id ?? '')).toMatchObject({ state: 'done', offsetBytes: bytes.length });
  });

  test('a full disk breaks an upload off and loses nothing of it', async () => {
    const { library, me } = await open();
    const bytes = await photoWith('disk full');
    const { id } = await createUpload(library, me, { name: 'a.jpg', sizeBytes: bytes.length });
    await receiveUpload(library, me, id, { offset: 0, source: once(bytes.subarray(0, 300)) });
    async function* full(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(300, 400);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }
    await expect(receiveUpload(library, me, id, { offset: 300, source: full() })).rejects.toMatchObject({ code: 'DISK_FULL' });
    const noRoom: Library = { ...library, driver: { ...library.driver, moveIn: () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })) } };
    const { offsetBytes } = await resumeUpload(library, me, id);
    expect(offsetBytes).toBe(400);
    await receiveUpload(noRoom, me, id, { offset: 400, source: once(bytes.subarray(400)) });
    await library.background.idle();
    expect(await getUpload(library, me, id)).toMatchObject({ state: 'checking' });
    await sweepLibrary(library);
    await library.background.idle();
    expect(await getUpload(library, me, id)).toMatchObject({ state: 'done' });
  });
}
