import type { Observation } from '@aima/contract';
import { expect, test } from 'vitest';
import { findingItems, searchItems, textItems, transcriptItems } from './list-items.js';
import { createWords } from './words.js';

const de = createWords('de');
const observation = (part: Partial<Observation> & Pick<Observation, 'analyzer' | 'startMs'>): Observation => ({ id: 'o', runId: 'r', mediaId: 'm', endMs: part.startMs, confidence: 0.9, sentence: 'Satz.', source: 'model', ...part });

const observations = [
  observation({ analyzer: 'speech_transcription', startMs: 5000, endMs: 6000, text: 'Über den Fluss', confidence: 0.5, speakerId: 'S2' }),
  observation({ analyzer: 'speech_transcription', startMs: 1000, endMs: 2000, text: 'Guten Tag' }),
  observation({ analyzer: 'text_overlay', startMs: 3000, endMs: 4000, text: 'LINK' }),
  observation({ analyzer: 'object_detection', startMs: 0, trackId: 't', label: 'dog', sentence: 'Ein Tier.' }),
  observation({ analyzer: 'object_detection', startMs: 500, trackId: 't', label: 'dog', sentence: 'Ein Tier.' }),
  observation({ analyzer: 'content_quality', startMs: 0, endMs: 1000, label: 'quality', attributes: { score: 1 } }),
];

test('the transcript is in order and says who spoke and what is uncertain', () => {
  expect(transcriptItems(observations, de).map((item) => [item.main, item.aside])).toEqual([['Guten Tag', ''], ['Über den Fluss', 'S2 · unsicher']]);
  expect(textItems(observations, de).map((item) => item.main)).toEqual(['LINK']);
});

test('findings are all of them in order, a track once, curve points marked', () => {
  const items = findingItems(observations, de);
  expect(items.map((item) => [item.startMs, item.count, item.isSeries])).toEqual([[0, 2, false], [0, 1, true], [1000, 1, false], [3000, 1, false], [5000, 1, false]]);
  expect(items[0]?.aside).toBe('sehr wahrscheinlich · 0,90 · Objekte · 2 Messungen');
});

test.each([['uber', 1], ['ÜBER fluss', 1], ['uber nirgends', 0], ['hund', 1], ['dog', 1], ['tier', 1], ['', 5], ['  ', 5], ['nirgends', 0], ['.*', 0]])('searching for %j finds %i', (query, count) => {
  expect(searchItems(findingItems(observations, de), query, de)).toHaveLength(count);
});
