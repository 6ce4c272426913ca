/** The command `series` from outside: order whatever is left of clock and names, duplicates, odd files, held photos, cancel. */
import { copyFile, cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ResultDocument, SeriesDocument } from '@aima/contract';
import { drawnRandom, drawScene } from '../../src/series/drawn-series.cases.ts';
import { runCli, startCli } from '../support/cli.ts';
import { makeFilm } from '../support/made-media.ts';
import { needsMedia } from '../support/media.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIDE = 128;

interface Drawn {
  taken?: string;
  fraction?: string;
  zone?: string;
  model?: string;
  shift?: number;
  quality?: number;
  width?: number;
  place?: boolean;
}

/** A photo of a drawn scene; the suffix decides the format. */
async function photo(file: string, seed: number, { taken, fraction, zone, model = 'Box 1', shift = 0, quality = 90, width = 480, place = false }: Drawn = {}): Promise<string> {
  const image = sharp(drawScene(seed, { shift, side: SIDE }), { raw: { width: SIDE, height: SIDE, channels: 3 } }).resize(width, Math.round(width * 0.75), { fit: 'fill' });
  const written = taken === undefined ? image : image.withExif({
    IFD0: { Model: model },
    IFD2: { DateTimeOriginal: taken, ...(fraction === undefined ? {} : { SubSecTimeOriginal: fraction }), ...(zone === undefined ? {} : { OffsetTimeOriginal: zone }) },
    ...(place ? { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: `43/1 28/1 ${seed}/1`, GPSLongitudeRef: 'E', GPSLongitude: '11/1 53/1 6/1' } } : {}),
  });
  await (file.endsWith('.jpg') ? written.jpeg({ quality }) : written).toFile(file);
  return file;
}

async function series(work: string, ...args: string[]): Promise<{ document: SeriesDocument; code: number | null; stderr: string }> {
  const end = await runCli(['series', ...args, '--out', path.join(work, 'out'), '--json', '--lang', 'en'], { data: path.join(work, 'data'), cwd: work });
  return { document: SeriesDocument.parse(JSON.parse(end.stdout)), code: end.code, stderr: end.stderr };
}
const names = ({ photos }: SeriesDocument): string[] => photos.map(({ fileName }) => fileName);

/** Copies the folder's files in order under names that hold no order; gives the new names in the old order. */
async function renamed(from: string, to: string): Promise<string[]> {
  const random = drawnRandom(7);
  await mkdir(to, { recursive: true });
  const given: string[] = [];
  for (const name of (await readdir(from)).sort()) {
    const fresh = `${Array.from({ length: 6 }, () => 'abcdefghkmnpqrstuvwxyz23456789'[Math.floor(random() * 30)]).join('')}${path.extname(name)}`;
    await copyFile(path.join(from, name), path.join(to, fresh));
    given.push(fresh);
  }
  return given;
}

test('the shared series stands in order after renaming, and after the loss of its EXIF', async (context) => {
  const shared = needsMedia(context, 'series');
  const work = tempFolder();
  const right = await renamed(shared, path.join(work, 'renamed'));
  const byClock = await series(work, 'renamed', '--no-analysis');
  expect(names(byClock.document)).toEqual(right);
  expect(byClock.document.photos.every(({ placedBy, confidence }) => placedBy === 'exif_time' && confidence > 0.9)).toBe(true);
  expect(byClock.document.coherence).toEqual([]);

  await mkdir(path.join(work, 'stripped'));
  const files = (await readdir(shared)).sort();
  for (const name of files) await sharp(path.join(shared, name)).jpeg({ quality: 92 }).toFile(path.join(work, 'stripped', name));
  const byName = await series(work, 'stripped', '--no-analysis');
  expect(names(byName.document)).toEqual(files);
  expect(byName.document).toMatchObject({ order: { method: 'name_counter', directionKnown: true, coherent: true } });

  await renamed(path.join(work, 'stripped'), path.join(work, 'both'));
  const byLook = await series(work, 'both', '--no-analysis');
  expect(byLook.document.photos).toHaveLength(files.length);
  expect(byLook.document.order).toMatchObject({ method: 'look', directionKnown: false, coherent: false });
  expect(Math.max(...byLook.document.photos.map(({ confidence }) => confidence))).toBeLessThan(0.5);
  expect(JSON.stringify(byClock.document)).not.toMatch(/gps|latitude|longitude|distanceMetres/i);
});

