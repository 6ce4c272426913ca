/** What the library must do over any database: one set of tests for both. */
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.ts';
import { rowsOf } from '../../src/db/database.ts';
import { findMedium, listStorageLog, type Database } from '../../src/db/index.ts';
import { cancelUpload, closeLibrary, createUpload, deleteMedium, getUpload, lendMedium, openMedium, receiveUpload, removePictures, resumeUpload, storeFile, wipeMedia, type Library } from '../../src/library/index.ts';
import { probe } from '../../src/media/index.ts';
import { ffmpeg } from '../../src/media/made-media.cases.ts';
import { openTestLibrary, type TestLibrary } from './open-test-library.ts';
import { numberedBytes, seededNumbers } from './seeded-bytes.ts';
import { tempFolder } from './temp-folder.ts';

/** A small photo whose bytes hold the marker, in a comment behind the picture. */
export async function photoWith(marker: string, colour = '#306090'): Promise<Buffer> {
  const picture = await sharp({ create: { width: 320, height: 240, channels: 3, background: colour } }).jpeg().toBuffer();
  return Buffer.concat([picture, Buffer.from(marker)]);
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* pieces(bytes: Uint8Array, size = 5_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Sends `bytes` and then breaks off. */
async function* broken(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes);
  throw new Error('connection lost');
}

export async function upload(library: Library, principal: Principal, bytes: Uint8Array, more: { name?: string; sha256?: string } = {}): Promise<Awaited<ReturnType<typeof getUpload>>> {
  const { id } = await createUpload(library, principal, { name: 'photo.jpg', sizeBytes: bytes.length, ...more });
  await receiveUpload(library, principal, id, { offset: 0, source: pieces(bytes) });
  await library.background.idle();
  return getUpload(library, principal, id);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** `database`: opened before the first test. */
export function libraryCases(database: () => Database): void {
  const open = async (...more: Parameters<typeof openTestLibrary> extends [Database, string, ...infer Rest] ? Rest : never): Promise<TestLibrary & { me: Principal }> => {
    const opened = await openTestLibrary(database(), tempFolder(), ...more);
    onTestFinished(() => closeLibrary(opened.library));
    return Object.assign(opened, { me: await opened.member() });
  };
  uploadCases(open);
  doorCases(open);
  wipeCases(database, open);
}

type Open = (...more: Parameters<typeof openTestLibrary> extends [Database, string, ...infer Rest] ? Rest : never) => Promise<TestLibrary & { me: Principal }>;

function uploadCases(open: Open): void {
  test('an upload becomes a medium with pictures, and its plaintext is nowhere on the disk', async () => {
    const { library, folder, me } = await open();
    const marker = 'MARKER-of-plain-text-0123456789';
    const bytes = await photoWith(marker);
    const done = await upload(library, me, bytes, { name: '../holiday/beach.jpg', sha256: hashOf(bytes) });
    expect(done).toMatchObject({ state: 'done', name: 'beach.jpg' });
    const row = await library.database.read(me, (tx) => findMedium(tx, me.workspaceId, done.mediaId ?? ''));
    expect(row).toMatchObject({ kind: 'image', name: 'beach.jpg', picturesState: 'done', ownerId: me.userId, sizeBytes: bytes.length });
    expect(Object.keys(row?.pictures.files ?? {}).sort()).toEqual(['thumbnail-large', 'thumbnail-medium', 'thumbnail-small']);
    const files = await filesBelow(folder);
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      const content = await readFile(file);
      expect(content.includes(marker), file).toBe(false);
      expect(content.includes('RIFF') || content.includes('JFIF'), file).toBe(false);
    }
  });

  test('broken off at random places, over restarts, it goes on where it was kept', async () => {
    const opened = await open();
    const { me } = opened;
    const bytes = Buffer.concat([await photoWith('x'), numberedBytes(900_000, 3)]);
    const next = seededNumbers(51);
    const { id } = await createUpload(opened.library, me, { name: 'a.jpg', sizeBytes: bytes.length, sha256: hashOf(bytes) });
    let offset = 0;
    for (let i = 0; i < 6; i++) {
      const end = Math.min(bytes.length - 1, offset + Math.floor(next() * 200_000));
      await expect(receiveUpload(opened.library, me, id, { offset, source: broken(bytes.subarray(offset, end)) })).rejects.toThrow();
      if (i % 2 === 1) await opened.restart();
      const at = await resumeUpload(opened.library, me, id);
      expect(at.offsetBytes).toBe(end);
      offset = at.offsetBytes;
      await expect(receiveUpload(opened.library, me, id, { offset: offset + 1, source: pieces(bytes.subarray(offset)) })).rejects.toMatchObject({ code: 'CONFLICT', details: { offset } });
    }
    expect(await receiveUpload(opened.library, me, id, { offset, source: pieces(bytes.subarray(offset)) })).toMatchObject({ state: 'checking' });
    await opened.library.background.idle();
    expect(await getUpload(opened.library, me, id)).toMatchObject({ state: 'done' });
  });

  test('what arrives is compared with what was announced', async () => {
    const { library, folder, me } = await open();
    const bytes = await photoWith('one');
    expect(await upload(library, me, bytes, { sha256: hashOf(Buffer.from('other')) })).toMatchObject({ state: 'refused', code: 'MEDIA_HASH_MISMATCH', mediaId: null, wrappedKey: null });
    expect(await filesBelow(folder)).toEqual([]);
  });

  test('what is no medium is refused with its reason, and its bytes are gone', async () => {
    const { library, folder, me } = await open();
    for (const [content, code] of [['This is no video.\n'.repeat(500), 'MEDIA_UNREADABLE'], ['#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n', 'MEDIA_UNSUPPORTED'], ['<?xml version="1.0"?><svg/>', 'MEDIA_UNSUPPORTED']] as const) {
      const refused = await upload(library, me, Buffer.from(content), { name: 'film.mp4' });
      expect(refused).toMatchObject({ state: 'refused', code, message: expect.stringContaining('film.mp4') as string });
      expect(refused.message).not.toContain('127.0.0.1');
    }
    expect(await filesBelow(folder)).toEqual([]);
    await expect(createUpload(library, me, { name: 'a', sizeBytes: 0 })).rejects.toMatchObject({ code: 'MEDIA_EMPTY' });
    await expect(createUpload(library, me, { name: 'a', sizeBytes: 21 * 2 ** 30 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  test('the same content is stored once: told at once by its hash, and found at the end where nobody named it', async () => {
    const { library, folder, me } = await open();
    const bytes = await photoWith('two');
    const first = await upload(library, me, bytes);
    const known = await createUpload(library, me, { name: 'again.jpg', sizeBytes: bytes.length, sha256: hashOf(bytes) });
    expect(known).toMatchObject({ state: 'done', mediaId: first.mediaId, offsetBytes: bytes.length });
    expect(await upload(library, me, bytes)).toMatchObject({ state: 'done', mediaId: first.mediaId });
    const both = await Promise.all([1, 2, 3].map(() => upload(library, me, bytes)));
    expect(new Set(both.map(({ mediaId }) => mediaId))).toEqual(new Set([first.mediaId]));
    expect((await filesBelow(path.join(folder, 'media', 'media'))).length).toBe(1);
    expect(await filesBelow(path.join(folder, 'uploads'))).toEqual([]);
  });

  test('parallel uploads of new content that is the same end as one medium', async () => {
    const { library, folder, me } = await open();
    const bytes = await photoWith('parallel', '#104020');
    const ended = await Promise.all([1, 2, 3, 4].map(() => upload(library, me, bytes)));
    await library.background.idle();
    expect(new Set(ended.map(({ mediaId }) => mediaId)).size).toBe(1);
    expect((await filesBelow(path.join(folder, 'media', 'media'))).length).toBe(1);
  });

  test('who comes anew takes over from a connection that hangs; two at once do not mix', async () => {
    const { library, me } = await open();
    const bytes = await photoWith('hang');
    const { id } = await createUpload(library, me, { name: 'a.jpg', sizeBytes: bytes.length, sha256: hashOf(bytes) });
    let letGo: () => void = () => undefined;
    async function* hanging(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 500);
      await new Promise<void>((resolve) => { letGo = resolve; });
    }
    const stuck = receiveUpload(library, me, id, { offset: 0, source: hanging() });
    await expect.poll(() => library.receiving.size).toBe(1);
    const ended = expect(stuck).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(async () => (await resumeUpload(library, me, id).catch(() => undefined))?.offsetBytes).toBeGreaterThanOrEqual(0);
    await ended;
    letGo();
    const { offsetBytes } = await resumeUpload(library, me, id);
    await receiveUpload(library, me, id, { offset: offsetBytes, source: pieces(bytes.subarray(offsetBytes)) });
    await library.background.idle();
    expect(await getUpload(library, me, id)).toMatchObject({ state: 'done' });
  });

  test('a connection that breaks behind the last byte has sent everything', async () => {
    const { library, me } = await open();
    const bytes = await photoWith('behind');
    const { id } = await createUpload(library, me, { name: 'a.jpg', sizeBytes: bytes.length });
    expect(await receiveUpload(library, me, id, { offset: 0, source: broken(bytes) })).toMatchObject({ state: 'checking', offsetBytes: bytes.length });
    await library.background.idle();
    expect(await getUpload(library, me, id)).toMatchObject({ state: 'done' });
  });

  test('who takes over from a connection that hangs behind the last byte finds the upload complete', async () => {
    const { library, me } = await open();
    const bytes = await photoWith('after all');
    const { id } = await createUpload(library, me, { name: 'a.jpg', sizeBytes: bytes.length });
    const { promise: arrived, resolve: tell } = Promise.withResolvers<undefined>();
    async function* hanging(): AsyncGenerator<Uint8Array> {
      yield bytes;
      tell(undefined);
      await new Promise(() => undefined);
    }
    const stuck = receiveUpload(library, me, id, { offset: 0, source: hanging() });
    await arrived;
    expect(await resumeUpload(library, me, id)).toMatchObject({ offsetBytes: bytes.length });
    expect(await stuck).toMatchObject({ offsetBytes: bytes.length });
    await library.background.idle();
    expect(await getUpload(library, me, id)).toMatchObject({ state: 'done' });
  });

  test('nobody of another workspace breaks off what arrives', async () => {
    const { library, me, member } = await open();
    const bytes = await photoWith('undisturbed');
    const { id } = await createUpload(library, me, { name: 'a.jpg', sizeBytes: bytes.length });
    const stranger = await member();
    async function* disturbed(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 1000);
      for (const offset of [0, 1000]) await expect(receiveUpload(library, stranger, id, { offset, source: pieces(bytes) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(resumeUpload(library, stranger, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await cancelUpload(library, stranger, id);
      yield bytes.subarray(1000);
    }
    expect(await receiveUpload(library, me, id, { offset: 0, source: disturbed() })).toMatchObject({ offsetBytes: bytes.length });
    await library.background.idle();
    expect(await getUpload(library, me, id)).toMatchObject({ state: 'done' });
  });

  test('a source that falls silent is broken off and kept', async () => {
    const { library, me } = await open({ silenceMs: 50 });
    const { id } = await createUpload(library, me, { name: 'a.jpg', sizeBytes: 5000 });
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield numberedBytes(1200, 1);
      await new Promise(() => undefined);
    }
    await expect(receiveUpload(library, me, id, { offset: 0, source: silent() })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await resumeUpload(library, me, id)).toMatchObject({ offsetBytes: 1200, state: 'receiving' });
  });

  test('more than was announced is refused, what fitted is kept; cancelling removes it', async () => {
    const { library, folder, me } = await open();
    const { id } = await createUpload(library, me, { name: 'a.jpg', sizeBytes: 100 });
    await expect(receiveUpload(library, me, id, { offset: 0, source: pieces(numberedBytes(300, 1)) })).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE' });
    await cancelUpload(library, me, id);
    await cancelUpload(library, me, id);
    await expect(getUpload(library, me, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await filesBelow(folder)).toEqual([]);
  });
}

function doorCases(open: Open): void {
  test('a stored file is opened and lent inside its workspace, and nowhere else', async () => {
    const { library, me, member, folder } = await open();
    const bytes = await photoWith('door');
    const file = path.join(folder, 'source.jpg');
    await writeFile(file, bytes);
    const { mediaId } = await storeFile(library, me.workspaceId, file);
    const { media, file: stored } = await openMedium(library, me.workspaceId, mediaId);
    expect(media).toMatchObject({ id: mediaId, fileName: 'source.jpg', sha256: hashOf(bytes), kind: 'image', width: 320 });
    expect(Buffer.concat(await Array.fromAsync(stored.read()))).toEqual(bytes);
    await using lent = await lendMedium(library, me.workspaceId, mediaId);
    expect((await probe(lent.url)).facts).toMatchObject({ width: 320, height: 240 });
    const other = await member();
    await expect(openMedium(library, other.workspaceId, mediaId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await createUpload(library, me, { name: 'a', sizeBytes: 10 });
    for (const intrude of [() => getUpload(library, other, id), () => resumeUpload(library, other, id), () => receiveUpload(library, other, id, { offset: 0, source: pieces(bytes) })]) {
      await expect(intrude()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await cancelUpload(library, other, id);
    expect(await getUpload(library, me, id)).toMatchObject({ state: 'receiving' });
  });

  test('storing a file says why it cannot, and leaves nothing', async () => {
    const { library, me, folder } = await open();
    await expect(storeFile(library, me.workspaceId, pieces(Buffer.from('no medium'.repeat(99))), { name: 'x.mp4' })).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE' });
    await expect(storeFile(library, me.workspaceId, broken(Buffer.alloc(10_000)), { name: 'x.mp4' })).rejects.toThrow();
    await expect(storeFile(library, me.workspaceId, path.join(folder, 'absent.mp4'))).rejects.toMatchObject({ code: 'MEDIA_MISSING' });
    expect(await filesBelow(folder)).toEqual([]);
  });

  test('a film gets thumbnails, a storyboard with its times and a sound curve', async () => {
    const { library, me, folder } = await open();
    const file = path.join(folder, 'film.mp4');
    ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=192x108:rate=25:duration=6', '-f', 'lavfi', '-i', 'sine=duration=6', '-c:v', 'libx264', '-c:a', 'aac', file]);
    const { mediaId } = await storeFile(library, me.workspaceId, file);
    await library.background.idle();
    const row = await library.database.read(me, (tx) => findMedium(tx, me.workspaceId, mediaId));
    expect(row?.pictures.storyboard).toMatchObject({ columns: 10, rows: 2, tileWidth: 160, tileHeight: 90 });
    expect(row?.pictures.storyboard?.timesMs).toEqual(Array.from({ length: 12 }, (_, i) => Math.ceil((i * 500) / 40) * 40)); // at 25 frames a second
    expect(row?.pictures.waveform?.stretchMs).toBe(20);
    expect(row?.pictures.waveform?.count).toBeGreaterThanOrEqual(299);
    expect(Object.keys(row?.pictures.files ?? {})).toContain('storyboard');
  });
}

function wipeCases(database: () => Database, open: Open): void {
  const wiped = async (library: Library, { workspaceId }: Principal, mediaId: string): Promise<unknown> => library.database.read({ workspaceId }, (tx) => findMedium(tx, workspaceId, mediaId));

  test('wiping destroys key, bytes and pictures, and is written down without a name', async () => {
    const { library, me, folder } = await open();
    const { mediaId } = await upload(library, me, await photoWith('wipe me'), { name: 'secret-name.jpg' });
    if (mediaId === null) throw new Error('not stored');
    expect((await filesBelow(folder)).length).toBe(4);
    expect(await deleteMedium(library, me, mediaId)).toEqual({ wiped: [mediaId], left: [] });
    expect(await filesBelow(folder)).toEqual([]);
    expect(await wiped(library, me, mediaId)).toBeUndefined();
    const log = await library.database.read(me, (tx) => listStorageLog(tx, me.workspaceId, { limit: 10 }));
    expect(log.rows.map(({ action }) => action)).toEqual(['wiped', 'key_destroyed', 'pictures_made', 'stored']);
    expect(JSON.stringify(log)).not.toContain('secret-name');
    expect(await wipeMedia(library, { workspaceId: me.workspaceId, mediaIds: [mediaId, 'm-unknown'], reason: 'confirmed', actor: 'user:x' })).toEqual({ wiped: [mediaId, 'm-unknown'], left: [] });
  });

  test('a medium that an unfinished job uses is not deleted; of a confirmed one the row stays', async () => {
    const { library, me } = await open();
    const { mediaId } = await upload(library, me, await photoWith('in a job'));
    const [job] = await database().transaction(me, async (tx) => {
      const rows = await rowsOf(tx, sql`insert into job (name, profile) values ('j', 'lite') returning id::text as id`, z.object({ id: z.string() }));
      await tx.execute(sql`insert into job_media (job_id, media_id, position) values (${rows[0]?.id}, ${mediaId}, 0)`);
      return rows;
    });
    await expect(deleteMedium(library, me, mediaId ?? '')).rejects.toMatchObject({ code: 'STATE_FORBIDS', details: { jobs: 1 } });
    await wipeMedia(library, { workspaceId: me.workspaceId, mediaIds: [mediaId ?? ''], reason: 'confirmed', actor: me.actor, ...(job ? { jobId: job.id } : {}) });
    expect(await wiped(library, me, mediaId ?? '')).toMatchObject({ state: 'wiped', wrappedKey: null, storedBytes: 0 });
    await expect(openMedium(library, me.workspaceId, mediaId ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // The same content may come again.
    expect(await upload(library, me, await photoWith('in a job'))).toMatchObject({ state: 'done', mediaId });
    expect((await openMedium(library, me.workspaceId, mediaId ?? '')).media.id).toBe(mediaId);
  });

  test('bytes that cannot be removed are unreadable all the same, and told', async () => {
    const { library, me } = await open();
    const { mediaId } = await upload(library, me, await photoWith('stays'));
    const stuck: Library = { ...library, driver: { ...library.driver, delete: () => Promise.reject(new Error('no')) } };
    expect(await wipeMedia(stuck, { workspaceId: me.workspaceId, mediaIds: [mediaId ?? ''], reason: 'confirmed', actor: me.actor })).toMatchObject({ wiped: [], left: [{ mediaId }] });
    await expect(openMedium(library, me.workspaceId, mediaId ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await wiped(library, me, mediaId ?? '')).toMatchObject({ state: 'wiping', wrappedKey: null });
  });

  test('what the gate holds has no pictures, and gets none', async () => {
    const { library, me, folder } = await open();
    const { mediaId } = await upload(library, me, await photoWith('held'));
    await removePictures(library, me.workspaceId, mediaId ?? '');
    await removePictures(library, me.workspaceId, mediaId ?? '');
    expect((await filesBelow(folder)).length).toBe(1);
    expect(await wiped(library, me, mediaId ?? '')).toMatchObject({ held: true, picturesState: 'removed', pictures: { files: {} } });
  });
}
