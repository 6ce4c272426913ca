import { JobMetadata, JobSettings } from '@aima/contract';
import { expect, test } from 'vitest';
import { analyzers } from '../analyzers/index.ts';
import { planOf } from './plan.ts';
import { withContext } from './told-by-people.ts';

const plan = planOf(JobSettings.parse({ analyzers: [{ name: 'cut_analysis' }, { name: 'blip2' }, { name: 'vid2seq', parameters: { context: { names: ['Bo'] } } }] }));
const parametersIn = (metadata: unknown, name: string) => withContext(plan, JobMetadata.parse(metadata)).choices.find((choice) => choice.name === name)?.parameters;

test('names, context and notes of a job reach the describers, and nobody else; what a profile says itself counts first', () => {
  const metadata = { knownNames: ['Ada'], context: 'A talk', notes: 'Second day' };
  expect(parametersIn(metadata, 'blip2')).toEqual({ context: { names: ['Ada'], description: 'A talk', notes: 'Second day' } });
  expect(parametersIn(metadata, 'vid2seq')).toEqual({ context: { names: ['Bo'] } });
  expect(parametersIn(metadata, 'cut_analysis')).toBeUndefined();
});

test('nothing told changes nothing', () => {
  expect(withContext(plan, JobMetadata.parse({}))).toBe(plan);
});

test('more than a question has room for is cut to what the describer takes', () => {
  const metadata = JobMetadata.parse({ knownNames: Array.from({ length: 100 }, (_, i) => `${i} ${'n'.repeat(150)}`), context: 'c'.repeat(10_000), notes: 'n'.repeat(10_000) });
  const parameters = parametersIn(metadata, 'blip2');
  const blip2 = analyzers.find(({ name }) => name === 'blip2');
  expect(blip2?.parseParameters(parameters)).toMatchObject({ context: { description: 'c'.repeat(2000), notes: 'n'.repeat(2000) } });
  expect(parameters).toHaveProperty('context.names.length', 50);
});
