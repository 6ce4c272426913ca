import { expect, test } from 'vitest';
import { skinShare } from './skin-share.ts';

const SIDE = 16;
type Colour = readonly [number, number, number];
const half = (left: Colour, right: Colour): Uint8Array => Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (Math.floor(i / 3) % SIDE < SIDE / 2 ? left : right)[i % 3] ?? 0);
const filled = (colour: Colour): number => skinShare(half(colour, colour), SIDE);

// Sides of the Fitzpatrick scale as usually drawn, from very light to very dark.
test.for<Colour>([[255, 219, 172], [241, 194, 125], [224, 172, 105], [198, 134, 66], [141, 85, 36], [92, 58, 40]])('skin of %s counts', (colour) => {
  expect(filled(colour)).toBe(1);
});

test.for<Colour>([[255, 255, 255], [0, 0, 0], [128, 128, 128], [40, 90, 200], [30, 140, 40], [230, 20, 20], [200, 80, 60], [240, 220, 30]])('%s does not', (colour) => {
  expect(filled(colour)).toBe(0);
});

test('the share is of the picture', () => {
  expect(skinShare(half([224, 172, 105], [40, 90, 200]), SIDE)).toBe(0.5);
});
