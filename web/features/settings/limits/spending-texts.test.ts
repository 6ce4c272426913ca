import { expect, test } from 'vitest';
import { changesOf } from '#lib/form-diff.ts';
import { changeOf, textsOf, wrongFields } from './spending-texts.ts';

const own = { costLimitUsd: 2.5, budgetAlertPercents: [50, 100], defaultProfile: 'lite' };

test('there and back it is the same', () => {
  expect(changeOf(textsOf(own))).toEqual(own);
  const left = { costLimitUsd: null, budgetAlertPercents: null, defaultProfile: null };
  expect(changeOf(textsOf(left))).toEqual(left);
});

test('only what was changed is sent', () => {
  const base = textsOf(own);
  expect(changeOf(changesOf(base, { ...base, costLimitUsd: '3' }))).toEqual({ costLimitUsd: 3 });
  expect(changeOf(changesOf(base, { ...base, costLimitUsd: null }))).toEqual({ costLimitUsd: null });
  expect(changeOf(changesOf(base, base))).toEqual({});
});

test('no alerts are a value, no amount is none', () => {
  expect(wrongFields({ costLimitUsd: '', budgetAlertPercents: '' })).toEqual(['costLimitUsd']);
  expect(changeOf({ budgetAlertPercents: '' })).toEqual({ budgetAlertPercents: [] });
  expect(wrongFields({ costLimitUsd: null, budgetAlertPercents: '0', defaultProfile: '' })).toEqual(['budgetAlertPercents', 'defaultProfile']);
});
