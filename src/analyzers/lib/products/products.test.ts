import type { Box, Observation } from '@aima/contract';
import { expect, test } from 'vitest';
import { productWords } from './product-words.ts';
import { shownThings } from './shown-things.ts';

const kinds = (text: string): string[] => productWords(text).map(({ kind, words }) => `${kind}: ${words}`);

test('prices, offers, brands and addresses are found in text', () => {
  expect(kinds('NEW SALE 50 PERCENT OFF')).toEqual(['offer: SALE', 'offer: 50 PERCENT OFF']);
  expect(kinds('only $19.99 at www.example.com/shop')).toEqual(['price: $19.99', 'web_address: www.example.com/shop']);
  expect(kinds('Nur 1.299,00 € statt 1.499,- EUR')).toEqual(['price: 1.299,00 €', 'price: 1.499,- EUR']);
  expect(kinds('Just do it NIKE, drink Coca Cola, NIKE')).toEqual(['brand: Coca Cola', 'brand: NIKE']);
  expect(kinds('Frobnitz® cleans')).toEqual(['brand: Frobnitz®']);
});

test('ordinary text says nothing of products', () => {
  for (const text of ['FOLLOW FOR MORE', 'Cover nose and mouth when coughing', 'SPEED LIMIT 50', 'MISFITS', 'an apple on the target', 'at 19.30 on 3.4.2025']) expect(kinds(text), text).toEqual([]);
});

const seen = (label: string, startMs: number, box: Box, trackId = label): Observation => ({
  id: `${trackId} ${startMs}`, runId: 'r', mediaId: 'm', analyzer: 'object_detection', startMs, endMs: startMs, label, box, trackId, confidence: 0.6, sentence: 's', source: 'model',
});
const OPTIONS = { photo: false, sampleMs: 500, minProminence: 0.5 };
const times = [0, 500, 1_000, 1_500, 2_000, 2_500];

test('large things in the middle for long are shown; small ones at the edge are only there', () => {
  const middle = { x: 0.3, y: 0.3, w: 0.4, h: 0.4 };
  const corner = { x: 0.9, y: 0.9, w: 0.1, h: 0.1 };
  const shown = shownThings(times.flatMap((at) => [seen('bottle', at, middle), seen('cup', at, corner)]), OPTIONS);
  expect(shown).toMatchObject([{ label: 'bottle', startMs: 0, endMs: 2_500, prominence: 1, box: middle }]);
  expect(shown[0]?.basedOn).toHaveLength(6);
  expect(shownThings([seen('bottle', 0, corner)], OPTIONS)).toEqual([]);
});

test('what is small and in front of a person is held; persons and animals are no products', () => {
  const person = { x: 0.2, y: 0.1, w: 0.5, h: 0.9 };
  const phone = { x: 0.5, y: 0.4, w: 0.08, h: 0.1 };
  const shown = shownThings(times.flatMap((at) => [seen('person', at, person), seen('cell phone', at, phone), seen('dog', at, person, 'd')]), OPTIONS);
  expect(shown).toMatchObject([{ label: 'cell phone', heldBy: 'person' }]);
});

test('a long track names some evidence of all its time', () => {
  const [shown] = shownThings(Array.from({ length: 100 }, (_, i) => seen('laptop', i * 500, { x: 0.3, y: 0.3, w: 0.4, h: 0.4 })), OPTIONS);
  expect(shown?.basedOn).toHaveLength(12);
  expect([shown?.basedOn[0], shown?.basedOn.at(-1)]).toEqual(['laptop 0', 'laptop 49500']);
});
