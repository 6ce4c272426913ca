import { expect, test } from 'vitest';
import { photoAction } from './photo-keys.ts';

const press = (key: string, closeUp = false, more: Partial<Parameters<typeof photoAction>[0]> = {}) => photoAction({ key, ctrlKey: false, metaKey: false, altKey: false, ...more }, closeUp);

test('plus and minus zoom, 0 shows all of it, 1 its own pixels', () => {
  expect([press('+'), press('='), press('-'), press('0'), press('1')]).toEqual([{ do: 'zoom', factor: 1.25 }, { do: 'zoom', factor: 1.25 }, { do: 'zoom', factor: 0.8 }, { do: 'whole' }, { do: 'natural' }]);
});

test('arrows go to the next medium, or move a photo that is larger than its frame', () => {
  expect([press('ArrowRight'), press('ArrowLeft'), press('ArrowUp')]).toEqual([{ do: 'medium', step: 1 }, { do: 'medium', step: -1 }, undefined]);
  expect([press('ArrowRight', true), press('ArrowUp', true)]).toEqual([{ do: 'move', x: -80, y: 0 }, { do: 'move', x: 0, y: 80 }]);
  expect(press('n', true)).toEqual({ do: 'medium', step: 1 });
});

test("the browser's own zoom stays its own", () => { expect([press('+', false, { ctrlKey: true }), press('0', false, { metaKey: true }), press('a')]).toEqual([undefined, undefined, undefined]); });
