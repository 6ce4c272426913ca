import { expect, test } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { problemOf } from './problem.ts';

const inGerman = (error: AppError): string => problemOf(error, 'de').detail;

test('a German answer says what happened in German, with the values that the error carries', () => {
  expect(inGerman(new AppError('COST_LIMIT_TOO_LOW', 'The limit …', { cap: 'job', roomUsd: 0.1, neededUsd: 1234.5 }))).toBe('Die Kostengrenze lässt noch 0,1 USD; diese Maschine kann 1.234,5 USD brauchen.');
  expect(inGerman(new AppError('COST_LIMIT_TOO_LOW', 'The limit …'))).toBe('Die Kostengrenze reicht nicht.');
});

test('where the English sentence knows more, it is quoted', () => {
  expect(inGerman(new AppError('STATE_FORBIDS', 'The job is being analysed.'))).toBe('Das geht in diesem Zustand nicht. („The job is being analysed.“)');
  expect(problemOf(new AppError('STATE_FORBIDS', 'The job is being analysed.'), 'en').detail).toBe('The job is being analysed.');
});
