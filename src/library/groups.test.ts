import { expect, test } from 'vitest';
import type { MediaRow } from '../db/index.ts';
import { partOf, proposeGroupsOf } from './groups.ts';

let count = 0;
const row = (name: string, kind: MediaRow['kind'], takenAt: string | null = null, camera?: string): MediaRow => ({
  id: `m-${++count}`, workspaceId: 'w', sha256: 'a'.repeat(64), state: 'stored', name, ownerId: null, kind, fileId: 'f', storageKey: 'k', wrappedKey: null, sizeBytes: 1, storedBytes: 1, pictureBytes: 0, durationMs: 0,
  takenAt, place: null, picturesState: 'done', pictures: { files: {} }, held: false, explicitness: 'unrated', wipeReason: null, version: 1, createdAtMs: 0, jobIds: [], created: '',
  facts: { id: `m-${count}`, fileName: name, kind: kind ?? 'image', sha256: 'a'.repeat(64), sizeBytes: 1, durationMs: 0, hasAudio: false, container: 'jpeg', ...(takenAt === null ? {} : { takenAt }), ...(camera === undefined ? {} : { camera }) },
});
const groups = (rows: MediaRow[]): unknown[] => proposeGroupsOf(rows).map(({ kind, mediaIds }) => [kind, ...mediaIds.map((id) => rows.find((each) => each.id === id)?.name)]);

test('numbered parts are told by their names', () => {
  for (const [name, whole, number] of [
    ['Wedding part 1.mp4', 'wedding', 1], ['Wedding_Part2.mkv', 'wedding', 2], ['hochzeit-teil-03.mov', 'hochzeit', 3], ['Show CD1.avi', 'show', 1], ['Film Teil II.mp4', 'film', 2],
    ['talk (2 of 5).mp4', 'talk', 2], ['talk 2von5.mp4', 'talk', 2], ['GX021234.MP4', 'gopro 1234', 2], ['GOPR1234.MP4', 'gopro 1234', 0], ['GP011234.MP4', 'gopro 1234', 1],
  ] as const) expect([name, partOf(name)]).toEqual([name, { whole, number }]);
  for (const name of ['departure.mp4', 'holiday.mp4', 'film 2024.mp4', 'party.mov']) expect([name, partOf(name)]).toEqual([name, undefined]);
});

test('parts are put together in their order; copies and single ones are not', () => {
  expect(groups(['Trip part 2.mp4', 'Trip part 1.mp4', 'Trip part 3.mp4', 'other.mp4', 'Lonely part 1.mp4'].map((name) => row(name, 'video')))).toEqual([['parts', 'Trip part 1.mp4', 'Trip part 2.mp4', 'Trip part 3.mp4']]);
  expect(groups(['Trip part 1.mp4', 'TRIP PART 1.mp4'].map((name) => row(name, 'video')))).toEqual([]);
  expect(proposeGroupsOf([row('a part 1.mp4', 'video'), row('a part 3.mp4', 'video')])[0]?.confidence).toBeLessThan(0.7);
});

test('photos of one camera without a long pause are a series; two cameras and two days are two', () => {
  const shots = (camera: string, day: string, from: number, many: number): MediaRow[] => Array.from({ length: many }, (_, i) => row(`${camera}-${day}-${from + i}.jpg`, 'image', `2024-05-${day}T10:${String(from + i).padStart(2, '0')}:00`, camera));
  const rows = [...shots('Leica', '01', 0, 4), ...shots('Nikon', '01', 1, 3), ...shots('Leica', '02', 0, 3), row('lonely.jpg', 'image', '2024-07-01T08:00:00', 'Leica')];
  expect(groups(rows)).toEqual([
    ['photo_series', 'Leica-01-0.jpg', 'Leica-01-1.jpg', 'Leica-01-2.jpg', 'Leica-01-3.jpg'], ['photo_series', 'Leica-02-0.jpg', 'Leica-02-1.jpg', 'Leica-02-2.jpg'], ['photo_series', 'Nikon-01-1.jpg', 'Nikon-01-2.jpg', 'Nikon-01-3.jpg'],
  ]);
});

test('without a clock the counter of the names speaks', () => {
  expect(groups([...[17, 18, 19, 20].map((n) => row(`IMG_00${n}.JPG`, 'image')), ...[801, 802].map((n) => row(`IMG_0${n}.JPG`, 'image')), row('whatever 7.png', 'image')])).toEqual([['camera_sequence', 'IMG_0017.JPG', 'IMG_0018.JPG', 'IMG_0019.JPG', 'IMG_0020.JPG']]);
});

test('a medium stands in one group', () => {
  const rows = [1, 2, 3].map((n) => row(`film part ${n}.mp4`, 'video', `2024-05-01T10:0${n}:00`, 'Sony'));
  const ids = proposeGroupsOf(rows).flatMap(({ mediaIds }) => mediaIds);
  expect(ids).toHaveLength(new Set(ids).size);
});
