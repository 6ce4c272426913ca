import { expect, test } from 'vitest';
import { defineAnalyzer, FindingFields, type Analyzer, type Reads } from '@aima/sdk';
import { z } from 'zod';
import { chooseForWindows } from './choose.ts';

const made = (name: string, reads: Reads): Analyzer => defineAnalyzer({ name, version: 1, reads, finding: z.object(FindingFields), sentence: { en: () => '', de: () => '' }, open: () => ({}) });
const sound = { sampleRateHz: 16_000, channels: 1, windowMs: 1000 } as const;
const analyzers = [
  made('cuts', { everyFrame: true }), made('speech', { audio: sound }), made('language', { after: ['speech'] }), made('scenes', { everyFrame: true, after: ['cuts', 'language'] }),
  made('rate', { after: ['speech'] }), made('loudness', { audio: sound, whole: true }), made('flow', { after: ['rate'], hears: ['loudness'] }),
];
const names = (choices: readonly { name: string }[]): string[] => choices.map(({ name }) => name);

test('streams are looked at in windows, with all they rest on; what only thinks waits for the end; who speaks of the whole gets it', () => {
  const chosen = chooseForWindows([{ name: 'flow' }, { name: 'loudness' }, { name: 'scenes', parameters: { least: 2 } }], analyzers, 'lite');
  expect(names(chosen.windowed).sort()).toEqual(['cuts', 'language', 'scenes', 'speech']);
  expect(chosen.windowed.find(({ name }) => name === 'scenes')?.parameters).toEqual({ least: 2 });
  expect(names(chosen.whole)).toEqual(['loudness']);
  expect(names(chosen.derived).sort()).toEqual(['flow', 'rate']);
  expect(chooseForWindows([{ name: 'loudness' }], analyzers, 'lite').windowed).toEqual([]);
});
