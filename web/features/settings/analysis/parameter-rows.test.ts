import { expect, test } from 'vitest';
import { parameterRows } from './parameter-rows.ts';

test('rows name type, usual value and what is allowed', () => {
  const schema = { type: 'object', properties: { confidence: { type: 'number', minimum: 0, maximum: 1, description: 'Least' }, every: { type: 'integer', exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER }, mode: { enum: ['a', 'b'] }, odd: true } };
  expect(parameterRows(schema, { confidence: 0.4, mode: 'a' })).toEqual([
    { name: 'confidence', type: 'number', standard: 0.4, least: 0, most: 1, description: 'Least' },
    { name: 'every', type: 'integer', standard: undefined, least: 0 },
    { name: 'mode', type: 'any', standard: 'a', options: ['a', 'b'] },
    { name: 'odd', type: 'any', standard: undefined },
  ]);
  expect(parameterRows({}, {})).toEqual([]);
});
