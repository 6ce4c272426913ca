import { expect, test } from 'vitest';
import { captureTimes } from './capture-time.ts';
import { drawnLook, drawnPhoto, drawnRandom } from './drawn-series.cases.ts';
import { findDuplicates } from './duplicates.ts';
import { placePhotos, type PlacedSeries } from './place-photos.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

const NOW = Date.UTC(2026, 0, 1);
const place = (photos: readonly SeriesPhotoFacts[]): PlacedSeries => placePhotos({ photos, ...captureTimes(photos, NOW), duplicates: findDuplicates(photos) });
const told = (photos: readonly SeriesPhotoFacts[]): string[] => place(photos).order.map(({ photo, by }) => `${photos[photo]?.fileName ?? ''} ${by}`);

test('clocks order, whatever the names; fractions and zones count', () => {
  const zoned = (fileName: string, taken: string, zoneMinutes: number): SeriesPhotoFacts => {
    const photo = drawnPhoto({ fileName, taken });
    return { ...photo, capture: { ...photo.capture, zoneMinutes } };
  };
  expect(told([drawnPhoto({ fileName: 'a.jpg', taken: '2024-05-01T10:00:02' }), drawnPhoto({ fileName: 'b.jpg', taken: '2024-05-01T10:00:01.500' }), drawnPhoto({ fileName: 'c.jpg', taken: '2024-05-01T10:00:01.200' })])).toEqual(['c.jpg exif_time', 'b.jpg exif_time', 'a.jpg exif_time']);
  // Flown west: the later photo has the earlier wall clock.
  expect(told([zoned('new-york.jpg', '2024-05-01T10:00:00', -240), zoned('berlin.jpg', '2024-05-01T12:00:00', 120)])).toEqual(['berlin.jpg exif_time', 'new-york.jpg exif_time']);
});

test('names with times, then numbers between photos that have times', () => {
  expect(told([
    drawnPhoto({ fileName: 'IMG_20240501_100500.jpg' }), drawnPhoto({ fileName: 'DSCN0012.jpg' }), drawnPhoto({ fileName: 'DSCN0011.jpg', taken: '2024-05-01T10:00:00' }),
    drawnPhoto({ fileName: 'DSCN0013.jpg', taken: '2024-05-01T10:10:00' }), drawnPhoto({ fileName: 'DSCN0009.jpg' }),
  ])).toEqual(['DSCN0009.jpg name_counter', 'DSCN0011.jpg exif_time', 'DSCN0012.jpg name_counter', 'IMG_20240501_100500.jpg name_time', 'DSCN0013.jpg exif_time']);
});

test('the date on which a program saved a file counts less than its name, and more than nothing', () => {
  const saved = (fileName: string, taken: string): SeriesPhotoFacts => {
    const photo = drawnPhoto({ fileName, taken });
    return { ...photo, capture: { ...photo.capture, field: 'modified' } };
  };
  expect(told([saved('DSCN0002.jpg', '2024-05-01T10:00:00'), saved('DSCN0001.jpg', '2024-05-01T10:00:01')])).toEqual(['DSCN0001.jpg name_counter', 'DSCN0002.jpg name_counter']);
  expect(told([saved('IMG_20240501_120000.jpg', '2024-05-09T10:00:00'), saved('IMG_20240501_110000.jpg', '2024-05-09T10:00:01')])).toEqual(['IMG_20240501_110000.jpg name_time', 'IMG_20240501_120000.jpg name_time']);
  const only = place([saved('b.jpg', '2024-05-01T10:00:01'), saved('a.jpg', '2024-05-01T10:00:00')]);
  expect(only.order).toMatchObject([{ photo: 1, by: 'exif_time', confidence: 0.5 }, { photo: 0, by: 'exif_time', confidence: 0.5 }]);
});

test('a photo without a time stands behind the one it is a copy of', () => {
  expect(told([
    drawnPhoto({ fileName: 'x.jpg', look: drawnLook(2, { gain: 0.9 }) }), drawnPhoto({ fileName: 'a.jpg', taken: '2024-05-01T10:00:00', look: drawnLook(1) }),
    drawnPhoto({ fileName: 'b.jpg', taken: '2024-05-01T11:00:00', look: drawnLook(2) }), drawnPhoto({ fileName: 'c.jpg', taken: '2024-05-01T12:00:00', look: drawnLook(3) }),
  ])).toEqual(['a.jpg exif_time', 'b.jpg exif_time', 'x.jpg copy', 'c.jpg exif_time']);
});

