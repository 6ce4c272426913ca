import { expect, test } from 'vitest';
import { captureTimes } from './capture-time.ts';
import { alignClocks } from './clock-difference.ts';
import { checkCoherence, misfits } from './coherence.ts';
import { drawnLook, drawnPhoto } from './drawn-series.cases.ts';
import { findDuplicates } from './duplicates.ts';
import { placePhotos, plainDistance } from './place-photos.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';
import { dividingGaps, findGroups, type Group } from './sittings.ts';

function checked(photos: readonly SeriesPhotoFacts[]): { found: [string, number[]][]; order: number[] } {
  const { times, unsetClock, doubts } = captureTimes(photos, Date.UTC(2026, 0, 1));
  const aligned = alignClocks(photos, times);
  const duplicates = findDuplicates(photos);
  const placed = placePhotos({ photos, times: aligned.times, unsetClock, duplicates });
  const found = checkCoherence({ photos, times: aligned.times, placed, duplicates, distance: plainDistance(photos) }, [...doubts, ...aligned.doubts]);
  return { found: found.map(({ kind, photos: which }) => [kind, [...which]]), order: placed.order.map(({ photo }) => photo) };
}
const minute = (i: number): string => `2024-05-01T${String(10 + Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00`;

test('a series in which all agrees has nothing to tell', () => {
  expect(checked(Array.from({ length: 12 }, (_, i) => drawnPhoto({ fileName: `DSCN${String(i + 10).padStart(4, '0')}.jpg`, taken: minute(i * 3), look: drawnLook(i + 1), camera: 'A' }))).found).toEqual([]);
});

test('clock against number, against name, against light', () => {
  const numbered = Array.from({ length: 10 }, (_, i) => drawnPhoto({ fileName: `DSCN00${i + 10}.jpg`, taken: minute(i === 4 ? 0 : i + 1) }));
  expect(checked(numbered).found).toEqual([['counter_against_time', [4]]]);
  expect(checked([drawnPhoto({ fileName: 'IMG_20240501_100000.jpg', taken: '2024-05-01T12:00:01' }), drawnPhoto({ fileName: 'IMG_20240501_100500.jpg', taken: '2024-05-03T17:41:00' })]).found).toEqual([['name_against_time', [1]]]);
  const bright = drawnPhoto({ fileName: 'a.jpg', taken: '2024-05-01T02:00:00' });
  expect(checked([{ ...bright, capture: { ...bright.capture, exposureValue: 14 } }]).found).toEqual([['daylight_at_night', [0]]]);
  const [dark, light] = ['2024-05-01T12:00:00', '2024-05-01T12:00:20'].map((taken, i) => drawnPhoto({ fileName: `${'xy'[i] ?? ''}.jpg`, taken, camera: 'A' }));
  if (!dark || !light) throw new Error('two photos were made');
  expect(checked([{ ...dark, capture: { ...dark.capture, exposureValue: 3 } }, { ...light, capture: { ...light.capture, exposureValue: 14 } }]).found).toEqual([['light_jump', [1]]]);
});

test('numbers that follow no clock are told once, not photo by photo', () => {
  const shuffled = [7, 2, 9, 4, 0, 5, 8, 1, 6, 3, 11, 10];
  expect(checked(shuffled.map((number, i) => drawnPhoto({ fileName: `photo ${number}.jpg`, taken: minute(i) }))).found.map(([kind]) => kind)).toEqual(['names_without_order']);
  expect(misfits([1, 2, 9, 3, 4])).toEqual([2]);
  expect(misfits([])).toEqual([]);
});

test('the same picture hours apart, a clock ahead, a clock never set', () => {
  expect(checked([drawnPhoto({ fileName: 'a.jpg', taken: minute(0), look: drawnLook(1) }), drawnPhoto({ fileName: 'b.jpg', taken: '2024-05-01T18:00:00', look: drawnLook(1) })]).found).toEqual([['look_against_time', [0, 1]]]);
  expect(checked([drawnPhoto({ fileName: 'a.jpg', taken: '2031-01-01T10:00:00' }), drawnPhoto({ fileName: 'b.jpg', taken: minute(0) })]).found.map(([kind]) => kind)).toContain('clock_ahead');
  // New Year with photos of the weeks around it is New Year.
  const newYear = ['2015-12-30T20:00:00', '2016-01-01T00:10:00', '2017-05-01T10:00:00', '2017-05-02T10:00:00', '2017-05-03T10:00:00'];
  expect(checked(newYear.map((taken, i) => drawnPhoto({ fileName: `${'abcde'[i] ?? ''}.jpg`, taken, camera: 'A' }))).found).toEqual([]);
});

test('a second camera that is an hour ahead is brought back by photos of the same things', () => {
  const first = Array.from({ length: 8 }, (_, i) => drawnPhoto({ fileName: `a${'xyzuvwst'[i] ?? ''}.jpg`, taken: minute(i * 4), look: drawnLook(i + 1), camera: 'A' }));
  const second = [1, 3, 5, 6].map((i) => drawnPhoto({ fileName: `b${'xyzuvwst'[i] ?? ''}.jpg`, taken: `2024-05-01T11:${String(i * 4).padStart(2, '0')}:20`, look: drawnLook(i + 1, { shift: 0.01 }), camera: 'B' }));
  const { found, order } = checked([...first, ...second]);
  expect(order).toEqual([0, 1, 8, 2, 3, 9, 4, 5, 10, 6, 11, 7]);
  expect(found).toContainEqual(['clock_difference', [8, 9, 10, 11]]);
  // Without a moment in common nothing is moved.
  const apart = second.map((photo, i) => ({ ...photo, look: drawnLook(40 + i) }));
  expect(checked([...first, ...apart]).order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('sittings by gaps, scenes by look, bursts by both', () => {
  const at = (taken: string, seed: number, shift = 0): SeriesPhotoFacts => drawnPhoto({ fileName: `${taken.replace(/\D/g, '')}x.jpg`, taken, look: drawnLook(seed, { shift }), camera: 'A' });
  const photos = [
    at(minute(0), 1), at(minute(2), 2), at('2024-05-01T10:03:00', 3), at('2024-05-01T10:03:01', 3, 0.01), at('2024-05-01T10:03:02', 3, 0.02), at(minute(5), 4),
    at('2024-05-01T12:00:00', 5), at('2024-05-01T12:03:00', 6), at('2024-05-02T09:00:00', 7),
  ];
  const { times } = captureTimes(photos, Date.UTC(2026, 0, 1));
  const order = photos.map((_, photo) => ({ photo, by: 'exif_time' as const, confidence: 1 }));
  const distance = plainDistance(photos);
  const places = (kind: Group['kind']): number[][] => findGroups({ order, photos, times, likeness: (a, b) => 1 - distance(a, b), sameFrom: 0.8 }).filter((group) => group.kind === kind).map((group) => group.places);
  expect(places('sitting')).toEqual([[0, 1, 2, 3, 4, 5], [6, 7], [8]]);
  expect(places('burst')).toEqual([[2, 3, 4]]);
  expect(places('scene')).toEqual([[2, 3, 4]]);
  expect(dividingGaps([1_200_000, 1_100_000, 1_300_000])).toEqual([false, false, false]);
  expect(dividingGaps([86_400_000])).toEqual([true]);
});
