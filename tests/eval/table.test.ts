import { expect, test } from 'vitest';
import type { Figure } from './measure.ts';
import { accuracyTable, weaknesses, merged } from './table.ts';

const figure: Figure = { analyzer: 'text_overlay', tier: 'lite', what: 'word recall', unit: 'share', value: 0.954, interval: [0.9, 0.98], sampleSize: 66, goal: { atLeast: 0.9 }, truth: 'poster' };

test('a row says figure, interval, size and whether the goal is reached', () => {
  expect(accuracyTable([figure])[2]).toBe('| `text_overlay` | lite | word recall | 95.4 % | 90.0 % – 98.0 % | 66 | ≥ 90.0 % | yes | poster |');
  expect(accuracyTable([{ ...figure, value: 0.8 }])[2]).toContain('**no**');
});

test('fewer than ten items are a spot check', () => {
  expect(accuracyTable([{ ...figure, sampleSize: 9 }])[2]).toContain('9, spot check');
  expect(weaknesses([figure, { ...figure, note: 'umlauts are lost' }])).toEqual(['- `text_overlay`, word recall: umlauts are lost']);
});

test('what was measured anew takes its old place, the rest stays, new lines come last', () => {
  const earlier = ['| analyzer | tier | what | figure |', '|---|---|---|--:|', '| `cuts` | lite | found | 90.0 % |', '| `faces` | lite | found | 80.0 % |'];
  const fresh = ['| analyzer | tier | what | figure |', '|---|---|---|--:|', '| `faces` | lite | found | 85.0 % |', '| `faces` | lite | missed | 5.0 % |'];
  expect(merged(earlier, fresh)).toEqual([...earlier.slice(0, 3), ...fresh.slice(2)]);
  expect(merged(['- `faces`, found: small ones are missed'], ['- `faces`, found: dark ones are missed: many'])).toEqual(['- `faces`, found: dark ones are missed: many']);
});
