import { expect, test } from 'vitest';
import { amountOf, percentsOf } from './written.ts';

test.for([['5', 5], ['0', 0], ['2,5', 2.5], [' 2.50 ', 2.5], ['', undefined], ['-1', undefined], ['1e3', undefined], ['1.000,00', undefined], ['100001', undefined], ['NaN', undefined]] as const)('amount %j', ([text, amount]) => {
  expect(amountOf(text, 100_000)).toBe(amount);
});

test.for([['50, 80, 100', [50, 80, 100]], ['100 50;80,80', [50, 80, 100]], ['', []], ['0', undefined], ['101', undefined], ['12.5', undefined], ['1 2 3 4 5 6 7 8 9 10 11', undefined]] as const)('percents %j', ([text, percents]) => {
  expect(percentsOf(text)).toEqual(percents);
});
