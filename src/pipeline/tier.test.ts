import { defineAnalyzer, FindingFields, optionalModel, roleModel, type ModelRef } from '@aima/sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { chooseTier } from './tier.ts';

const common = { version: 1, finding: z.object(FindingFields), sentence: { en: () => '', de: () => '' }, open: () => ({}) };
const signal = defineAnalyzer({ ...common, name: 'signal', reads: {} });
const both = defineAnalyzer({ ...common, name: 'both', reads: { photo: true }, full: { models: { detector: roleModel('object-detector') }, reads: { everyFrame: true }, open: () => ({}) } });
const fullOnly = defineAnalyzer({ ...common, name: 'full_only', tier: 'full', reads: {}, models: { depth: roleModel('depth-estimator') } });
const all = [signal, both, fullOnly];

const nothingHere = (ref: ModelRef): Promise<AppError> => Promise.resolve(new AppError('MODEL_MISSING', `Run: aima models pull ${ref.id}-x`, { model: `${ref.id}-x` }));
const allHere = (): Promise<undefined> => Promise.resolve(undefined);

test('lite never looks for models, and says what only the full tier can', async () => {
  const { analyzers, notRun, remarks } = await chooseTier(all, 'lite', () => Promise.reject(new Error('asked')), 'en');
  expect(analyzers.map(({ tier }) => tier)).toEqual(['lite', 'lite', 'full']);
  expect([...notRun.keys()]).toEqual(['full_only']);
  expect(notRun.get('full_only')).toEqual({ reason: 'needs_full_tier', message: expect.stringContaining('--tier full') as string });
  expect(remarks.size).toBe(0);
});

test('full uses the full methods where their models are here, with what those read', async () => {
  const { analyzers, notRun, remarks } = await chooseTier(all, 'full', allHere, 'en');
  expect(analyzers.map(({ tier, reads }) => [tier, reads])).toEqual([['lite', {}], ['full', { everyFrame: true }], ['full', {}]]);
  expect(notRun.size + remarks.size).toBe(0);
});

test('where a model is missing, full names the command, and falls back to lite where that exists', async () => {
  const { analyzers, notRun, remarks } = await chooseTier(all, 'full', nothingHere, 'de');
  expect(analyzers.map(({ name, tier }) => [name, tier])).toEqual([['signal', 'lite'], ['both', 'lite'], ['full_only', 'full']]);
  expect(notRun.get('full_only')?.message).toContain('aima models pull depth-estimator-x');
  expect(remarks.get('both')).toEqual({ reason: 'lite_instead_of_full', message: expect.stringMatching(/Stufe lite.*aima models pull object-detector-x/) as string });
  expect(remarks.has('signal')).toBe(false);
});

test('what is optional is not waited for', async () => {
  const eased = defineAnalyzer({ ...common, name: 'eased', reads: {}, full: { models: { detector: roleModel('object-detector'), look: optionalModel(roleModel('person-embedder')) }, open: () => ({}) } });
  const { analyzers } = await chooseTier([eased], 'full', (ref) => (ref.id === 'person-embedder' ? nothingHere(ref) : allHere()), 'en');
  expect(analyzers.map(({ tier }) => tier)).toEqual(['full']);
});

test.each([[{ variable: 'AIMA_OPENAI_BASE_URL' }, /Modell-Server.*AIMA_OPENAI_BASE_URL/], [{ role: 'audio-tagger' }, /Rolle audio-tagger/]])('what is missing is said in German too: %j', async (details, words) => {
  const { remarks } = await chooseTier([both], 'full', () => Promise.resolve(new AppError('MODEL_MISSING', 'in English', details)), 'de');
  expect(remarks.get('both')?.message).toMatch(words);
});
