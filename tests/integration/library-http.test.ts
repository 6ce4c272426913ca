/** The library as clients meet it: over HTTP, with the tus project's own client. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Permission } from '@aima/contract';
import type { FastifyInstance } from 'fastify';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/auth/principal.ts';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { createApi } from '../../src/http/api.ts';
import { folderOperations } from '../../src/http/rest/folders.ts';
import { mediaPictureOperations } from '../../src/http/rest/media-pictures.ts';
import { mediaStorageOperations } from '../../src/http/rest/media-storage.ts';
import { mediaOperations } from '../../src/http/rest/media.ts';
import { playbackOperations } from '../../src/http/rest/playback.ts';
import { tusRoutes } from '../../src/http/rest/uploads-tus.ts';
import { uploadOperations } from '../../src/http/rest/uploads.ts';
import { demandJobOpen } from '../../src/jobs/index.ts';
import { closeLibrary, removePictures, storeFile } from '../../src/library/index.ts';
import { ffmpeg } from '../../src/media/made-media.cases.ts';
import { processTree } from '../../src/kernel/process-tree.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { hashOf, photoWith } from '../support/library-cases.ts';
import { openTestLibrary, type TestLibrary } from '../support/open-test-library.ts';
import { numberedBytes, seededNumbers } from '../support/seeded-bytes.ts';

const work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
const imports = path.join(work, 'imports');
let database: Database;
let opened: TestLibrary;
let app: FastifyInstance;
let base: string;
const people = new Map<string, Principal>();
const TUS = { 'tus-resumable': '1.0.0' };
const as = (name: string): Record<string, string> => ({ authorization: `Bearer ${name}` });

beforeAll(async () => {
  mkdirSync(path.join(imports, 'sub'), { recursive: true });
  database = await openDatabase({ folder: await emptyDatabase(path.join(work, 'db')) });
  opened = await openTestLibrary(database, path.join(work, 'data'), { importFolders: [{ name: 'camera', path: imports }] }, { demandJob: demandJobOpen });
  const { library } = opened;
  const me = await opened.member();
  people.set('me', me).set('other', await opened.member())
    .set('reader', { ...me, workspaceRole: 'viewer', userId: '00000000-0000-4000-8000-000000000009', permissions: new Set<Permission>(['media:read']) });
  app = await createApi({
    operations: [...uploadOperations(library), ...mediaOperations(library), ...mediaPictureOperations(library), ...mediaStorageOperations(library), ...playbackOperations(library), ...folderOperations(library)],
    raw: [tusRoutes(library)], perMinute: 100_000, database,
    authenticate: async ({ authorization }) => people.get(authorization?.replace('Bearer ', '') ?? ''),
  });
  base = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await closeLibrary(opened.library);
  await database.close();
  rmSync(work, { recursive: true, force: true });
});

const get = (url: string, more: Record<string, string> = {}, who = 'me'): Promise<Response> => fetch(`${base}/api/v1${url}`, { headers: { ...as(who), ...more } });
const idle = (): Promise<void> => opened.library.background.idle();
const me = (): Principal => {
  const principal = people.get('me');
  if (!principal) throw new Error('not set up');
  return principal;
};

/** Sends it with the project's client, which breaks off whenever `breakAt` is reached. */
function send(bytes: Buffer, metadata: Record<string, string>, options: { chunkSize?: number; onChunk?: (sent: number) => void } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload: Upload = new Upload(Readable.from([bytes]), {
      endpoint: `${base}/api/v1/uploads`, headers: as('me'), metadata, uploadSize: bytes.length, chunkSize: options.chunkSize ?? 64 * 1024, retryDelays: [0, 10, 20],
      onChunkComplete: (_size, sent) => options.onChunk?.(sent), onError: reject, onSuccess: () => { resolve(upload.url?.split('/').at(-1) ?? ''); },
    });
    upload.start();
  });
}

const create = (headers: Record<string, string>, who = 'me', body?: Uint8Array<ArrayBuffer>): Promise<Response> =>
  fetch(`${base}/api/v1/uploads`, { method: 'POST', headers: { ...TUS, ...as(who), ...headers }, ...(body ? { body } : {}) });

