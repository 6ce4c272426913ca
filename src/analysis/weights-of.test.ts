import { expect, test } from 'vitest';
import { weightsOf } from './weights-of.ts';

test('an id names one, a role all that can fill it, and each has its licence', () => {
  expect(weightsOf(['silero-vad'])).toEqual([{ id: 'silero-vad', task: 'voice activity detection', tier: 'lite', licence: 'ISC' }]);
  expect(weightsOf(['speech-enhancer']).map(({ id }) => id)).toEqual(['dtln', 'gtcrn']);
  expect(weightsOf(['model-server'])).toEqual([]);
});
