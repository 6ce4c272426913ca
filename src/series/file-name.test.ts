import { expect, test } from 'vitest';
import { readName } from './file-name.ts';

const at = (iso: string): number => Date.parse(`${iso}Z`);

test.each([
  ['IMG_20240101_120000.jpg', '2024-01-01T12:00:00.000', false],
  ['PXL_20240229_235959123.MP.jpg', '2024-02-29T23:59:59.123', true],
  ['20240101120005.jpg', '2024-01-01T12:00:05.000', false],
  ['WhatsApp Image 2024-01-01 at 9.05.33 PM.jpeg', '2024-01-01T21:05:33.000', false],
  ['Screenshot_2023-12-31-23-59-58-321_com.app.png', '2023-12-31T23:59:58.321', false],
  ['signal-2024-05-06-070809.jpg', '2024-05-06T07:08:09.000', false],
  ['Foto 2024-05-06 um 07.08.09.heic', '2024-05-06T07:08:09.000', false],
  ['FB_IMG_1546300800000.jpg', '2019-01-01T00:00:00.000', true],
])('%s has a time', (name, iso, utc) => {
  expect(readName(name).time).toEqual({ ms: at(iso), utc });
});

test.each(['IMG_20241399_120000.jpg', '20240101_00123.jpg', 'IMG_20230229_120000.jpg', 'DSCN0010.jpg', 'IMG_20240101_257000.jpg', '4821.jpg'])('%s has none', (name) => {
  expect(readName(name).time).toBeUndefined();
});

test('a messenger names day and number, a camera letters and number', () => {
  expect(readName('IMG-20240101-WA0003.jpg')).toMatchObject({ dayMs: at('2024-01-01T00:00:00'), numbers: [3, 0], familiar: true });
  expect(readName('IMG-20240102-WA0001.jpg').family).toBe(readName('IMG-20240101-WA0003.jpg').family);
  expect(readName('DSCN0010.JPG')).toMatchObject({ family: './dscn#', numbers: [10, 0], digits: 4, familiar: true });
  expect(readName('part 1.png')).toMatchObject({ numbers: [1, 0], familiar: true });
  expect(readName('IMG_1234_BURST002.jpg')).toMatchObject({ numbers: [1234, 2, 0], burst: true });
  expect(readName('a7f3c91e.jpg').familiar).toBe(false);
});

test('numbered copies follow their original, bare names stand before numbered ones', () => {
  expect(readName('IMG_1234 (1).jpg')).toMatchObject({ family: readName('IMG_1234.jpg').family, numbers: [1234, 1] });
  expect(readName('IMG_1234 - Kopie.jpg').numbers).toEqual([1234, 1]);
  expect(readName('photo (2).jpg')).toMatchObject({ family: readName('photo.jpg').family, numbers: [2], familiar: true });
  expect(readName('photo.jpg').numbers).toEqual([0]);
});

test('folders of a camera are part of the number, other folders divide families', () => {
  expect(readName('DCIM/101NIKON/DSCN0001.JPG')).toMatchObject({ family: readName('DCIM/100NIKON/DSCN9999.JPG').family, numbers: [101, 1, 0] });
  expect(readName('a/DSCN0001.JPG').family).not.toBe(readName('b/DSCN0002.JPG').family);
});
