import { expect, test } from 'vitest';
import { fit, toFractionIn } from './fit.ts';

const PORTRAIT = { width: 1080, height: 1920 };

test('inside keeps the shape, adds nothing and never enlarges', () => {
  expect(fit(PORTRAIT, { width: 160, height: 160, fit: 'inside' }).frame).toEqual({ width: 90, height: 160 });
  expect(fit({ width: 50, height: 20 }, { width: 160, height: 160, fit: 'inside' }).frame).toEqual({ width: 50, height: 20 });
  expect(fit({ width: 5000, height: 1 }, { width: 160, height: 160, fit: 'inside' }).frame).toEqual({ width: 160, height: 1 });
});

test('multiples stay within the limit and are at least one step', () => {
  expect(fit(PORTRAIT, { width: 640, height: 640, fit: 'inside', multipleOf: 32 }).frame).toEqual({ width: 352, height: 640 });
  expect(fit({ width: 100, height: 3 }, { width: 100, height: 100, fit: 'inside', multipleOf: 32 }).frame).toEqual({ width: 96, height: 32 });
  expect(fit({ width: 1000, height: 1000 }, { width: 50, height: 50, fit: 'inside', multipleOf: 32 }).frame).toEqual({ width: 32, height: 32 });
});

test('pad and stretch have exactly the size asked for', () => {
  expect(fit(PORTRAIT, { width: 640, height: 640, fit: 'pad' })).toEqual({ frame: { width: 640, height: 640 }, content: { width: 360, height: 640 } });
  expect(fit({ width: 10, height: 5 }, { width: 40, height: 40, fit: 'pad' }).content).toEqual({ width: 40, height: 20 });
  expect(fit(PORTRAIT, { width: 640, height: 320, fit: 'stretch' })).toEqual({ frame: { width: 640, height: 320 }, content: { width: 640, height: 320 } });
});

test('fractions leave the padding out and stay inside the frame', () => {
  const toFraction = toFractionIn(fit(PORTRAIT, { width: 640, height: 640, fit: 'pad' }).content);
  expect(toFraction({ left: 90, top: 160, right: 270, bottom: 480 })).toEqual({ x: 0.25, y: 0.25, w: 0.5, h: 0.5 });
  expect(toFraction({ left: -20, top: -5, right: 500, bottom: 900 })).toEqual({ x: 0, y: 0, w: 1, h: 1 });
  expect(toFraction({ left: 400, top: 10, right: 600, bottom: 5 })).toEqual({ x: 1, y: 10 / 640, w: 0, h: 0 });
});
