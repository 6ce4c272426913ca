/** Real media of every kind, and files that mean harm, as they come into the library. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/auth/principal.ts';
import { findMedium, openDatabase, type Database, type MediaRow } from '../../src/db/index.ts';
import { closeLibrary, getMedium, getWaveform, putLibrarySettings, storeFile, wipeMedia, type Library } from '../../src/library/index.ts';
import { ffmpeg } from '../../src/media/made-media.cases.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { photoWith, upload } from '../support/library-cases.ts';
import { needsMedia } from '../support/media.ts';
import { openTestLibrary } from '../support/open-test-library.ts';

const work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
let database: Database;
let library: Library;
let me: Principal;

beforeAll(async () => {
  database = await openDatabase({ folder: await emptyDatabase(path.join(work, 'db')) });
  const opened = await openTestLibrary(database, path.join(work, 'data'));
  library = opened.library;
  me = await opened.member();
});
afterAll(async () => {
  await closeLibrary(library);
  await database.close();
  rmSync(work, { recursive: true, force: true });
});

const row = (mediaId: string): Promise<MediaRow | undefined> => database.read(me, (tx) => findMedium(tx, me.workspaceId, mediaId));

async function store(file: string): Promise<MediaRow | undefined> {
  const { mediaId } = await storeFile(library, me.workspaceId, file);
  await library.background.idle();
  return row(mediaId);
}

for (const [name, kind, pictures] of [
  ['short-30s.mp4', 'video', ['storyboard', 'thumbnail-large']], ['sign-yes.mkv', 'video', ['storyboard', 'thumbnail-large']], ['gps.heic', 'image', ['thumbnail-large']],
  ['ocr-sign.png', 'image', ['thumbnail-large']], ['bell.oga', 'audio', ['waveform']], ['speech-jfk.wav', 'audio', ['waveform']],
] as const) {
  test(`${name} is stored with what belongs to its kind`, async (context) => {
    const stored = await store(needsMedia(context, name));
    expect(stored).toMatchObject({ kind, picturesState: 'done', name });
    for (const picture of pictures) expect(Object.keys(stored?.pictures.files ?? {}), name).toContain(picture);
    expect(stored?.place).toBeNull();
    if (kind === 'audio') expect((await getWaveform(library, me, stored?.id ?? '')).peaks.some((peak) => Math.abs(peak) > 5)).toBe(true);
  });
}

test('places are read only where the workspace allows it, and go with the medium', async (context) => {
  const file = needsMedia(context, 'gps.heic');
  const wipe = async (id: string): Promise<unknown> => wipeMedia(library, { workspaceId: me.workspaceId, mediaIds: [id], reason: 'deleted', actor: me.actor });
  const without = await store(file);
  expect(JSON.stringify(await getMedium(library, me, without?.id ?? ''))).not.toMatch(/latitude/i);
  await wipe(without?.id ?? '');
  await putLibrarySettings(library, me, { retentionDays: 30, readPlaces: true });
  const { id, place } = await getMedium(library, me, (await store(file))?.id ?? '');
  expect(Math.abs(place?.latitude ?? 0)).toBeGreaterThan(0);
  await wipe(id);
  expect(await row(id)).toBeUndefined();
  await putLibrarySettings(library, me, { retentionDays: 30, readPlaces: false });
});

/** A PNG of one grey tone whose header says `width` x `height`; `rows` of it are really there. */
function greyPng(width: number, height: number, rows: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(rows * (Math.ceil(width / 8) + 1)))), chunk('IEND', Buffer.alloc(0))]);
}

test('bombs, archives, scripts and disguises are refused with a reason and leave nothing', async () => {
  const jpeg = await photoWith('');
  const objects = async (): Promise<number> => (await Array.fromAsync(library.driver.list(''))).length;
  const before = await objects();
  const hostile: [name: string, bytes: Buffer, code?: string][] = [
    ['bomb.png', greyPng(16_000, 16_000, 16_000), 'MEDIA_UNSUPPORTED'],
    ['boast.png', greyPng(60_000, 60_000, 1), 'MEDIA_UNSUPPORTED'],
    ['zeros.mp4', Buffer.alloc(1_000_000)],
    ['bomb.gz.mp4', gzipSync(Buffer.alloc(20_000_000))],
    ['archive.jpg', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(5000, 7)])],
    ['page.jpg', Buffer.concat([Buffer.from('<!doctype html><script>alert(1)</script>'), jpeg])],
    ['list.mp4', Buffer.from('ffconcat version 1.0\nfile /etc/passwd\n'), 'MEDIA_UNSUPPORTED'],
    ['list.m3u8', Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n'), 'MEDIA_UNSUPPORTED'],
    ['picture.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['cut.mp4', Buffer.concat([Buffer.from('0000002066747970', 'hex'), Buffer.from('isom0000isomiso2avc1mp41'), Buffer.alloc(10_000, 1)])],
    ['half.heic', Buffer.concat([Buffer.from('0000001866747970', 'hex'), Buffer.from('heic0000heicmif1'), Buffer.alloc(3000, 3)])],
  ];
  for (const [name, bytes, code] of hostile) {
    const refused = await upload(library, me, bytes, { name });
    expect([name, refused.state, refused.code]).toEqual([name, 'refused', code ?? expect.stringMatching(/^MEDIA_UN(?:READABLE|SUPPORTED)$/)]);
    expect(refused.message).not.toMatch(/127\.0\.0\.1|\/tmp\//);
  }
  expect(await objects()).toBe(before);
  expect(await library.uploads.list()).toEqual([]);
});

test('a picture behind which a page is hidden is a picture, and is sent as one', async () => {
  const { mediaId } = await upload(library, me, await photoWith('<html><script>alert(1)</script></html>', '#aabbcc'), { name: 'page.html' });
  expect(await getMedium(library, me, mediaId ?? '')).toMatchObject({ contentType: 'image/jpeg', kind: 'image', name: 'page.html' });
});

test('a film whose pictures cannot be decoded is kept, and says why it has none', async () => {
  const file = path.join(work, 'broken.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=2', '-c:v', 'libx264', '-movflags', '+faststart', file]);
  const bytes = readFileSync(file);
  bytes.fill(0x55, bytes.indexOf('mdat') + 4);
  const { mediaId } = await upload(library, me, bytes, { name: 'broken.mp4' });
  expect(await getMedium(library, me, mediaId ?? '')).toMatchObject({ pictures: 'failed', picturesFailure: 'MEDIA_UNREADABLE', thumbnails: [] });
});