test('fractions, zones, formats, duplicates and a burst', async () => {
  const work = tempFolder();
  const folder = path.join(work, 'photos');
  await mkdir(folder);
  const at = (name: string): string => path.join(folder, name);
  await photo(at('xd.jpg'), 1, { taken: '2024:05:01 10:00:00', zone: '+02:00' });
  await photo(at('xa.jpg'), 2, { taken: '2024:05:01 04:00:30', zone: '-04:00' });
  await photo(at('xc.jpg'), 3, { taken: '2024:05:01 10:05:00', fraction: '250', zone: '+02:00' });
  await photo(at('xb.jpg'), 3, { taken: '2024:05:01 10:05:00', fraction: '75', zone: '+02:00', shift: 0.015 });
  await photo(at('xe.webp'), 4, { taken: '2024:05:01 10:06:00', zone: '+02:00' });
  await photo(at('xf.png'), 1, { width: 240 });
  await copyFile(at('xa.jpg'), at('copy.jpg'));
  const { document, code } = await series(work, 'photos', '--no-analysis', '--places');
  expect(code).toBe(0);
  expect(names(document)).toEqual(['xd.jpg', 'xf.png', 'copy.jpg', 'xa.jpg', 'xc.jpg', 'xb.jpg', 'xe.webp']);
  expect(document.duplicates.map(({ kind, positions, best }) => ({ kind, positions, best }))).toEqual([
    { kind: 'exact', positions: [3, 4], best: 3 }, { kind: 'same_picture', positions: [1, 2], best: 1 }, { kind: 'near', positions: [5, 6], best: expect.any(Number) as number },
  ]);
  expect(document.groups.filter(({ kind }) => kind === 'burst').map(({ positions }) => positions)).toEqual([[5, 6]]);
  expect(document.photos[1]).toMatchObject({ placedBy: 'copy' });
  expect(document.photos[4]?.takenAt).toBe('2024-05-01T10:05:00.250+02:00');
});

test('HEIC, turned and damaged photos, a film, text that calls itself a photo; one photo; none', async (context) => {
  const work = tempFolder();
  const folder = path.join(work, 'mixed');
  await cp(needsMedia(context, 'exif-broken'), folder, { recursive: true });
  await cp(needsMedia(context, 'exif-orientation'), folder, { recursive: true });
  await copyFile(needsMedia(context, 'gps.heic'), path.join(folder, 'heic.heic'));
  await makeFilm(path.join(folder, 'film.mp4'), { seconds: 1, size: '64x64', silent: true });
  await writeFile(path.join(folder, 'text.jpg'), 'no photo');
  const { document, code, stderr } = await series(work, 'mixed', '--no-analysis');
  expect(code).toBe(4);
  expect(document.rejected.map(({ fileName }) => fileName)).toEqual(['text.jpg']);
  expect(document.skipped).toEqual([{ fileName: 'film.mp4', kind: 'video' }]);
  expect(stderr).toContain('1 file is video or sound');
  expect(document.photos.find(({ fileName }) => fileName === 'heic.heic')).toMatchObject({ placedBy: 'exif_time', takenAt: expect.stringMatching(/^2021-04-11T15:47:53/) as string });
  expect(document.photos).toHaveLength((await readdir(folder)).length - 2);
  expect(new Set(document.photos.map(({ position }) => position)).size).toBe(document.photos.length);

  const one = await series(work, path.join('mixed', 'heic.heic'), '--no-analysis');
  expect(one).toMatchObject({ code: 0, document: { photos: [{ position: 1 }], links: [], duplicates: [], coherence: [] } });
  expect((await series(work, path.join('mixed', 'film.mp4'), '--no-analysis')).code).toBe(3);
  await mkdir(path.join(work, 'empty'));
  expect((await series(work, 'empty', '--no-analysis')).code).toBe(3);
  expect((await runCli(['series', '--no-analysis'], { data: path.join(work, 'data') })).code).toBe(2);
});

