import { expect, test } from 'vitest';
import { readName } from './file-name.ts';
import { nameSequences } from './name-order.ts';

const ordered = (names: readonly string[]): string[][] => nameSequences(names.map(readName)).map(({ photos }) => photos.map((i) => names[i] ?? ''));

test('numbers are compared as numbers, each family by itself', () => {
  expect(ordered(['DSCN0100.jpg', 'IMG_0002.jpg', 'DSCN0009.jpg', 'IMG_0010.jpg', 'DSCN0010.jpg'])).toEqual([['DSCN0009.jpg', 'DSCN0010.jpg', 'DSCN0100.jpg'], ['IMG_0002.jpg', 'IMG_0010.jpg']]);
  expect(ordered(['part 10.jpg', 'part 2.jpg'])).toEqual([['part 2.jpg', 'part 10.jpg']]);
  expect(ordered(['photo (2).jpg', 'photo.jpg', 'photo (1).jpg'])).toEqual([['photo.jpg', 'photo (1).jpg', 'photo (2).jpg']]);
  expect(ordered(['IMG-20240102-WA0001.jpg', 'IMG-20240101-WA0007.jpg', 'IMG-20240101-WA0003.jpg'])).toEqual([['IMG-20240101-WA0003.jpg', 'IMG-20240101-WA0007.jpg', 'IMG-20240102-WA0001.jpg']]);
});

test('a counter that went over goes on at 0001; one that merely has a gap does not', () => {
  const over = nameSequences(['DSC_0003.jpg', 'DSC_9997.jpg', 'DSC_0001.jpg', 'DSC_9999.jpg', 'DSC_9998.jpg'].map(readName));
  expect(over).toMatchObject([{ photos: [1, 4, 3, 2, 0], overflowAt: 3 }]);
  expect(nameSequences(['DSC_0003.jpg', 'DSC_5000.jpg', 'DSC_7000.jpg'].map(readName))[0]?.overflowAt).toBeUndefined();
  expect(ordered(['100NIKON/DSCN9999.JPG', '101NIKON/DSCN0001.JPG', '100NIKON/DSCN9998.JPG'])[0]).toEqual(['100NIKON/DSCN9998.JPG', '100NIKON/DSCN9999.JPG', '101NIKON/DSCN0001.JPG']);
});

test('random names make no sequence', () => {
  expect(ordered(['83746291.jpg', '12998431.jpg', '55231178.jpg', '90011223.jpg'])).toEqual([]);
  expect(ordered(['a7f3c91e.jpg', 'b2f1c40e.jpg', 'x.jpg'])).toEqual([]);
  expect(ordered(['1.jpg', '3.jpg', '2.jpg'])).toEqual([['1.jpg', '2.jpg', '3.jpg']]);
});