test('one second: numbers decide, else it is told as a tie', () => {
  const taken = '2024-05-01T10:00:00';
  const numbered = place([drawnPhoto({ fileName: 'DSC_0002.jpg', taken }), drawnPhoto({ fileName: 'DSC_0001.jpg', taken })]);
  expect(numbered.order.map(({ photo }) => photo)).toEqual([1, 0]);
  expect(numbered.ties).toEqual([]);
  const unknown = place([drawnPhoto({ fileName: 'x.jpg', taken }), drawnPhoto({ fileName: 'y.jpg', taken })]);
  expect(unknown.ties).toEqual([[0, 1]]);
  expect(unknown.order.every(({ confidence }) => confidence <= 0.5)).toBe(true);
});

test('a messenger\'s photos stand at the end of their day', () => {
  expect(told([
    drawnPhoto({ fileName: 'IMG-20240501-WA0002.jpg' }), drawnPhoto({ fileName: 'IMG-20240501-WA0001.jpg' }),
    drawnPhoto({ fileName: 'a.jpg', taken: '2024-05-01T23:00:00' }), drawnPhoto({ fileName: 'b.jpg', taken: '2024-05-02T01:00:00' }),
  ])).toEqual(['a.jpg exif_time', 'IMG-20240501-WA0001.jpg name_date', 'IMG-20240501-WA0002.jpg name_date', 'b.jpg exif_time']);
});

test('a clock that was never set keeps its own order, and numbers put it right', () => {
  const photos = [
    drawnPhoto({ fileName: 'DSC_0005.jpg', taken: '1980-01-01T00:02:00', camera: 'A' }), drawnPhoto({ fileName: 'DSC_0004.jpg', taken: '1980-01-01T00:01:00', camera: 'A' }),
    drawnPhoto({ fileName: 'DSC_0003.jpg', taken: '2024-05-01T10:00:00', camera: 'A' }), drawnPhoto({ fileName: 'DSC_0006.jpg', taken: '2024-05-01T12:00:00', camera: 'A' }),
  ];
  expect(place(photos).order.map(({ photo }) => photo)).toEqual([2, 1, 0, 3]);
  expect(captureTimes(photos, NOW).doubts.map(({ kind, photos: which }) => [kind, which])).toEqual([['clock_reset', [0, 1]]]);
  const only = photos.slice(0, 2).map((photo, i) => ({ ...photo, fileName: `${i}x.jpg`, name: { ...photo.name, family: `f${i}` } }));
  expect(place(only).order.map(({ photo, by }) => [photo, by])).toEqual([[1, 'exif_time'], [0, 'exif_time']]);
});

test('look alone finds the way of a pan, does not know its direction, and says that it is not sure', () => {
  const random = drawnRandom(5);
  const steps = Array.from({ length: 20 }, (_, i) => i).map((i) => ({ i, key: random() })).toSorted((a, b) => a.key - b.key).map(({ i }) => i);
  const found = place(steps.map((i) => drawnPhoto({ fileName: `${i.toString(36)}q${(i * 7919).toString(36)}.jpg`, look: drawnLook(3, { shift: i * 0.06 }) })));
  const order = found.order.map(({ photo }) => steps[photo] ?? 0);
  expect((order[0] ?? 0) < (order.at(-1) ?? 0) ? order : order.toReversed()).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(found.directionKnown).toBe(false);
  expect(found.order.every(({ by, confidence }) => by === 'look' && confidence <= 0.45)).toBe(true);
});

test('what must not be looked at has a place by its name only', () => {
  const photos = [drawnPhoto({ fileName: 'q.jpg', held: true }), drawnPhoto({ fileName: 'a.jpg', look: drawnLook(1) }), drawnPhoto({ fileName: 'b.jpg', look: drawnLook(2) })];
  expect(place(photos).order.at(-1)).toEqual({ photo: 0, by: 'none', confidence: 0 });
  expect(place([]).order).toEqual([]);
  expect(place([drawnPhoto({ fileName: 'a.jpg' })]).directionKnown).toBe(true);
});

test('two cameras\' numbers without any time stay two blocks', () => {
  const found = place(['DSC_0001.jpg', 'IMG_0500.jpg', 'DSC_0002.jpg', 'IMG_0501.jpg', 'DSC_0003.jpg'].map((fileName) => drawnPhoto({ fileName })));
  expect(found.order.map(({ photo }) => photo)).toEqual([0, 2, 4, 1, 3]);
  expect(found.unrelatedBlocks).toEqual([[0, 2, 4], [1, 3]]);
});
