import { expect, test } from 'vitest';
import { parameterFields, readableName, stepOf } from './parameter-fields.ts';

test('each kind of schema becomes its field, and what no form can hold becomes none', () => {
  const schema = { type: 'object', properties: {
    minConfidence: { type: 'number', minimum: 0, maximum: 1, default: 0.5 }, minMs: { type: 'integer', exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER }, deep: { type: 'boolean', default: true },
    mode: { type: 'string', enum: ['fast', 'fine'] }, note: { type: 'string', maxLength: 50 }, names: { type: 'array', items: { type: 'string' } },
    known: { type: 'object', properties: { text: { type: 'string' } } }, history: { type: 'object', properties: { media: { type: 'integer' } } }, rows: { type: 'array', items: { type: 'number' } }, any: {},
  } };
  expect(parameterFields(schema, { minConfidence: 0.6, minMs: 500, known: { text: 'x' } })).toEqual([
    { name: 'minConfidence', standard: 0.6, kind: 'number', whole: false, least: 0, most: 1 }, { name: 'minMs', standard: 500, kind: 'number', whole: true, least: 0 }, { name: 'deep', standard: true, kind: 'switch' },
    { name: 'mode', standard: undefined, kind: 'choice', options: ['fast', 'fine'] }, { name: 'note', standard: undefined, kind: 'text', most: 50 }, { name: 'names', standard: undefined, kind: 'texts' },
    { name: 'known', standard: { text: 'x' }, kind: 'group', fields: [{ name: 'text', standard: 'x', kind: 'text' }] },
  ]);
  expect(parameterFields({}, {})).toEqual([]);
});

test('names read like words, with their unit', () => {
  expect(['minConfidence', 'sampleEveryMs', 'everyMs', 'maxPersons', 'mode'].map(readableName)).toEqual(['min confidence', 'sample every (ms)', 'every (ms)', 'max persons', 'mode']);
  expect([stepOf({ whole: true }), stepOf({ whole: false, most: 1 }), stepOf({ whole: false })]).toEqual([1, 0.01, 'any']);
});