test('places are read only when allowed, and told as distances', async () => {
  const work = tempFolder();
  await mkdir(path.join(work, 'p'));
  await photo(path.join(work, 'p', 'a.jpg'), 2, { taken: '2024:05:01 10:00:00', place: true });
  await photo(path.join(work, 'p', 'b.jpg'), 8, { taken: '2024:05:01 10:10:00', place: true });
  const distances = ({ document }: { document: SeriesDocument }): unknown[] => document.links.filter(({ kind }) => kind === 'place').map(({ distanceMetres }) => distanceMetres);
  expect(distances(await series(work, 'p', '--no-analysis'))).toEqual([]);
  const allowed = await series(work, 'p', '--no-analysis', '--places');
  expect(distances(allowed)).toEqual([190]); // 6 seconds of latitude are 185 m
  expect(JSON.stringify(allowed.document)).not.toMatch(/latitude|longitude|43\.46/i);
});

test('photos are analysed by the ordinary job; links and beats name its observations; what lies there is used again', async (context) => {
  const shared = needsMedia(context, 'series');
  const work = tempFolder();
  await mkdir(path.join(work, 'p'));
  for (const name of ['DSCN0025.jpg', 'DSCN0027.jpg', 'DSCN0029.jpg']) await copyFile(path.join(shared, name), path.join(work, 'p', name));
  const { document, code } = await series(work, 'p');
  expect(code).toBe(0);
  expect(document.summary).toMatchObject({ photoCount: 3, analysedCount: 3, heldCount: 0 });
  const documents = await Promise.all(names(document).map(async (name) => ResultDocument.parse(JSON.parse(await readFile(path.join(work, 'out', `${name}.aima.json`), 'utf8')))));
  const known = new Set(documents.flatMap(({ observations }) => observations.map(({ id }) => id)));
  const rested = [...document.links.flatMap(({ basedOn }) => basedOn), ...document.story.beats.flatMap(({ seen, texts }) => [...seen, ...texts].flatMap(({ basedOn }) => basedOn))];
  expect(rested.length).toBeGreaterThan(0);
  for (const id of rested) expect(known).toContain(id);
  // Two people walk in the first street; a car stands in the third.
  expect(document.story.beats[0]?.seen.map(({ what }) => what).join()).toMatch(/pe(?:rson|ople)/);
  const page = await readFile(path.join(work, 'out', 'series.html'), 'utf8');
  expect(page.match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(3);
  expect(page).not.toContain('<script');

  const again = await series(work, 'p', '--no-analysis');
  expect(again.stderr).toContain('Results of 3 photos from earlier runs are used.');
  expect({ ...again.document, createdAt: '', summary: {} }).toEqual({ ...document, createdAt: '', summary: {} });
});

test('a held photo keeps its place by time, and nothing of its look is told', async () => {
  const work = tempFolder();
  const folder = path.join(work, 'p');
  await mkdir(folder);
  for (const [i, name] of ['a.jpg', 'b.jpg', 'c.jpg'].entries()) await photo(path.join(folder, name), 5, { taken: `2024:05:01 10:0${i}:00`, shift: i * 0.005 });
  expect((await series(work, 'p', '--no-analysis')).document.duplicates).toHaveLength(1);
  // A document as an earlier run leaves it where the gate held the photo.
  const end = await runCli(['analyze', 'p/b.jpg', '--out', 'out', '--quiet', '--analyzers', 'image_embedding,object_detection,text_overlay'], { data: path.join(work, 'data'), cwd: work });
  expect(end.code).toBe(0);
  const document = ResultDocument.parse(JSON.parse(await readFile(path.join(work, 'out', 'b.jpg.aima.json'), 'utf8')));
  const held = { ...document, runs: document.runs.map((run) => ({ ...run, status: 'held' as const, reason: 'possible_minor', held: [{ startMs: 0, endMs: 0, reason: 'possible_minor' }] })), observations: document.observations };
  await writeFile(path.join(work, 'out', 'b.jpg.aima.json'), JSON.stringify(ResultDocument.parse(held)));
  const after = (await series(work, 'p', '--no-analysis')).document;
  expect(after.photos.map(({ fileName, held: isHeld = false, placedBy }) => [fileName, isHeld, placedBy])).toEqual([['a.jpg', false, 'exif_time'], ['b.jpg', true, 'exif_time'], ['c.jpg', false, 'exif_time']]);
  expect(after.duplicates.flatMap(({ positions }) => positions)).not.toContain(2);
  expect(after.groups.filter(({ kind }) => kind !== 'sitting').flatMap(({ positions }) => positions)).not.toContain(2);
  expect(after.links.filter(({ from, to }) => from === 2 || to === 2).map(({ kind }) => kind).sort()).toEqual(['time', 'time', 'withheld', 'withheld']);
  expect(after.story.beats.filter(({ positions }) => positions.includes(2)).flatMap(({ seen, texts }) => [...seen, ...texts])).toEqual([]);
  expect(after.story.cautions.join()).toContain('held');
  expect(await readFile(path.join(work, 'out', 'series.html'), 'utf8')).toContain('<div class="none">held</div>');
});

test('the terminal gets readable text in the language asked for, JSON stays on standard output, a cancel leaves nothing half-written', async () => {
  const work = tempFolder();
  await mkdir(path.join(work, 'p'));
  for (let i = 0; i < 60; i++) await photo(path.join(work, 'p', `DSC_${String(i + 1).padStart(4, '0')}.jpg`), i + 1, { width: 1600 });
  const german = await runCli(['series', 'p', '--no-analysis', '--out', 'out', '--lang', 'de'], { data: path.join(work, 'data'), cwd: work });
  expect(german.stdout).toContain('60 Fotos. Geordnet nach Nummern in den Dateinamen');
  expect(german.stdout).toContain('… und 10 weitere in series.aima.json');
  const cli = startCli(['series', 'p', '--no-analysis', '--out', 'cancelled'], { data: path.join(work, 'data'), cwd: work });
  await cli.says(/reading/);
  cli.child.kill('SIGINT');
  expect((await cli.end).code).toBe(130);
  expect(await readdir(path.join(work, 'cancelled'))).toEqual([]);
});

test('a name that lies about its time is told, and the clock is believed', async () => {
  const work = tempFolder();
  await mkdir(path.join(work, 'p'));
  await photo(path.join(work, 'p', 'IMG_20240501_100000.jpg'), 1, { taken: '2024:05:01 10:00:01' });
  await photo(path.join(work, 'p', 'IMG_20240501_110000.jpg'), 2, { taken: '2024:05:01 11:00:01' });
  await photo(path.join(work, 'p', 'liar.jpg'), 3, { taken: '2024:05:01 10:30:00' });
  await rename(path.join(work, 'p', 'liar.jpg'), path.join(work, 'p', 'IMG_20230101_123456.jpg'));
  const { document } = await series(work, 'p', '--no-analysis');
  expect(names(document)).toEqual(['IMG_20240501_100000.jpg', 'IMG_20230101_123456.jpg', 'IMG_20240501_110000.jpg']);
  expect(document.coherence.map(({ kind, positions, weight }) => ({ kind, positions, weight }))).toEqual([{ kind: 'name_against_time', positions: [2], weight: 'contradiction' }]);
  expect(document.order.coherent).toBe(false);
});
