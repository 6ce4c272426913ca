import { expect, test } from 'vitest';
import { findDuplicates } from './duplicates.ts';
import { drawnLook, drawnPhoto, drawScene } from './drawn-series.cases.ts';
import { hashDistance, lookDistance, lookOf } from './look.ts';

test('hashes forgive light and size, and tell scenes apart', () => {
  const [one, darker, other] = [drawnLook(1), drawnLook(1, { gain: 0.8 }), drawnLook(2)];
  expect(hashDistance(one.cosineHash, one.cosineHash)).toBe(0);
  expect(hashDistance(one.cosineHash, darker.cosineHash)).toBeLessThanOrEqual(4);
  expect(hashDistance(one.cosineHash, other.cosineHash)).toBeGreaterThan(16);
  expect(lookDistance(one, one)).toBeLessThan(0.02);
  expect(lookDistance(one, darker)).toBeLessThan(lookDistance(one, other));
});

test('the same bytes, the same picture, a near one, and different ones', () => {
  const exact = drawnPhoto({ fileName: 'a.jpg', look: drawnLook(1) });
  const sets = findDuplicates([
    exact, { ...exact, fileName: 'b.jpg' },
    drawnPhoto({ fileName: 'small.jpg', look: drawnLook(2, { gain: 0.9 }), width: 320, height: 240 }), drawnPhoto({ fileName: 'large.jpg', look: drawnLook(2) }),
    drawnPhoto({ fileName: 'moved.jpg', look: drawnLook(3, { shift: 0.02 }), taken: '2024-01-01T10:00:02' }), drawnPhoto({ fileName: 'still.jpg', look: drawnLook(3), taken: '2024-01-01T10:00:00' }),
    drawnPhoto({ fileName: 'else.jpg', look: drawnLook(4) }), drawnPhoto({ fileName: 'other.jpg', look: drawnLook(5) }),
  ]);
  expect(sets.map(({ kind, photos, best }) => ({ kind, photos, best }))).toEqual([
    { kind: 'exact', photos: [0, 1], best: 0 }, { kind: 'same_picture', photos: [2, 3], best: 3 }, { kind: 'near', photos: [4, 5], best: 4 },
  ]);
});

test('two moments of one clock are never one picture', () => {
  const look = drawnLook(6);
  const [set] = findDuplicates([drawnPhoto({ fileName: 'a.jpg', look, taken: '2024-01-01T10:00:00' }), drawnPhoto({ fileName: 'b.jpg', look, taken: '2024-01-01T10:05:00' })]);
  expect(set).toMatchObject({ kind: 'near' });
  const kindAt = (one: string, other: string, names: readonly [string, string] = ['x.jpg', 'y.jpg']): unknown => findDuplicates([drawnPhoto({ fileName: names[0], look, taken: one }), drawnPhoto({ fileName: names[1], look, taken: other })])[0]?.kind;
  expect(kindAt('2024-01-01T10:00:00.100', '2024-01-01T10:00:00.300')).toBe('near');
  expect(kindAt('2024-01-01T10:00:00', '2024-01-01T10:00:00', ['DSC_0001.jpg', 'DSC_0002.jpg'])).toBe('near');
  expect(kindAt('2024-01-01T10:00:00', '2024-01-01T10:00:00', ['DSC_0001.jpg', 'DSC_0001 (1).jpg'])).toBe('same_picture');
  expect(kindAt('2024-01-01T10:00:00', '2024-01-01T10:00:00')).toBe('same_picture');
});

test('plain surfaces, other shapes and held photos are never alike; a pan is no single set', () => {
  const black = lookOf(new Uint8Array(drawScene(1).length).fill(20));
  expect(findDuplicates([drawnPhoto({ fileName: 'a.jpg', look: black }), drawnPhoto({ fileName: 'b.jpg', look: black })])).toEqual([]);
  const look = drawnLook(7);
  expect(findDuplicates([drawnPhoto({ fileName: 'a.jpg', look }), drawnPhoto({ fileName: 'b.jpg', look, width: 480, height: 640 }), drawnPhoto({ fileName: 'c.jpg', held: true })])).toEqual([]);
  const pan = Array.from({ length: 40 }, (_, i) => drawnPhoto({ fileName: `${i}.jpg`, look: drawnLook(8, { shift: i * 0.03 }) }));
  expect(Math.max(...findDuplicates(pan).map(({ photos }) => photos.length))).toBeLessThan(12);
});
