import { expect, test } from 'vitest';
import { certaintyOf } from './certainty.ts';

test('a finding is as certain on the page as in its own sentence (sdk/words.ts)', () => {
  expect([0, 0.29, 0.3, 0.59, 0.6, 0.82, 0.85, 1].map(certaintyOf)).toEqual(['hardly_certain', 'hardly_certain', 'uncertain', 'uncertain', 'likely', 'likely', 'very_likely', 'very_likely']);
});
