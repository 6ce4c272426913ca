import { expect, test } from 'vitest';
import { refusalOf } from './sign-in-refusals.ts';

test('says what the server means', () => {
  expect(refusalOf('signup_disabled').why).toBe('noAccount');
  expect(refusalOf('SIGN_IN_LOCKED').why).toBe('locked');
});

test('names an unknown code, and only what looks like one', () => {
  expect(refusalOf('new_code')).toEqual({ why: 'failed', code: 'new_code' });
  expect(refusalOf('constructor')).toEqual({ why: 'failed', code: 'constructor' });
  expect(refusalOf('<b>x</b>')).toEqual({ why: 'failed', code: '?' });
  expect(refusalOf('x'.repeat(61))).toEqual({ why: 'failed', code: '?' });
});