const patch = (id: string, offset: number, body: Uint8Array<ArrayBuffer>, more: Record<string, string> = {}, who = 'me'): Promise<Response> =>
  fetch(`${base}/api/v1/uploads/${id}`, { method: 'PATCH', headers: { ...TUS, ...as(who), 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...more }, body });

const idIn = (response: Response): string => response.headers.get('location')?.split('/').at(-1) ?? '';
const bytesOf = (buffer: Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(buffer);

interface Told { state: string; mediaId: string; code?: string; items: { id: string; name: string }[]; next?: string }
const told = async (url: string, who = 'me'): Promise<Told> => await (await get(url, {}, who)).json() as Told; // answers follow their schemas

test('the tus project\'s client uploads in pieces, and the result is a medium with pictures', async () => {
  const bytes = Buffer.concat([await photoWith('tus'), numberedBytes(300_000, 7)]);
  const id = await send(bytes, { filename: 'sürprise “1”.jpg', filetype: 'image/jpeg', sha256: hashOf(bytes) });
  await idle();
  const upload = await told(`/uploads/${id}`);
  expect(upload).toMatchObject({ state: 'done', name: 'sürprise “1”.jpg', contentType: 'image/jpeg', sizeBytes: bytes.length });
  expect(await told(`/media/${upload.mediaId}`)).toMatchObject({ kind: 'image', pictures: 'done', contentType: 'image/jpeg', facts: { width: 320, height: 240 } });
  const thumbnail = await get(`/media/${upload.mediaId}/thumbnails/small`);
  expect([thumbnail.status, thumbnail.headers.get('content-type'), thumbnail.headers.get('x-content-type-options')]).toEqual([200, 'image/webp', 'nosniff']);
  expect(Buffer.from(await thumbnail.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');
  expect((await get(`/media/${upload.mediaId}/thumbnails/small`, { 'if-none-match': thumbnail.headers.get('etag') ?? '' })).status).toBe(304);
  // Known content: the client is told so at its first question.
  expect(await told(`/uploads/${await send(bytes, { filename: 'again.jpg', sha256: hashOf(bytes) })}`)).toMatchObject({ state: 'done', mediaId: upload.mediaId });
  const known = await fetch(`${base}/api/v1/media/known`, { method: 'POST', headers: { ...as('me'), 'content-type': 'application/json' }, body: JSON.stringify({ sha256: [hashOf(bytes), 'f'.repeat(64)] }) });
  expect(await known.json()).toEqual({ items: [{ sha256: hashOf(bytes), mediaId: upload.mediaId }] });
});

test('the protocol: version, options, offsets, sizes and checksums', async () => {
  const options = await fetch(`${base}/api/v1/uploads`, { method: 'OPTIONS' });
  expect([options.status, options.headers.get('tus-version'), options.headers.get('tus-max-size')]).toEqual([204, '1.0.0', String(20 * 2 ** 30)]);
  const old = await create({ 'upload-length': '5', 'tus-resumable': '0.2.2' });
  expect([old.status, old.headers.get('tus-version')]).toEqual([412, '1.0.0']);
  expect((await create({})).status).toBe(400);
  expect((await create({ 'upload-length': '-1' })).status).toBe(400);
  expect((await create({ 'upload-length': String(30 * 2 ** 30) })).status).toBe(413);
  expect((await create({ 'upload-length': '5', 'upload-metadata': 'filename !!!' })).status).toBe(400);
  expect((await create({ 'upload-length': '5', 'upload-metadata': `sha256 ${btoa('no hash')}` })).status).toBe(400);
  const bytes = bytesOf(await photoWith('protocol'));
  const created = await create({ 'upload-length': String(bytes.length), 'content-type': 'application/offset+octet-stream' }, 'me', bytes.subarray(0, 100));
  expect([created.status, created.headers.get('upload-offset')]).toEqual([201, '100']);
  expect(Date.parse(created.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now());
  const id = idIn(created);
  const wrong = await patch(id, 50, bytes.subarray(50));
  expect([wrong.status, wrong.headers.get('upload-offset')]).toEqual([409, '100']);
  const piece = bytes.subarray(100, 400);
  const sum = (algorithm: string, of: Uint8Array): Record<string, string> => ({ 'upload-checksum': `${algorithm} ${createHash(algorithm).update(of).digest('base64')}` });
  expect((await patch(id, 100, piece, sum('sha1', bytes))).status).toBe(460);
  expect((await patch(id, 100, piece, { 'upload-checksum': 'crc32 AAAA' })).status).toBe(400);
  expect((await fetch(`${base}/api/v1/uploads/${id}`, { method: 'HEAD', headers: { ...TUS, ...as('me') } })).headers.get('upload-offset')).toBe('100');
  expect((await patch(id, 100, piece, sum('sha1', piece))).headers.get('upload-offset')).toBe('400');
  expect((await fetch(`${base}/api/v1/uploads/${id}`, { method: 'PATCH', headers: { ...TUS, ...as('me'), 'upload-offset': '400', 'content-type': 'text/plain' }, body: 'x' })).status).toBe(415);
  expect((await patch(id, 400, bytes.subarray(400))).status).toBe(204);
  await idle();
  expect(await told(`/uploads/${id}`)).toMatchObject({ state: 'done' });
});

/** Sends the first `many` bytes of a piece that promises `bytes`, and then tears the line: at first before anybody can have read them, later behind it. */
const tear = (id: string, offset: number, bytes: Buffer, many: number, afterMs: number): Promise<void> => new Promise((resolve) => {
  const request = http.request(`${base}/api/v1/uploads/${id}`, { method: 'PATCH', headers: { ...TUS, ...as('me'), 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, 'content-length': bytes.length } });
  request.on('error', () => { resolve(); }).on('close', () => { resolve(); });
  request.write(bytes.subarray(0, many), () => { setTimeout(() => { request.destroy(); }, afterMs); });
});

test('a line that is torn at random places loses nothing that was told; clients that do the same at once do not mix', async () => {
  const bytes = Buffer.concat([await photoWith('torn'), numberedBytes(2_000_000, 11)]);
  const id = idIn(await create({ 'upload-length': String(bytes.length), 'upload-metadata': `sha256 ${btoa(hashOf(bytes))}` }));
  const next = seededNumbers(2026);
  const at = async (): Promise<number> => Number((await fetch(`${base}/api/v1/uploads/${id}`, { method: 'HEAD', headers: { ...TUS, ...as('me') } })).headers.get('upload-offset') ?? Number.NaN);
  let told = 0;
  for (let i = 0; i < 8; i++) {
    await tear(id, told, bytes.subarray(told), Math.floor(next() * 250_000), 5 + 40 * i);
    // Asking takes over from the torn request, which may not have noticed yet.
    let now = Number.NaN;
    await expect.poll(async () => (now = await at())).toBeGreaterThanOrEqual(told);
    told = now;
  }
  expect(told).toBeGreaterThan(0);
  const rest = bytesOf(bytes.subarray(told));
  const both = await Promise.all([1, 2, 3].map(() => patch(id, told, rest).then(({ status }) => status, () => 0)));
  const end = await at();
  if (end < bytes.length) expect((await patch(id, end, bytesOf(bytes.subarray(end)))).status).toBe(204);
  expect(both.every((status) => [0, 204, 409, 499].includes(status)), String(both)).toBe(true);
  await idle();
  expect(await (await get(`/uploads/${id}`)).json()).toMatchObject({ state: 'done', offsetBytes: bytes.length });
});

test('an upload for a job that is not there, or not of this workspace, is refused before a byte of it', async () => {
  const metadata = `filename ${Buffer.from('a.jpg').toString('base64')},jobId ${Buffer.from('00000000-0000-4000-8000-000000000001').toString('base64')}`;
  const refused = await create({ 'upload-length': '10', 'upload-metadata': metadata });
  expect([refused.status, (await refused.json() as Told).code]).toEqual([404, 'NOT_FOUND']);
});

test('what is no medium is refused with its reason; a cancelled upload is gone', async () => {
  const id = await send(Buffer.from('no picture at all '.repeat(100)), { filename: 'film.mp4', filetype: 'video/mp4' });
  await idle();
  expect(await told(`/uploads/${id}`)).toMatchObject({ state: 'refused', code: 'MEDIA_UNREADABLE' });
  const open = idIn(await create({ 'upload-length': '1000' }));
  const end = (): Promise<Response> => fetch(`${base}/api/v1/uploads/${open}`, { method: 'DELETE', headers: { ...TUS, ...as('me') } });
  expect([(await end()).status, (await end()).status, (await get(`/uploads/${open}`)).status]).toEqual([204, 204, 404]);
});

test('nobody reaches what belongs to another workspace, or what their role does not allow', async () => {
  const { mediaId } = await storeFile(opened.library, me().workspaceId, Readable.from([await photoWith('mine alone')]), { name: 'mine.jpg' });
  await idle();
  const id = idIn(await create({ 'upload-length': '1000' }));
  for (const url of [`/media/${mediaId}`, `/media/${mediaId}/content`, `/media/${mediaId}/thumbnails/small`, `/media/${mediaId}/hls/master.m3u8`, `/uploads/${id}`]) {
    expect([url, (await get(url, {}, 'other')).status]).toEqual([url, 404]);
    expect([url, (await get(url, {}, 'nobody')).status]).toEqual([url, 401]);
  }
  expect((await patch(id, 0, bytesOf(Buffer.from('x')), {}, 'other')).status).toBe(404);
  expect((await fetch(`${base}/api/v1/uploads/${id}`, { method: 'HEAD', headers: { ...TUS, ...as('other') } })).status).toBe(404);
  expect((await fetch(`${base}/api/v1/media/${mediaId}`, { method: 'DELETE', headers: as('other') })).status).toBe(404);
  expect((await told('/media', 'other')).items).toEqual([]);
  expect((await create({ 'upload-length': '5' }, 'reader')).status).toBe(403);
  expect((await fetch(`${base}/api/v1/media/${mediaId}`, { method: 'DELETE', headers: as('reader') })).status).toBe(403);
  expect((await get(`/media/${mediaId}/content`, {}, 'reader')).status).toBe(200);
});

test('content is sent by ranges, harmless, and says what it is', async () => {
  const bytes = await photoWith('<script>alert(1)</script>');
  const { mediaId } = await storeFile(opened.library, me().workspaceId, Readable.from([bytes]), { name: 'ev"il\n<x>.html' });
  const url = `/media/${mediaId}/content`;
  const whole = await get(url);
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
  expect(Object.fromEntries(['content-type', 'x-content-type-options', 'accept-ranges', 'etag', 'content-length'].map((name) => [name, whole.headers.get(name)]))).toEqual({
    'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes', etag: `"${hashOf(bytes)}"`, 'content-length': String(bytes.length),
  });
  expect(whole.headers.get('content-disposition')).toBe(`inline; filename="ev_il<x>.html"; filename*=UTF-8''ev%22il%3Cx%3E.html`);
  expect(whole.headers.get('content-security-policy')).toContain('sandbox');
  const n = bytes.length;
  for (const [range, status, from, to] of [['bytes=0-0', 206, 0, 1], ['bytes=10-19', 206, 10, 20], ['bytes=-7', 206, n - 7, n], [`bytes=${n - 1}-`, 206, n - 1, n], [`bytes=5-${n * 2}`, 206, 5, n], ['bytes=0-1,3-4', 200, 0, n], ['lines=1-2', 200, 0, n], ['bytes=9-3', 200, 0, n]] as const) {
    const part = await get(url, { range });
    expect([range, part.status, part.headers.get('content-range')]).toEqual([range, status, status === 206 ? `bytes ${from}-${to - 1}/${n}` : null]);
    expect(Buffer.from(await part.arrayBuffer()), range).toEqual(bytes.subarray(from, to));
  }
  const outside = await get(url, { range: `bytes=${n}-` });
  expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${n}`]);
  expect((await get(url, { range: 'bytes=0-3', 'if-range': '"another"' })).status).toBe(200);
  expect((await get(url, { 'if-none-match': `"${hashOf(bytes)}"` })).status).toBe(304);
  const head = await fetch(`${base}/api/v1${url}`, { method: 'HEAD', headers: as('me') });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(n), '']);
  expect((await get(`${url}?download=1`)).headers.get('content-disposition')).toContain('attachment');
});

test('a wish for another protocol is ignored where none is spoken: the content comes whole', async () => {
  const bytes = Buffer.concat([await photoWith('large'), numberedBytes(3_000_000, 3)]);
  const { mediaId } = await storeFile(opened.library, me().workspaceId, Readable.from([bytes]), { name: 'large.jpg' });
  for (const upgrade of ['websocket', 'h2c']) {
    const request = http.get(`${base}/api/v1/media/${mediaId}/content`, { headers: { ...as('me'), connection: 'upgrade', upgrade, 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-version': '13' }, timeout: 5_000 });
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => { request.once('response', resolve).once('error', reject).once('timeout', () => { request.destroy(new Error('no answer')); }); });
    expect(Buffer.concat(await answer.toArray() as Buffer[]).equals(bytes), upgrade).toBe(true);
  }
});

test('HLS: qualities below the source, pieces in any order, none beyond the end', async () => {
  const file = path.join(work, 'film.mkv');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=9', '-f', 'lavfi', '-i', 'sine=duration=9', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'flac', file]);
  const { mediaId } = await storeFile(opened.library, me().workspaceId, file);
  const master = await (await get(`/media/${mediaId}/hls/master.m3u8`)).text();
  expect(master).toContain('RESOLUTION=640x360\n360p/index.m3u8');
  expect(master).toContain('240p/index.m3u8');
  expect(master).not.toContain('720p');
  const list = await (await get(`/media/${mediaId}/hls/240p/index.m3u8`)).text();
  expect(list.match(/\d+\.ts/g)).toEqual(['0.ts', '1.ts', '2.ts']);
  expect(list).toContain('#EXTINF:4.096,\n1.ts');
  const piece = await get(`/media/${mediaId}/hls/240p/2.ts`);
  const bytes = Buffer.from(await piece.arrayBuffer());
  expect([piece.status, piece.headers.get('content-type'), bytes[0], bytes.length % 188]).toEqual([200, 'video/mp2t', 0x47, 0]);
  expect(opened.library.segments.bytes).toBeGreaterThanOrEqual(bytes.length);
  for (const [url, status] of [['240p/3.ts', 404], ['720p/0.ts', 404], ['240p/x.ts', 400], ['../../etc/0.ts', 404]] as const) expect([url, (await get(`/media/${mediaId}/hls/${url}`)).status]).toEqual([url, status]);
  const song = path.join(work, 'song.wav');
  ffmpeg(['-f', 'lavfi', '-i', 'sine=duration=5', song]);
  const { mediaId: songId } = await storeFile(opened.library, me().workspaceId, song);
  expect(await (await get(`/media/${songId}/hls/master.m3u8`)).text()).toContain('CODECS="mp4a.40.2"\nsound/index.m3u8');
  expect((await get(`/media/${songId}/hls/sound/1.ts`)).status).toBe(200);
});

test('a piece whose listeners have left is not made to its end', async () => {
  const file = path.join(work, 'long.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=50:duration=5', '-c:v', 'libx264', '-preset', 'ultrafast', file]);
  const { mediaId } = await storeFile(opened.library, me().workspaceId, file);
  await idle();
  const programs = async (): Promise<number> => (await processTree(process.pid)).length;
  const before = await programs();
  const gone = new AbortController();
  const asked = fetch(`${base}/api/v1/media/${mediaId}/hls/720p/0.ts`, { headers: as('me'), signal: gone.signal });
  await expect.poll(programs, { timeout: 10_000, interval: 5 }).toBeGreaterThan(before);
  const kept = opened.library.segments.bytes;
  gone.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(programs, { timeout: 10_000 }).toBe(before);
  expect(opened.library.segments.bytes).toBe(kept);
  expect((await get(`/media/${mediaId}/hls/240p/1.ts`)).status).toBe(200);
});

test('of a held medium no picture is shown, and it is played by its owner alone', async () => {
  const { mediaId } = await storeFile(opened.library, me().workspaceId, Readable.from([await photoWith('held one')]), { name: 'h.jpg', ownerId: me().userId });
  await idle();
  expect((await get(`/media/${mediaId}/thumbnails/small`)).status).toBe(200);
  await removePictures(opened.library, me().workspaceId, mediaId);
  expect((await get(`/media/${mediaId}/thumbnails/small`)).status).toBe(451);
  expect(await told(`/media/${mediaId}`)).toMatchObject({ held: true, thumbnails: [], pictures: 'removed' });
  expect([(await get(`/media/${mediaId}/content`)).status, (await get(`/media/${mediaId}/content`, {}, 'reader')).status]).toEqual([200, 451]);
});

test('folders: media alone are listed, nothing outside is reached, and files are imported', async () => {
  writeFileSync(path.join(imports, 'beach.jpg'), await photoWith('imported'));
  writeFileSync(path.join(imports, 'notes.txt'), 'secret');
  writeFileSync(path.join(imports, '.hidden.jpg'), 'secret');
  writeFileSync(path.join(imports, 'sub', 'second.jpg'), await photoWith('imported 2'));
  writeFileSync(path.join(work, 'outside.jpg'), await photoWith('outside'));
  symlinkSync(path.join(work, 'outside.jpg'), path.join(imports, 'link.jpg'));
  symlinkSync(work, path.join(imports, 'up'));
  symlinkSync(path.join(imports, 'sub'), path.join(imports, 'within'));
  expect(await told('/import-folders')).toEqual({ items: [{ name: 'camera' }] });
  const first = await told('/import-folders/camera?limit=2');
  expect(first.items.map(({ name }) => name)).toEqual(['beach.jpg', 'sub']);
  expect((await told(`/import-folders/camera?limit=2&cursor=${first.next}`)).items.map(({ name }) => name)).toEqual(['within']);
  const ask = (folder: string, paths: string[]): Promise<Response> => fetch(`${base}/api/v1/imports`, { method: 'POST', headers: { ...as('me'), 'content-type': 'application/json' }, body: JSON.stringify({ folder, paths }) });
  for (const below of ['../outside.jpg', '/etc/passwd', 'sub/../../outside.jpg', 'link.jpg', 'up/outside.jpg', '..\\outside.jpg', '.hidden.jpg', 'sub/./second.jpg', 'absent.jpg']) {
    expect([below, (await ask('camera', [below])).status]).toEqual([below, 404]);
    expect([below, (await get(`/import-folders/camera?path=${encodeURIComponent(below)}`)).status]).toEqual([below, 404]);
  }
  expect((await ask('nowhere', ['beach.jpg'])).status).toBe(404);
  const begun = await ask('camera', ['beach.jpg', 'within/second.jpg']);
  expect(begun.status).toBe(202);
  await idle();
  for (const { id } of (await begun.json() as Told).items) expect(await told(`/uploads/${id}`)).toMatchObject({ state: 'done', imported: true });
});

test('media are listed, renamed with care, and deleted', async () => {
  const { mediaId } = await storeFile(opened.library, me().workspaceId, Readable.from([await photoWith('renamed')]), { name: 'before.jpg' });
  await idle();
  const before = await get(`/media/${mediaId}`);
  const rename = (name: string, tag: string): Promise<Response> => fetch(`${base}/api/v1/media/${mediaId}`, { method: 'PATCH', headers: { ...as('me'), 'content-type': 'application/json', 'if-match': tag }, body: JSON.stringify({ name }) });
  const tag = before.headers.get('etag') ?? '';
  expect((await rename('100 % after_all.jpg', tag)).status).toBe(200);
  expect((await rename('other.jpg', tag)).status).toBe(412);
  expect((await told('/media?text=100%20%25%20after_')).items.map(({ id }) => id)).toEqual([mediaId]);
  const pages: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page: Told = await told(`/media?sort=name&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    pages.push(...page.items.map(({ name }) => name));
    cursor = page.next;
  }
  expect(pages.length).toBeGreaterThan(4);
  expect(pages).toEqual(pages.toSorted());
  expect((await get('/media?cursor=nonsense')).status).toBe(400);
  expect((await get('/media?kind=movie')).status).toBe(400);
  expect((await fetch(`${base}/api/v1/media/${mediaId}`, { method: 'DELETE', headers: as('me') })).status).toBe(204);
  expect((await get(`/media/${mediaId}`)).status).toBe(404);
  expect(await told('/storage/log?limit=1')).toMatchObject({ items: [{ action: 'wiped', objectId: mediaId, reason: 'deleted' }] });
});
