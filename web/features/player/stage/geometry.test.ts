import { expect, test } from 'vitest';
import { boxBetween, inPicture, onElement, overlap, pictureRect, smallestAt } from './geometry.ts';

test('a wide element leaves bars at the sides of an upright film, a high one above and below', () => {
  expect(pictureRect(1_000, 480, 1_080, 1_920)).toEqual({ x: 365, y: 0, w: 270, h: 480 });
  expect(pictureRect(400, 800, 1_920, 1_080)).toEqual({ x: 0, y: 287.5, w: 400, h: 225 });
});

test('without a size there is no picture', () => {
  expect(pictureRect(0, 500, 10, 10)).toEqual({ x: 0, y: 0, w: 0, h: 0 });
  expect(inPicture(1, 1, { x: 0, y: 0, w: 0, h: 0 })).toBeUndefined();
});

test('boxes and points go there and back', () => {
  const picture = pictureRect(1_000, 480, 1_080, 1_920);
  const on = onElement({ x: 0.5, y: 0.25, w: 0.5, h: 0.5 }, picture);
  expect(on).toEqual({ x: 500, y: 120, w: 135, h: 240 });
  expect(inPicture(on.x, on.y, picture)).toEqual({ x: 0.5, y: 0.25 });
  expect(inPicture(100, 100, picture)).toBeUndefined();
});

test('a face is hit before the person who has it', () => {
  const person = { name: 'person', box: { x: 0, y: 0, w: 1, h: 1 } };
  const face = { name: 'face', box: { x: 0.4, y: 0.1, w: 0.2, h: 0.2 } };
  expect(smallestAt([person, face], { x: 0.5, y: 0.2 })).toBe(face);
  expect(smallestAt([face, person], { x: 0.1, y: 0.9 })).toBe(person);
  expect(smallestAt([face], { x: 0.1, y: 0.9 })).toBeUndefined();
});

test('overlap is 1 for the same and 0 beside each other', () => {
  const box = { x: 0, y: 0, w: 0.5, h: 0.5 };
  expect(overlap(box, box)).toBe(1);
  expect(overlap(box, { x: 0.5, y: 0, w: 0.5, h: 0.5 })).toBe(0);
  expect(overlap(box, { x: 0, y: 0, w: 0.5, h: 1 })).toBeCloseTo(0.5);
});

test('a box moves straight', () => {
  expect(boxBetween({ x: 0, y: 0, w: 0.2, h: 0.2 }, { x: 1, y: 0.5, w: 0.4, h: 0.2 }, 0.25)).toEqual({ x: 0.25, y: 0.125, w: 0.25, h: 0.2 });
});
