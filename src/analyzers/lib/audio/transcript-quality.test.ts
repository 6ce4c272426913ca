import { expect, test } from 'vitest';
import { expectedWordErrorRate, qualityOf } from './transcript-quality.ts';

test('the surer the words and the more alike two hearings, the fewer errors are expected', () => {
  expect(expectedWordErrorRate(0.95)).toBeLessThan(0.02);
  expect(expectedWordErrorRate(0.5)).toBeGreaterThan(0.6);
  expect(expectedWordErrorRate(0.8, 0.6)).toBeGreaterThan(expectedWordErrorRate(0.8, 0));
  for (const sure of [0, 1]) expect(Number.isFinite(expectedWordErrorRate(sure))).toBe(true);
  expect([0.92, 0.8, 0.6].map((sure) => qualityOf(expectedWordErrorRate(sure)))).toEqual(['good', 'fair', 'poor']);
});
