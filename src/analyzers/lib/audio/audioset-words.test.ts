import { expect, test } from 'vitest';
import { effectsAmong, plainWord, surroundingsOf } from './audioset-words.ts';

const event = (label: string, startMs: number, endMs: number, confidence: number) => ({ label, startMs, endMs, confidence });

test('classes of one thing become one sound, with the surest first; a telephone is not an alarm as well', () => {
  const [phone, ...others] = effectsAmong([event('Alarm', 0, 2000, 0.9), event('Telephone', 100, 1500, 0.8), event('Telephone bell ringing', 1200, 1900, 0.85), event('Speech', 0, 2000, 0.99)]);
  expect(others).toEqual([]);
  expect(phone).toEqual({ label: 'phone', startMs: 100, endMs: 1900, confidence: 0.85, classes: ['Telephone bell ringing', 'Telephone'] });
  expect(effectsAmong([event('Alarm', 0, 500, 0.9), event('Telephone', 5000, 6000, 0.8)]).map(({ label }) => label)).toEqual(['alarm', 'phone']);
});

test('other classes keep their own name as a word', () => {
  expect(effectsAmong([event('Dog bark, howl', 0, 1, 0.5), event('Silence', 0, 1, 0.9), event('Rock music', 0, 1, 0.9)]).map(({ label }) => label)).toEqual(['dog_bark']);
  expect(plainWord('Whoosh, swoosh, swish')).toBe('whoosh');
});

test('what prevails, stretch by stretch', () => {
  const labels = ['Speech', 'Music', 'Rain', 'Silence'];
  const rows = [[0.9, 0, 0, 0], [0.8, 0, 0, 0], [0.1, 0.1, 0.7, 0], [0, 0, 0.6, 0.1], [0, 0, 0, 0.9], [0, 0, 0, 0.9]];
  const found = surroundingsOf({ scores: Float32Array.from(rows.flat()), labels, hopMs: 500, windowMs: 1000 }, 1000, 0.3);
  expect(found.map(({ label, startMs, endMs }) => [label, startMs, endMs])).toEqual([['speech', 0, 1000], ['rain', 1000, 2000], ['quiet', 2000, 3500]]);
});
