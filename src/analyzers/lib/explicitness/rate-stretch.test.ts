import { expect, test } from 'vitest';
import { rateStretch } from './rate-stretch.ts';
import type { ExplicitnessSignals } from './signals.ts';

const says = (atMs: number, name: 'Neutral' | 'Porn' | 'Sexy', share = 0.96): ExplicitnessSignals => {
  const scores = Object.fromEntries(['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'].map((each) => [each, each === name ? share : (1 - share) / 4]));
  return { atMs, mobilenet: scores, inception: scores, skinShare: 0.2 };
};

test('a level needs a second picture where there are enough', () => {
  expect(rateStretch([says(0, 'Neutral'), says(1000, 'Porn'), says(2000, 'Neutral')])).toMatchObject({ level: 'suggestive', score: 0.79, pictures: 3, signals: { atMs: 1000 } });
  expect(rateStretch([says(0, 'Sexy'), says(1000, 'Neutral'), says(2000, 'Neutral')])).toMatchObject({ level: 'none', reasons: [] });
  expect(rateStretch([says(0, 'Porn'), says(1000, 'Neutral'), says(2000, 'Porn', 0.94)])).toMatchObject({ level: 'explicit', signals: { atMs: 2000 } });
});

test('one or two pictures count as they are', () => {
  expect(rateStretch([says(0, 'Porn')])).toMatchObject({ level: 'explicit', pictures: 1 });
  expect(rateStretch([says(0, 'Neutral'), says(1000, 'Porn')])).toMatchObject({ level: 'explicit' });
  expect(rateStretch([])).toBeUndefined();
});

test('one picture that cannot be read is enough', () => {
  const broken = { ...says(500, 'Neutral'), mobilenet: {} };
  expect(rateStretch([says(0, 'Neutral'), broken, says(1000, 'Neutral'), says(1500, 'Neutral')])).toMatchObject({ level: 'explicit', reasons: ['unreadable'] });
});
